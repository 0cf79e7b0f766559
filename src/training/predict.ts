import type { OptionNames } from "../tensor/options.ts";
import { inBatches, type InputValues } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import { inference } from "../layers/shared/inference.ts";
import type { Model } from "../models/model.ts";
import type { Inputs } from "../tensor/inputs.ts";
import { sameShape, showShape, size, type Shape } from "../tensor/shape.ts";
import { scope } from "../tensor/memory.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { createYielder } from "./event-loop.ts";
import { stepsOf } from "./evaluate.ts";

/** Numbers that a model predicted, row by row (last axis fastest). */
export interface Prediction {
  readonly values: Float32Array | Float64Array;
  /** [examples, ...] */
  readonly shape: Shape;
}

export interface PredictOptions {
  /** Examples per batch, when x is not a data set. Default: 32. */
  readonly batchSize?: number;
  /** Batches to predict. Default: one pass. */
  readonly steps?: number;
  readonly signal?: AbortSignal;
}

export const predictNames: OptionNames<PredictOptions> = { batchSize: true, steps: true, signal: true };

/** The model's outputs for every example, in order: one prediction for each output. */
export async function predictWith(
  model: Model,
  x: InputValues | Dataset<Inputs, Inputs>,
  options: PredictOptions,
): Promise<readonly Prediction[]> {
  const { batchSize = 32, steps: requested, signal } = options;
  const inputs: { readonly steps: number; batch(index: number): Inputs } = isDataset(x)
    ? { steps: stepsOf("steps", requested, x), batch: (index) => x.batch(index).x }
    : inBatches(x, batchSize);
  const steps = Math.min(requested ?? inputs.steps, inputs.steps);
  const yieldToEventLoop = createYielder();
  const batches: (readonly Prediction[])[] = [];
  for (let step = 0; step < steps; step++) {
    signal?.throwIfAborted();
    batches.push(scope(() => model.callAll(inputs.batch(step), inference).map(readOutput)));
    await yieldToEventLoop();
  }
  return model.outputs.map((_, output) => together(batches.map((outputs) => outputs[output])));
}

/** The predictions of batches one after another. */
function together(parts: readonly Prediction[]): Prediction {
  const example = parts[0]?.shape.slice(1) ?? [];
  for (const { shape } of parts) {
    if (sameShape(shape.slice(1), example)) continue;
    throw new TypeError(
      `batches give outputs of different shapes, ${showShape(example)} and ${showShape(shape.slice(1))} per ` +
        "example; help: predict them apart",
    );
  }
  const rows = parts.reduce((sum, { shape }) => sum + shape[0], 0);
  return {
    values: concatenated(
      parts.map(({ values }) => values),
      rows * size(example),
    ),
    shape: [rows, ...example],
  };
}

export function isDataset(data: object): data is Dataset<Inputs, Inputs> {
  return "batch" in data && "steps" in data;
}

function readOutput(output: Tensor): Prediction {
  const values = output.toArray();
  if (values instanceof Int32Array)
    throw new TypeError("the model's output is int32; help: end the model with a layer that gives floats");
  return { values, shape: output.shape };
}

function concatenated(parts: readonly (Float32Array | Float64Array)[], length: number): Float32Array | Float64Array {
  const all = parts[0] instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
