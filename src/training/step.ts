import type { Batch } from "../data/dataset.ts";
import type { CallContext } from "../layers/layer.ts";
import type { MetricState } from "../metrics/metric.ts";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.ts";
import { examplesIn, type Inputs } from "../tensor/inputs.ts";
import { parentOf, scope, view, releaseStorage } from "../tensor/memory.ts";
import { firstNonFinite } from "../tensor/non-finite.ts";
import { gradients } from "../tensor/tape.ts";
import { copyValues, empty, type Tensor } from "../tensor/tensor.ts";
import type { ClassWeight } from "./class-weight.ts";
import type { Compiled } from "./compiled.ts";
import { nonFiniteGradient, nonFiniteSource, NonFiniteError } from "./non-finite.ts";
import { batchResult, type BatchResult } from "./readout.ts";

/** A compiled model and the optimizer that is at work on it. */
export interface Training extends Compiled {
  readonly optimizer: Optimizer;
  readonly run: OptimizerState;
}

/** Which step of training this is. */
export interface StepCounters {
  readonly epoch: number;
  readonly step: number;
  /** Number of this update over the whole training, from 1. */
  readonly update: number;
}

export interface StepOptions {
  /** Multiplies the learning rate. */
  readonly rateScale: number;
  readonly classWeight?: ClassWeight;
}

export interface StepResult {
  readonly loss: number;
  readonly examples: number;
}

/**
 * One step: a batch forward and back, one update of the weights, and the metrics of the predictions made before it. All
 * memory made on the way is released. Throws a NonFiniteError, and changes nothing, when the loss or a gradient is not
 * finite.
 */
export function trainStep(
  training: Training,
  batchOf: () => Batch<Inputs, Inputs>,
  counters: StepCounters,
  context: CallContext,
  sums: readonly MetricState[],
  { rateScale, classWeight }: StepOptions,
): StepResult {
  const { model, run, trained } = training;
  return scope(() => {
    const batch = batchOf();
    let result: BatchResult | undefined;
    const differentiated = gradients(
      () => {
        result = batchResult(training, batch, context, { classWeight, mayOverwrite: sums.length === 0 });
        return result.loss;
      },
      trained.weights.map(({ value }) => value),
      { consume: () => (sums.length === 0 || result === undefined ? [] : result.measured) },
    );
    const loss = differentiated.loss.toArray()[0];
    if (!Number.isFinite(loss)) {
      throw new NonFiniteError(
        `the loss is ${loss}`,
        counters.epoch,
        counters.step,
        nonFiniteSource(model, batch, context),
      );
    }
    const computed = flattened(differentiated.gradients, trained.size);
    const position = firstNonFinite(computed);
    if (position >= 0) {
      throw new NonFiniteError(
        "a gradient is not finite",
        counters.epoch,
        counters.step,
        nonFiniteGradient(model, trained.weights, position),
      );
    }
    trained.update(run, computed, counters.update, rateScale);
    result?.measure(sums);
    return { loss, examples: examplesIn(batch.x) };
  });
}

/** Tensors one after another in one block of memory; their own is released. */
function flattened(parts: readonly Tensor[], length: number): Tensor {
  const flat = empty([length]);
  let offset = 0;
  parts.forEach(({ storage, size }, i) => {
    copyValues(storage, view(flat.storage, offset, size));
    offset += size;
    const memory = parentOf(storage);
    if (!parts.slice(i + 1).some((later) => parentOf(later.storage) === memory)) releaseStorage(memory);
  });
  return flat;
}
