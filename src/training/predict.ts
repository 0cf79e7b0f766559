import { inBatches, type InputValues } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import { inference } from "../layers/inference.ts";
import type { Model } from "../models/model.ts";
import type { Inputs } from "../tensor/inputs.ts";
import { sameShape, showShape, size, type Shape } from "../tensor/shape.ts";
import { scope } from "../tensor/memory.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { breather } from "./breathe.ts";
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

/** The model's output for every example, in order. */
export async function predictWith(
  model: Model,
  x: InputValues | Dataset<Inputs>,
  options: PredictOptions = {},
): Promise<Prediction> {
  const { batchSize = 32, steps: asked, signal } = options;
  const inputs: { readonly steps: number; batch(index: number): Inputs } = isDataset(x)
    ? { steps: stepsOf("steps", asked, x), batch: (index) => x.batch(index).x }
    : inBatches(x, batchSize);
  const steps = Math.min(asked ?? inputs.steps, inputs.steps);
  const breathe = breather();
  const parts: (Float32Array | Float64Array)[] = [];
  let rows = 0;
  let shape: Shape | undefined;
  for (let step = 0; step < steps; step++) {
    signal?.throwIfAborted();
    const {
      values,
      shape: [count, ...example],
    } = scope(() => readOutput(model.call(inputs.batch(step), inference)));
    shape ??= example;
    if (!sameShape(shape, example)) {
      throw new TypeError(
        `batches give outputs of different shapes, ${showShape(shape)} and ${showShape(example)} per example; help: predict them apart`,
      );
    }
    parts.push(values);
    rows += count;
    await breathe();
  }
  return { values: joined(parts, rows * size(shape ?? [])), shape: [rows, ...(shape ?? [])] };
}

export function isDataset(data: object): data is Dataset<Inputs> {
  return "batch" in data && "steps" in data;
}

function readOutput(output: Tensor): Prediction {
  const values = output.toArray();
  if (values instanceof Int32Array)
    throw new TypeError("the model's output is int32; help: end the model with a layer that gives floats");
  return { values, shape: output.shape };
}

function joined(parts: readonly (Float32Array | Float64Array)[], length: number): Float32Array | Float64Array {
  const whole = parts[0] instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
