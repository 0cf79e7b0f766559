import { checkOptions } from "../../tensor/options.ts";
import { randomKey, fold } from "../../tensor/random.ts";
import { showValue } from "../../tensor/show-value.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { column, cut, orderOfPasses, type Column, type Values } from "../arrays.ts";
import type { Dataset } from "../dataset.ts";

export interface TimeseriesDatasetOptions {
  /** [rows, ...]: a row is a time step of any shape. */
  readonly data: Values;
  /** [rows, ...]: row i is the target of the window that begins at row i of the data. */
  readonly targets: Values;
  /** Steps in a window. */
  readonly sequenceLength: number;
  /** Rows from one window's first to the next one's. Default: 1. */
  readonly sequenceStride?: number;
  /** Rows from one step of a window to the next. Default: 1. */
  readonly samplingRate?: number;
  /** Windows in a batch; the last batch of a pass holds what is left. Default: 128. */
  readonly batchSize?: number;
  /** Give the windows in a new random order in every pass. Default: false. */
  readonly shuffle?: boolean;
  /** Of the order. Default: 0. */
  readonly seed?: number;
  /** The first row that windows may use. Default: 0. */
  readonly startIndex?: number;
  /** The row after the last one that windows may use. Default: the number of rows. */
  readonly endIndex?: number;
}

/**
 * Windows over a series with targets of their own: x [batch, sequenceLength, ...], y [batch, ...]. Window k has the
 * rows start, start + samplingRate, …, where start = startIndex + k · sequenceStride, and row `start` of the targets.
 * Their number is that of Keras 3, timeseries_dataset_from_array:
 *
 *   ⌈min(endIndex − startIndex − (sequenceLength − 1) · samplingRate, rows of targets) / sequenceStride⌉
 *
 * To predict the row after each window, give as targets the rows from sequenceLength · samplingRate on. Windows with
 * holes, horizons and splits: `windows`. Throws a RangeError when no window fits, or targets end too early.
 */
export function timeseriesDatasetFromArray(options: TimeseriesDatasetOptions): Dataset {
  const who = "timeseriesDatasetFromArray";
  checkOptions(who, options, {
    data: true,
    targets: true,
    sequenceLength: true,
    sequenceStride: true,
    samplingRate: true,
    batchSize: true,
    shuffle: true,
    seed: true,
    startIndex: true,
    endIndex: true,
  });
  const { sequenceLength, sequenceStride = 1, samplingRate = 1, batchSize = 128, shuffle = false, seed = 0 } = options;
  const data = column("data", options.data);
  const targets = column("targets", options.targets);
  const rows = rowsOf(data);
  const { startIndex = 0, endIndex = rows } = options;
  for (const [name, value] of Object.entries({ sequenceLength, sequenceStride, samplingRate, batchSize }))
    expectBetween(who, name, value, 1, Infinity);
  expectBetween(who, "startIndex", startIndex, 0, rows - 1);
  expectBetween(who, "endIndex", endIndex, startIndex + 1, rows);

  const span = (sequenceLength - 1) * samplingRate;
  const count = Math.ceil(Math.min(endIndex - startIndex - span, rowsOf(targets)) / sequenceStride);
  if (count < 1) {
    throw new RangeError(
      `${who}: no window fits: ${sequenceLength} steps of ${samplingRate} rows need ${span + 1} rows, got ` +
        `${endIndex - startIndex}; help: shorter windows, or more rows`,
    );
  }
  const last = startIndex + (count - 1) * sequenceStride;
  if (last >= rowsOf(targets)) {
    throw new RangeError(
      `${who}: the last window begins at row ${last}, but targets have ${rowsOf(targets)} rows; ` +
        "help: a target for each row in which a window may begin, from row 0 on",
    );
  }
  const steps = Math.ceil(count / batchSize);
  const orderOf = orderOfPasses(count, shuffle, fold(randomKey(seed), "order of windows"));
  return {
    steps,
    batch(index) {
      const first = (index % steps) * batchSize;
      const starts = orderOf(Math.floor(index / steps))
        .subarray(first, first + batchSize)
        .map((window) => startIndex + window * sequenceStride);
      return { x: windowsFrom(data, starts, sequenceLength, samplingRate), y: cut(targets, starts) };
    },
  };
}

function rowsOf({ numbers, width }: Column): number {
  return numbers.length / width;
}

/** [starts, length, ...] */
function windowsFrom(data: Column, starts: Int32Array, length: number, rate: number): Tensor {
  const rows = new Int32Array(starts.length * length);
  starts.forEach((start, window) => {
    for (let step = 0; step < length; step++) rows[window * length + step] = start + step * rate;
  });
  return cut(data, rows, [starts.length, length]);
}

function expectBetween(who: string, name: string, value: number, minimum: number, maximum: number): void {
  if (Number.isSafeInteger(value) && value >= minimum && value <= maximum) return;
  const range = maximum === Infinity ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
  throw new RangeError(`${who}: ${name} must be an integer ${range}, got ${showValue(value)}`);
}
