import { checkOptions } from "../../tensor/options.ts";
import { axes } from "../../tensor/shape.ts";
import { fold, integers, permutation, randomKey, type RandomKey } from "../../tensor/random.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Dataset } from "../dataset.ts";
import { exampleGatherer } from "./gather.ts";
import { rowQuality, type Range } from "./table.ts";

export interface WindowsOptions {
  /** [rows, columns], scaled. Every column is an input. */
  readonly data: Tensor;
  /** How many rows a window looks back on, "now" included. A multiple of `every`. */
  readonly lookbackRows: number;
  /** Rows per input, counted back from now: 6 makes hourly inputs of 10-minute rows. Default 1. */
  readonly every?: number;
  /**
   * Rows from one window's now to the next one's, counted from the first window that the range has room for: Keras's
   * sequence_stride. Default 1.
   */
  readonly sequenceStride?: number;
  /** Which rows after now to predict: [1] is the next one, [6, 12, 144] several at once. Rising, 1 or more. */
  readonly horizons: readonly number[];
  /** Which columns to predict. */
  readonly targets: readonly number[];
  /** The rows that windows may use, for inputs and targets alike. Default: all. */
  readonly range?: Range;
  /** [rows], codes of `rowQuality`. Default: every row was read. */
  readonly quality?: Uint8Array;
  /** [rows], 1 where a target was not read: no window is to predict it. Default: all were read. */
  readonly unknownTargets?: Uint8Array;
  /**
   * "ordered": each window once, by time. "shuffled": each once per pass, in an order of its own in every pass.
   * "random": drawn with replacement, without end.
   */
  readonly order: "random" | "shuffled" | "ordered";
  /** Windows in a batch. The last batch of a pass holds what is left. */
  readonly batchSize: number;
  /** Default 0; "ordered" draws nothing. */
  readonly seed?: number;
}

/**
 * Batches of windows: x [batch, lookbackRows / every, columns], y [batch, horizons · targets], the targets of the first
 * horizon first.
 */
export interface Windows extends Dataset {
  /** The row that is "now" in each window, in order of time. An ordered pass goes through exactly these. */
  readonly now: Int32Array;
}

/**
 * Windows over a series. The last input of a window is the row that is now; its targets lie `horizons` rows later.
 *
 * Inputs and targets stay inside `range`, so that windows of one range never see a row of another. A window with a hole
 * anywhere between its first input and its last target is left out; so is one whose now is a row that was filled in,
 * since the filling may have looked at the reading after it, and one of whose targets was not read.
 *
 * Throws a RangeError that says how many rows are needed when not one window fits.
 */
export function windows(options: WindowsOptions): Windows {
  checkOptions("windows", options, {
    data: true,
    lookbackRows: true,
    every: true,
    sequenceStride: true,
    horizons: true,
    targets: true,
    range: true,
    quality: true,
    unknownTargets: true,
    order: true,
    batchSize: true,
    seed: true,
  });
  const { data, lookbackRows, every = 1, sequenceStride = 1, horizons, targets, order, batchSize, seed = 0 } = options;
  const [rows] = axes(data, "rows", "columns");
  const { range = { from: 0, to: rows }, quality, unknownTargets } = options;
  expectPositive({ lookbackRows, every, sequenceStride, batchSize });
  if (lookbackRows % every !== 0) {
    throw new RangeError(`windows look back ${lookbackRows} rows, which is not a multiple of every ${every} rows`);
  }
  if (!horizons.every((horizon, i) => Number.isInteger(horizon) && horizon > (horizons[i - 1] ?? 0))) {
    throw new RangeError(`horizons [${horizons.join(", ")}] are not rising integers, 1 or more`);
  }
  if (!(range.from >= 0 && range.from <= range.to && range.to <= rows)) {
    throw new RangeError(`windows of rows ${range.from} to ${range.to - 1} of a series that has ${rows} rows`);
  }
  if (quality !== undefined && quality.length !== rows) {
    throw new RangeError(`windows got the quality of ${quality.length} rows for a series of ${rows} rows`);
  }

  if (unknownTargets !== undefined && unknownTargets.length !== rows) {
    throw new RangeError(`windows got unknownTargets of ${unknownTargets.length} rows for a series of ${rows} rows`);
  }

  const steps = lookbackRows / every;
  const offset = -(steps - 1) * every;
  const furthest = horizons[horizons.length - 1] ?? 0;
  const readable = usableRows(range, offset, furthest, sequenceStride, quality);
  const now =
    unknownTargets === undefined
      ? readable
      : readable.filter((row) => horizons.every((horizon) => unknownTargets[row + horizon] !== 1));
  if (now.length === 0) {
    const needed = 1 - offset + furthest;
    const held = range.to - range.from;
    throw new RangeError(
      `no window fits: ${lookbackRows} rows back and ${furthest} ahead need ${needed} rows` +
        (held < needed
          ? `, rows ${range.from} to ${range.to - 1} are ${held}`
          : ` without a hole, and rows ${range.from} to ${range.to - 1} have no such range`) +
        "; help: give more rows, or look back or ahead less",
    );
  }

  const gather = exampleGatherer({ data, steps, offset, stride: every, horizons, targets });
  const pick = picker(order, now, batchSize, fold(randomKey(seed), "windows"));
  return {
    now,
    steps: order === "random" ? Infinity : Math.ceil(now.length / batchSize),
    batch: (index) => gather(pick(index)),
  };
}

/** The rows that can be now: see `windows`. */
function usableRows(
  { from, to }: Range,
  offset: number,
  furthest: number,
  sequenceStride: number,
  quality: Uint8Array | undefined,
): Int32Array {
  const starts: number[] = [];
  let lastHole = -1;
  for (let last = from; last < to; last++) {
    if (quality?.[last] === rowQuality.hole) lastHole = last;
    const row = last - furthest;
    const first = row + offset;
    if ((first - from) % sequenceStride !== 0) continue;
    if (first >= from && first > lastHole && (quality?.[row] ?? rowQuality.read) === rowQuality.read) starts.push(row);
  }
  return Int32Array.from(starts);
}

/** Batch number → the rows that are now in it. */
function picker(
  order: WindowsOptions["order"],
  now: Int32Array,
  batchSize: number,
  key: RandomKey,
): (index: number) => Int32Array {
  if (order === "random") {
    return (index) => integers(fold(key, index), batchSize, 0, now.length).map((i) => now[i]);
  }
  const steps = Math.ceil(now.length / batchSize);
  const part = (index: number): [number, number] => [(index % steps) * batchSize, ((index % steps) + 1) * batchSize];
  if (order === "ordered") return (index) => now.slice(...part(index));
  // The order of one pass is worth keeping: drawing it takes longer than a batch does.
  let kept: { pass: number; rows: Int32Array } | undefined;
  return (index) => {
    const pass = Math.floor(index / steps);
    if (kept?.pass !== pass) kept = { pass, rows: permutation(fold(key, pass), now.length).map((i) => now[i]) };
    return kept.rows.slice(...part(index));
  };
}

function expectPositive(options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`windows: ${name} ${value} is not an integer of at least 1`);
  }
}
