import type { Dataset } from "../../data/dataset.ts";
import { sequential } from "../../models/sequential.ts";
import { setWeights } from "../../models/weight.ts";
import { centerOverTime } from "../../ops/center-over-time.ts";
import { matmul } from "../../ops/matmul.ts";
import { scope } from "../../tensor/memory.ts";
import { tensor } from "../../tensor/tensor.ts";
import { createYielder } from "../../training/event-loop.ts";
import { layersOf } from "./candidates.ts";
import type { Prepared } from "./prepared.ts";
import { momentsOf, noMoments, ridge, withoutMeans, type LinearMap, type Moments } from "./ridge.ts";
import type { Trained } from "./train.ts";

/** Inputs of the regression, at most: its cost grows with their square, and with the third power. */
const mostInputs = 512;
/** Training windows that are read, at most. */
const mostWindows = 25_600;
/** Latest parts of the window that are tried. */
const parts = [1 / 8, 1 / 4, 1 / 2, 1];
/** Penalties that are tried, in shares of the inputs' variance. */
const penalties = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

/**
 * The model `linear` with the weights of ridge regression, solved at once rather than trained in steps. How far back it
 * looks within the window, its penalty, and whether the mean change over the training windows counts, as a drift, are
 * those with the least mean absolute validation error. Where windows have more than 512 inputs, the regression reads
 * the latest of the target first, then the latest of the other columns, and the other weights are 0.
 */
export async function solveLinear(prepared: Prepared, seed: number, signal: AbortSignal | undefined): Promise<Trained> {
  const { geometry, data, meaning, targetColumn, train, validation } = prepared;
  const { steps, horizons } = geometry;
  const width = data.shape[1];
  const model = sequential(layersOf("linear", horizons.length, meaning), { input: [steps, width], seed });
  const used = usedInputs(steps, width, targetColumn);
  const began = performance.now();
  const yieldToEventLoop = createYielder();

  const moments = noMoments(used.length, horizons.length);
  const batches = Math.max(1, Math.min(train.steps, Math.ceil(mostWindows / prepared.batchSize)));
  for (let index = 0; index < batches; index++) {
    if (signal?.aborted) break;
    addMoments(moments, train, index, used);
    await yieldToEventLoop();
  }
  const maps: LinearMap[] = [];
  for (const part of signal?.aborted ? [] : parts) {
    const latest = used.flatMap((input, i) =>
      Math.floor(input / width) >= steps - Math.ceil(steps * part) ? [i] : [],
    );
    const some = momentsOf(latest, moments);
    for (const penalty of penalties) {
      for (const centered of [some, withoutMeans(some)])
        maps.push(among(used.length, latest, ridge(centered, penalty)));
      await yieldToEventLoop();
    }
  }
  const losses = await meanAbsoluteErrors(maps, validation, used);
  const least = losses.reduce((at, loss, i) => (loss < (losses[at] ?? Infinity) ? i : at), 0);
  const best = maps.length === 0 ? null : { map: maps[least], loss: losses[least] };
  if (best !== null) {
    const last = model.layers.length - 1;
    const kernel = new Float64Array(steps * width * horizons.length);
    used.forEach((input, i) => {
      const row = best.map.kernel.subarray(i * horizons.length, (i + 1) * horizons.length);
      kernel.set(row, input * horizons.length);
    });
    setWeights(
      model.weights,
      new Map([
        [`layers.${last}.kernel`, { shape: [steps * width, horizons.length], values: kernel }],
        [`layers.${last}.bias`, { shape: [horizons.length], values: best.map.bias }],
      ]),
    );
  }
  const seconds = (performance.now() - began) / 1000;
  const [loss] = best === null ? [null] : await meanAbsoluteErrors([best.map], firstOf(train, batches), used);
  return {
    network: { model, meaning },
    history: {
      model: "linear",
      loss: best === null ? [] : [loss],
      validationLoss: best === null ? [] : [best.loss],
      bestEpoch: best === null ? null : 1,
    },
    epochs: best === null ? 0 : 1,
    bestEpoch: best === null ? null : 1,
    seconds,
    secondsPerEpoch: best === null ? null : seconds,
    interrupted: best === null,
    note: null,
  };
}

/** A map of some of the inputs as one of all of them: the others count for nothing. */
function among(inputs: number, some: readonly number[], { kernel, bias }: LinearMap): LinearMap {
  const outputs = bias.length;
  const all = new Float64Array(inputs * outputs);
  some.forEach((input, i) => all.set(kernel.subarray(i * outputs, (i + 1) * outputs), input * outputs));
  return { kernel: all, bias };
}

/**
 * Which inputs of a window [steps, width] count: the target's latest, then as many of the latest others as there may
 * be, at least one of each column.
 */
export function usedInputs(steps: number, width: number, target: number, most = mostInputs): readonly number[] {
  const own = Math.min(steps, most);
  const others = width > 1 ? Math.max(1, Math.min(steps, Math.floor((most - own) / (width - 1)))) : 0;
  return Array.from({ length: steps * width }, (_, input) => input).filter(
    (input) => Math.floor(input / width) >= steps - (input % width === target ? own : others),
  );
}

function firstOf(windows: Dataset, steps: number): Dataset {
  return { steps, batch: (index) => windows.batch(index) };
}

/** The used inputs of a batch less each window's means, [windows, used]. */
function inputsOf(windows: Dataset, index: number, used: readonly number[]) {
  const { x, y } = windows.batch(index);
  const [count, steps, width] = x.shape;
  const centered = centerOverTime(x).toArray();
  const inputs = new Float32Array(count * used.length);
  for (let i = 0; i < count; i++)
    for (let k = 0; k < used.length; k++) inputs[i * used.length + k] = centered[i * steps * width + used[k]];
  return { count, inputs, x: tensor(inputs, [count, used.length]), y };
}

function addMoments(moments: Moments, windows: Dataset, index: number, used: readonly number[]): void {
  scope(() => {
    const { count, inputs, x, y } = inputsOf(windows, index, used);
    const outputs = y.toArray();
    moments.count += count;
    addInto(moments.xx, matmul(x, x, { transposeA: true }).toArray());
    addInto(moments.xy, matmul(x, y, { transposeA: true }).toArray());
    for (let i = 0; i < inputs.length; i++) moments.x[i % moments.inputs] += inputs[i];
    for (let i = 0; i < outputs.length; i++) moments.y[i % moments.outputs] += outputs[i];
  });
}

function addInto(sums: Float64Array, values: ArrayLike<number>): void {
  for (let i = 0; i < sums.length; i++) sums[i] += values[i];
}

/** Of each map over all outputs, in the unit of the scaled target. */
async function meanAbsoluteErrors(
  maps: readonly LinearMap[],
  windows: Dataset,
  used: readonly number[],
): Promise<readonly number[]> {
  if (maps.length === 0) return [];
  const outputs = maps[0].bias.length;
  const columns = maps.length * outputs;
  const kernel = new Float64Array(used.length * columns);
  maps.forEach((map, m) => {
    for (let i = 0; i < used.length; i++)
      for (let k = 0; k < outputs; k++) kernel[i * columns + m * outputs + k] = map.kernel[i * outputs + k];
  });
  const yieldToEventLoop = createYielder();
  const sums = maps.map(() => 0);
  let count = 0;
  for (let index = 0; index < windows.steps; index++) {
    scope(() => {
      const { x, y } = inputsOf(windows, index, used);
      const truth = y.toArray();
      const forecasts = matmul(x, tensor(kernel, [used.length, columns])).toArray();
      maps.forEach(({ bias }, m) => {
        for (let i = 0; i < truth.length; i++) {
          const [row, k] = [Math.floor(i / outputs), i % outputs];
          sums[m] += Math.abs(forecasts[row * columns + m * outputs + k] + bias[k] - truth[i]);
        }
      });
      count += truth.length;
    });
    await yieldToEventLoop();
  }
  return sums.map((sum) => sum / count);
}
