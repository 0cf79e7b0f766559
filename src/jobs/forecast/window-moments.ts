import type { Dataset } from "../../data/dataset.ts";
import { centerOverTime } from "../../ops/center-over-time.ts";
import { matmul } from "../../ops/matmul.ts";
import { scope } from "../../tensor/memory.ts";
import { tensor } from "../../tensor/tensor.ts";
import { createYielder } from "../../training/event-loop.ts";
import { noMoments, type LinearMap, type Moments } from "./ridge.ts";

/** Training windows that are read, at most. */
const mostWindows = 25_600;

/** The moments of so many batches of windows as there may be, and how many those are. */
export async function momentsOver(
  windows: Dataset,
  used: readonly number[],
  outputs: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly moments: Moments; readonly batches: number }> {
  const moments = noMoments(used.length, outputs);
  const perBatch = scope(() => windows.batch(0).x.shape[0]);
  const batches = Math.max(1, Math.min(windows.steps, Math.ceil(mostWindows / perBatch)));
  const yieldToEventLoop = createYielder();
  for (let index = 0; index < batches; index++) {
    if (signal?.aborted) break;
    addMoments(moments, windows, index, used);
    await yieldToEventLoop();
  }
  return { moments, batches };
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
export async function meanAbsoluteErrors(
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
