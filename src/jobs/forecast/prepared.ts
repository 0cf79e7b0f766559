import type { Dataset } from "../../data/dataset.ts";
import { Scaler } from "../../data/series/scaler.ts";
import type { Split } from "../../data/series/split.ts";
import type { Range } from "../../data/series/table.ts";
import { tensor, type Tensor } from "../../tensor/tensor.ts";
import type { Loaded } from "./load.ts";
import type { OutputMeaning } from "./candidates.ts";

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
  readonly split: Split;
  readonly scaler: Scaler;
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

/** A table scaled by its training rows alone. */
export function scale({ table }: Loaded, train: Range): { scaler: Scaler; data: Tensor } {
  const scaler = Scaler.fit(table, train, table.quality);
  return { scaler, data: tensor(scaler.scale(table.values), [table.rows, table.columns.length]) };
}
