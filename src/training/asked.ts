import { lossFrom, type LossOption } from "../losses/registry.ts";
import type { Metric } from "../metrics/metric.ts";
import { metricFrom, type MetricOption } from "../metrics/registry.ts";
import type { Model } from "../models/model.ts";
import { checkTargets, type CompiledOutput } from "./compiled.ts";

/** Something for each output, in their order or by their names. */
export type ForOutputs<Value> = readonly Value[] | Readonly<Record<string, Value>>;

/** What is asked of a model when it is compiled, besides how it learns. */
export interface Asked {
  /** The loss of every output, or one for each output, in their order or by their names. */
  readonly loss: LossOption | ForOutputs<LossOption>;
  /** What the loss of each output is multiplied by in the loss of all, which is their sum. Default: 1 each. */
  readonly lossWeights?: ForOutputs<number>;
  /**
   * Figures to report beside the loss: a list for a model with one output; with several, one or a list of them for each output, in their order or by their
   * names. Then they are reported with the output's name in front, such as priceMeanAbsoluteError, beside the losses of the outputs, priceLoss.
   * Default: none.
   */
  readonly metrics?: ForOutputs<MetricOption | readonly MetricOption[]>;
}

/** What is asked of each output, and all figures to report. Throws a TypeError where there is not one for each output. */
export function askedOf(
  model: Pick<Model, "outputNames" | "outputs">,
  { loss, lossWeights, metrics = [] }: Asked,
): { readonly outputs: readonly CompiledOutput[]; readonly metrics: readonly Metric[] } {
  const names = model.outputNames;
  const several = names.length > 1;
  const losses = (isPerOutput(loss) ? perOutput("loss", loss, names) : names.map(() => loss)).map((given, i) => {
    if (given === undefined)
      throw new TypeError(`compile: the output ${names[i]} has no loss; help: loss: { ${names.join(": …, ")}: … }`);
    return lossFrom(given);
  });
  const weights = lossWeights === undefined ? [] : perOutput("lossWeights", lossWeights, names);
  const figures = !several && isList(metrics) ? [metrics.flat()] : perOutput("metrics", metrics, names);
  const outputs = losses.map((each, i): CompiledOutput => {
    const weight = weights[i] ?? 1;
    if (!Number.isFinite(weight)) throw new RangeError(`compile: lossWeights must be finite numbers, got ${weight}`);
    const own = [figures[i] ?? []]
      .flat()
      .map((option) => metricFrom(option, { features: model.outputs[i].at(-1) ?? null, loss: each }));
    checkTargets({ loss: each, metrics: own });
    return { loss: each, weight, metrics: own };
  });
  if (!several) return { outputs, metrics: outputs[0].metrics };
  return {
    outputs,
    metrics: [
      ...names.map((name) => meanLoss(named(name, "loss"))),
      ...outputs.flatMap((output, i) => output.metrics.map((metric) => renamed(metric, names[i]))),
    ],
  };
}

/** A loss is a function in an object; losses of outputs are losses by names. */
function isPerOutput(loss: Asked["loss"]): loss is ForOutputs<LossOption> {
  return typeof loss !== "string" && (isList(loss) || !("call" in loss) || typeof loss.call !== "function");
}

function isList<Value>(given: ForOutputs<Value> | object): given is readonly Value[] {
  return Array.isArray(given);
}

function perOutput<Value>(
  option: string,
  given: ForOutputs<Value>,
  names: readonly string[],
): readonly (Value | undefined)[] {
  if (isList(given)) {
    if (given.length === 0 || given.length === names.length) return given;
    throw new TypeError(
      `compile: ${option} has ${given.length} entries, but the model has ${names.length} outputs, ${names.join(", ")}; help: one for each, or by their names`,
    );
  }
  const strangers = Object.keys(given).filter((name) => !names.includes(name));
  if (strangers.length === 0) return names.map((name) => (Object.hasOwn(given, name) ? given[name] : undefined));
  throw new TypeError(
    `compile: ${option} is for ${strangers.join(", ")}, but the model's outputs are ${names.join(", ")}`,
  );
}

/** price, loss → priceLoss */
function named(output: string, figure: string): string {
  return `${output}${figure.charAt(0).toUpperCase()}${figure.slice(1)}`;
}

/** A metric of one output among several: it has the output's name in front. */
function renamed(metric: Metric, output: string): Metric {
  const { better, targets } = metric;
  return {
    name: named(output, metric.name),
    better,
    ...(targets === undefined ? {} : { targets }),
    begin() {
      const sum = metric.begin();
      return {
        update: (prediction, target, weights) => sum.update(prediction, target, weights),
        result: () => sum.result(),
        ...(sum.results === undefined
          ? {}
          : {
              results: () =>
                Object.fromEntries(
                  Object.entries(sum.results?.() ?? {}).map(([name, value]) => [named(output, name), value]),
                ),
            }),
        ...(sum.save === undefined ? {} : { save: () => sum.save?.() ?? new Float64Array(0) }),
        load: (saved) => sum.load?.(saved),
      };
    },
  };
}

/** The mean of an output's loss over the examples: it takes in the loss of a batch [], and in place of weights how many examples it had, [1]. */
function meanLoss(name: string): Metric {
  return {
    name,
    better: "lower",
    begin() {
      let [total, examples] = [0, 0];
      return {
        update(loss, _, count) {
          const [batch] = count?.toArray() ?? [1];
          total += loss.toArray()[0] * batch;
          examples += batch;
        },
        result: () => total / examples,
        save: () => Float64Array.of(total, examples),
        load(saved) {
          [total, examples] = saved;
        },
      };
    },
  };
}
