import type { Batch } from "../data/dataset.ts";
import type { CallContext } from "../layers/layer.ts";
import { within } from "../models/within.ts";
import { add } from "../ops/add.ts";
import { scale } from "../ops/scale.ts";
import { examplesIn, inputList, type Inputs } from "../tensor/inputs.ts";
import { tensor, type Tensor } from "../tensor/tensor.ts";
import { compare, type CompareOptions, type Compiled, type BatchResult } from "./compiled.ts";
import { penalized } from "./trained.ts";

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
  const made = model.traceAll(batch.x, { ...context, onPenalty: (penalty) => penalties.push(penalty) });
  const targets = targetsOf(compiled, batch.y);
  const several = made.length > 1;
  if (several && options.classWeight !== undefined)
    throw new TypeError("classWeight is for models of one output; help: weights in the data count whole examples");
  const each = made.map((output, i) => {
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
