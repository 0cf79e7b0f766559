import type { Loss } from "../losses/loss.ts";
import { lossFrom, type LossOption } from "../losses/registry.ts";
import type { Metric } from "../metrics/metric.ts";
import { metricFrom, type MetricOption } from "../metrics/registry.ts";
import type { Model } from "../models/model.ts";
import type { OptimizerOption } from "../optimizers/registry.ts";
import type { OptionNames } from "../tensor/options.ts";
import { showValue } from "../tensor/show-value.ts";
import type { CompiledOutput } from "./compiled.ts";
import { meanLoss, named, renamed } from "./output-metrics.ts";
import { checkTargets } from "./targets.ts";

/** A value for each output, in their order or by their names. */
export type ForOutputs<Value> = readonly Value[] | Readonly<Record<string, Value>>;

export interface CompileOptions {
  /** The loss of every output, or one for each output, in their order or by their names. */
  readonly loss: LossOption | ForOutputs<LossOption>;
  /** Weight of each output's loss in the total loss, which is their weighted sum. Default: 1 each. */
  readonly lossWeights?: ForOutputs<number>;
  /**
   * Metrics to report beside the loss: a list for a model with one output; with several, one or a list of them for each
   * output, in their order or by their names. Then they are reported with the output's name in front, such as
   * priceMeanAbsoluteError, beside the losses of the outputs, priceLoss. Every example counts once, whatever the
   * weights of the data. Default: none.
   */
  readonly metrics?: MetricOptions;
  /**
   * As metrics, but examples count as much as the weights of the data and classWeight say, as in Keras. One whose name
   * is also among the metrics is reported with weighted in front, such as weightedMeanAbsoluteError. Default: none.
   */
  readonly weightedMetrics?: MetricOptions;
  /** Default: rmsprop, as in Keras. */
  readonly optimizer?: OptimizerOption;
}

/** Options of compile that concern the model's outputs: losses, their weights and metrics. */
export type OutputOptions = Omit<CompileOptions, "optimizer">;

export const compileNames: OptionNames<CompileOptions> = {
  loss: true,
  lossWeights: true,
  metrics: true,
  weightedMetrics: true,
  optimizer: true,
};

/** A list of metrics for a model with one output; with several, one or a list of them for each output. */
export type MetricOptions = ForOutputs<MetricOption | readonly MetricOption[]>;

/**
 * Loss, weight and metrics of each output, and all metrics to report. Throws a TypeError where there is not one for
 * each output.
 */
export function resolveOutputs(
  model: Pick<Model, "outputNames" | "outputs">,
  options: OutputOptions,
): { readonly outputs: readonly CompiledOutput[]; readonly metrics: readonly Metric[] } {
  checkLoss(options);
  const { loss, lossWeights, metrics = [], weightedMetrics = [] } = options;
  const names = model.outputNames;
  const several = names.length > 1;
  const losses = (isPerOutput(loss) ? perOutput("loss", loss, names) : names.map(() => loss)).map((option, i) => {
    if (option === undefined)
      throw new TypeError(`compile: the output ${names[i]} has no loss; help: loss: { ${names.join(": …, ")}: … }`);
    return lossFrom(option);
  });
  const weights = lossWeights === undefined ? [] : perOutput("lossWeights", lossWeights, names);
  const [plain, weighted] = [
    metricsByOutput("metrics", metrics, model, losses),
    metricsByOutput("weightedMetrics", weightedMetrics, model, losses),
  ];
  const outputs = losses.map((each, i): CompiledOutput => {
    const weight = weights[i] ?? 1;
    if (!Number.isFinite(weight))
      throw new RangeError(`compile: lossWeights must be finite numbers, got ${showValue(weight)}`);
    const taken = new Set(plain[i].map(({ name }) => name));
    const own = weighted[i].map((metric) => (taken.has(metric.name) ? renamed(metric, "weighted") : metric));
    checkTargets({ loss: each, metrics: [...plain[i], ...own] });
    return { loss: each, weight, metrics: plain[i], weightedMetrics: own };
  });
  const all = outputs.map((output) => [...output.metrics, ...output.weightedMetrics]);
  if (!several) return { outputs, metrics: all[0] };
  return {
    outputs,
    metrics: [
      ...names.map((name) => meanLoss(named(name, "loss"))),
      ...all.flatMap((own, i) => own.map((metric) => renamed(metric, names[i]))),
    ],
  };
}

/** The metrics of each output. */
function metricsByOutput(
  option: string,
  metrics: MetricOptions,
  { outputNames: names, outputs }: Pick<Model, "outputNames" | "outputs">,
  losses: readonly Loss[],
): readonly (readonly Metric[])[] {
  const one: unknown = metrics;
  if (typeof one !== "object" || one === null || "begin" in one) {
    const got = typeof one === "object" && one !== null ? "a metric" : showValue(one);
    throw new TypeError(
      `compile: ${option} must be a list of ` +
        `metrics${names.length > 1 ? ", or metrics by the names of the outputs" : ""}, got ${got}; help: ${option}: ` +
        `[${typeof one === "string" ? got : "…"}]`,
    );
  }
  const byOutput = names.length === 1 && isList(metrics) ? [metrics.flat()] : perOutput(option, metrics, names);
  return names.map((_, i) =>
    [byOutput[i] ?? []]
      .flat()
      .map((metric) => metricFrom(metric, { features: outputs[i].at(-1) ?? null, loss: losses[i] })),
  );
}

/** Throws a TypeError where the loss is missing or of a wrong type. */
function checkLoss(options: unknown): void {
  const loss: unknown = typeof options === "object" && options !== null && "loss" in options ? options.loss : undefined;
  if (typeof loss === "string" || (typeof loss === "object" && loss !== null)) return;
  const problem =
    loss === undefined
      ? "the options have no loss"
      : `loss must be a name, a loss, or one for each output, got ${showValue(loss)}`;
  throw new TypeError(`compile: ${problem}; help: loss: "meanSquaredError"`);
}

/** A loss is a function in an object; losses of outputs are losses by names. */
function isPerOutput(loss: OutputOptions["loss"]): loss is ForOutputs<LossOption> {
  return typeof loss !== "string" && (isList(loss) || !("call" in loss) || typeof loss.call !== "function");
}

function isList<Value>(value: ForOutputs<Value> | object): value is readonly Value[] {
  return Array.isArray(value);
}

function perOutput<Value>(
  option: string,
  byOutput: ForOutputs<Value>,
  names: readonly string[],
): readonly (Value | undefined)[] {
  if (isList(byOutput)) {
    if (byOutput.length === 0 || byOutput.length === names.length) return byOutput;
    throw new TypeError(
      `compile: ${option} has ${byOutput.length} entries, but the model has ${names.length} outputs, ` +
        `${names.join(", ")}; help: one for each, or by their names`,
    );
  }
  const strangers = Object.keys(byOutput).filter((name) => !names.includes(name));
  if (strangers.length === 0) return names.map((name) => (Object.hasOwn(byOutput, name) ? byOutput[name] : undefined));
  throw new TypeError(
    `compile: ${option} is for ${strangers.join(", ")}, but the model's outputs are ${names.join(", ")}`,
  );
}
