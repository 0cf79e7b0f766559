import type { Dataset } from "../../data/dataset.ts";
import { exampleGatherer } from "../../data/series/gather.ts";
import { rowQuality, type Range, type RegularTable } from "../../data/series/table.ts";
import { windows, type Windows } from "../../data/series/windows.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { DataError } from "../table/data-error.ts";
import type { Geometry } from "./prepared.ts";

interface WindowChoice {
  readonly geometry: Geometry;
  /** [rows, columns], scaled. */
  readonly data: Tensor;
  /** The rows that windows may use; none reaches from one range into another. */
  readonly ranges: readonly Range[];
  readonly order: "shuffled" | "ordered";
  readonly batchSize: number;
  readonly seed: number;
}

/** The windows of some ranges. Throws a DataError where not one fits. */
export function windowsOf(
  table: RegularTable,
  targetColumn: number,
  { geometry, ranges, ...choice }: WindowChoice,
): Windows {
  const { quality, source, rows } = table;
  const unknownTargets = unknownRows(table, targetColumn);
  const { lookback: lookbackRows, every, horizons } = geometry;
  const within = new Uint8Array(rows).fill(rowQuality.hole);
  for (const { from, to } of ranges) within.set(quality.subarray(from, to), from);
  try {
    return windows({
      ...choice,
      ...(ranges.length === 1 ? { range: ranges[0], quality } : { quality: within }),
      lookbackRows,
      every,
      horizons,
      targets: [targetColumn],
      ...(unknownTargets === undefined ? {} : { unknownTargets }),
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DataError(error.message.replace(/; help: .*$/, ""), {
      file: source,
      help: "look back or ahead less, fill longer gaps (longest), or leave out columns with holes (features)",
      cause: error,
    });
  }
}

/** [rows] 1 where the target was filled in; none where it was read everywhere. */
function unknownRows({ filled, rows, columns }: RegularTable, targetColumn: number): Uint8Array | undefined {
  if (filled === undefined) return undefined;
  return Uint8Array.from({ length: rows }, (_, row) => filled[row * columns.length + targetColumn]);
}

/** Windows of given rows as batches in order. */
export function examplesAt(
  data: Tensor,
  now: Int32Array,
  { steps, every, horizons }: Geometry,
  target: number,
  batchSize: number,
): Dataset {
  const gather = exampleGatherer({
    data,
    steps,
    offset: -(steps - 1) * every,
    stride: every,
    horizons,
    targets: [target],
  });
  return {
    steps: Math.ceil(now.length / batchSize),
    batch: (index) => gather(now.slice(index * batchSize, (index + 1) * batchSize)),
  };
}
