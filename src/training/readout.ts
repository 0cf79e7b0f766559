import type { Batch } from "../data/dataset.ts";
import type { CallContext, Masked } from "../layers/layer.ts";
import type { MetricState } from "../metrics/metric.ts";
import { within } from "../models/within.ts";
import { add } from "../ops/add.ts";
import { reshape } from "../ops/reshape.ts";
import { scale } from "../ops/scale.ts";
import { examplesIn, inputList, type Inputs } from "../tensor/inputs.ts";
import { tensor, type Tensor } from "../tensor/tensor.ts";
import { weightsByClass, type ClassWeight } from "./class-weight.ts";
import type { Compiled, CompiledOutput } from "./compiled.ts";
import { checkWeights, rowWeights } from "./row-weights.ts";
import { targetsFor } from "./targets.ts";
import { penalized } from "./trained.ts";

/** The loss of a batch. */
export interface BatchResult {
  readonly loss: Tensor;
  /** What measure reads, of what the model has made. */
  readonly measured: readonly Tensor[];
  /** Takes the batch into the metrics. */
  measure(sums: readonly MetricState[]): void;
}

export interface CompareOptions {
  readonly classWeight?: ClassWeight | undefined;
  /** Whether the loss may write over the predictions: then there is nothing to measure. Default: false. */
  readonly mayOverwrite?: boolean;
}

/**
 * Compares an output of the model with its targets. Where the output still has a mask, loss and metrics are means over
 * the steps that it keeps, as in Keras 3. Weights of examples and classes count in the loss and the weighted metrics
 * alone.
 */
function compare(
  { loss, metrics }: Pick<CompiledOutput, "loss" | "metrics">,
  output: Masked,
  { y, weights }: Pick<Batch, "y" | "weights">,
  { classWeight, mayOverwrite = false }: CompareOptions = {},
): BatchResult {
  const prediction = output.value;
  const byClass = classWeight === undefined ? null : weightsByClass(y, classWeight);
  const target = targetsFor(loss, prediction.shape, y);
  const measured = [prediction];
  /** Takes the rows into the metrics, and with what they count into the weighted ones. */
  const measureRows =
    (p: Tensor, t: Tensor, kept: Float64Array | null, counts: Tensor | null) =>
    (sums: readonly MetricState[]): void => {
      const once = kept === null ? null : tensor(kept);
      sums.forEach((sum, i) => sum.update(p, t, i < metrics.length ? once : counts));
    };
  if (loss.targets === "sequences") {
    if (byClass !== null)
      throw new TypeError(`classWeight is for one class per example, and ${loss.name} reads sequences`);
    if (weights !== undefined) checkWeights(weights, prediction.shape[0]);
    return {
      measured,
      loss: loss.call(prediction, target, weights ?? null, output.mask),
      measure: measureRows(prediction, target, null, weights ?? null),
    };
  }
  const { ignoreClass } = loss;
  const rows = rowWeights(output, weights ?? null, ignoreClass === undefined ? null : { target, ignoreClass });
  if (rows === null) {
    const counts = byClass === null ? null : tensor(byClass);
    return {
      measured,
      loss: loss.call(prediction, target, counts, null, mayOverwrite),
      measure: measureRows(prediction, target, null, counts),
    };
  }
  const [p, y2] = [prediction, target].map((values) =>
    reshape(values, [rows.values.length, ...values.shape.slice(rows.axes)]),
  );
  const perExample = rows.values.length / prediction.shape[0];
  const counts = rows.values.map((weight, i) => weight * (byClass?.[Math.floor(i / perExample)] ?? 1));
  return {
    measured,
    loss: loss.call(p, y2, tensor(counts.map((weight) => rows.correction * weight)), null, mayOverwrite),
    measure: (sums) => measureRows(p, y2, rows.kept, tensor(counts))(sums),
  };
}

/**
 * Runs a batch through the model and compares what comes out with the targets, one for each output:
 *
 *   L = Σ lossWeight · loss(output, targets) + Σ regularizer(w) + Σ activityRegularizer(y) / batch
 *
 * Definition: Keras 3. The sums that measure takes are those of the compiled metrics: with several outputs first their
 * losses, then the metrics of each output after those of the one before.
 */
export function batchResult(
  compiled: Compiled,
  batch: Batch<Inputs, Inputs>,
  context: CallContext,
  options: CompareOptions = {},
): BatchResult {
  const { model, outputs, trained } = compiled;
  const penalties: Tensor[] = [];
  const modelOutputs = model.traceAll(batch.x, { ...context, onPenalty: (penalty) => penalties.push(penalty) });
  const targets = targetsOf(compiled, batch.y);
  const several = modelOutputs.length > 1;
  if (several && options.classWeight !== undefined)
    throw new TypeError("classWeight is for models of one output; help: weights in the data count whole examples");
  const each = modelOutputs.map((output, i) => {
    const one = { ...batch, y: targets[i] };
    const result = (): BatchResult => compare(outputs[i], output, one, options);
    return several ? within(`output ${model.outputNames[i]}`, result) : result();
  });
  const weighted = each.map(({ loss }, i) => (outputs[i].weight === 1 ? loss : scale(loss, outputs[i].weight)));
  const losses = each.map(({ loss }) => loss);
  return {
    loss: penalties.reduce(add, penalized(weighted.reduce(add), trained)),
    measured: [...each.flatMap(({ measured }) => measured), ...(several ? losses : [])],
    measure(sums) {
      let next = 0;
      if (several) {
        const examples = tensor([examplesIn(batch.x)]);
        for (const loss of losses) sums[next++].update(loss, loss, examples);
      }
      each.forEach((result, i) => {
        const end = next + outputs[i].metrics.length + outputs[i].weightedMetrics.length;
        result.measure(sums.slice(next, end));
        next = end;
      });
    },
  };
}

/** One target for each output. */
function targetsOf({ model }: Compiled, y: Inputs): readonly Tensor[] {
  const targets = inputList(y);
  const { outputNames } = model;
  if (targets.length === outputNames.length) return targets;
  throw new TypeError(
    outputNames.length === 1
      ? `the model has one output, but the targets y are a list of ${targets.length} tensors`
      : `the model has ${outputNames.length} outputs, ${outputNames.join(", ")}, but there are targets y for ` +
          `${targets.length}; help: y: [${outputNames.join(", ")}], a tensor for each`,
  );
}
