import type { Dataset } from "../../data/dataset.ts";
import type { Split } from "../../data/series/split.ts";
import type { Range, RegularTable } from "../../data/series/table.ts";
import { tensor, type Tensor } from "../../tensor/tensor.ts";
import type { Loaded } from "./load.ts";
import type { OutputMeaning } from "./candidates.ts";
import type { SeriesRange } from "./series-ranges.ts";

/** Where a window lies around now, in rows. */
export interface Geometry {
  /** How far back a window reaches: steps · every. */
  readonly lookback: number;
  /** Rows from one input to the next. */
  readonly every: number;
  /** Inputs in a window; the last one is now. */
  readonly steps: number;
  /** Rows from now to each moment that is predicted. */
  readonly horizons: readonly number[];
}

/** Everything that training a model needs. */
export interface Prepared extends Loaded {
  readonly geometry: Geometry;
  /** Of the first series, where there are several; all are split alike. */
  readonly split: Split;
  /** The series of the table: at least one. */
  readonly series: readonly SeriesRange[];
  /** The training rows of each. */
  readonly training: readonly Range[];
  /** [rows, columns], scaled. */
  readonly data: Tensor;
  readonly batchSize: number;
  /** What networks are trained to put out; the targets of the data sets below are just that. */
  readonly meaning: OutputMeaning;
  /** Training windows in random order. */
  readonly train: Dataset;
  readonly trainWindows: number;
  /** The row that is now in the first training window. */
  readonly firstNow: number;
  readonly stepsPerEpoch: number;
  /** Windows that are validated with after every epoch; a part of all where there are very many. */
  readonly validation: Dataset;
  /** Rows that are now in all validation windows, and in all test windows. */
  readonly validationNow: Int32Array;
  readonly testNow: Int32Array;
  /** Sentences about how this was set up, for people. */
  readonly notes: readonly string[];
}

/** [rows, columns] of a table, each series scaled by its own scaler; what belongs to none is NaN. */
export function scaled({ values, rows, columns }: RegularTable, series: readonly SeriesRange[]): Tensor {
  const width = columns.length;
  if (series.length === 1 && series[0].from === 0 && series[0].to === rows)
    return tensor(series[0].scaler.scale(values), [rows, width]);
  const all = new Float32Array(rows * width).fill(NaN);
  for (const { from, to, scaler } of series)
    all.set(scaler.scale(values.subarray(from * width, to * width)), from * width);
  return tensor(all, [rows, width]);
}
