import { inputsAt } from "../../data/series/gather.ts";
import type { RegularTable, Table } from "../../data/series/table.ts";
import type { Model } from "../../models/model.ts";
import { scope } from "../../tensor/memory.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { createYielder } from "../../training/event-loop.ts";
import { baselineForecast } from "./baselines.ts";
import type { FittedReference } from "./reference/fitted.ts";
import { forecastReference } from "./reference/reference-model.ts";
import type { Geometry } from "./prepared.ts";
import { seriesAt, type SeriesRange } from "./series-ranges.ts";
import type { BaselineName, OutputMeaning } from "./candidates.ts";

/** A table as forecasts are made from it, in training and later. */
export interface Ground {
  readonly table: RegularTable;
  /** The table scaled, [rows, columns]. */
  readonly data: Tensor;
  /** The series of the table, each with its scaler: at least one. */
  readonly series: readonly SeriesRange[];
  readonly targetColumn: number;
  readonly geometry: Geometry;
  /** Milliseconds from one row to the next. */
  readonly step: number;
}

/** What makes forecasts: a trained model and what its outputs are, or a baseline by its name. */
export type Forecaster = Network | References | BaselineName;

/** A statistical model, fitted to each series. */
export interface References {
  readonly references: readonly {
    /** The name of the series; null where there is one. */
    readonly series: string | null;
    /** The time of its first row, which the states count from. */
    readonly origin: number;
    readonly fitted: FittedReference;
  }[];
}

export interface Network {
  readonly model: Model;
  readonly meaning: OutputMeaning;
}

export function isNetwork(forecaster: Forecaster): forecaster is Network {
  return typeof forecaster !== "string" && "model" in forecaster;
}

/** Windows in a batch when forecasting. A forecast does not depend on what else is in its batch. */
const batchSize = 512;

/**
 * Forecasts from the given rows, in the target's unit: [now.length, horizons]. Each is the same to the last bit
 * wherever and with whatever others it is made.
 */
export async function forecastFrom(forecaster: Forecaster, ground: Ground, now: Int32Array): Promise<Float64Array> {
  const { table, data, series, targetColumn, geometry, step } = ground;
  const { steps, every, horizons } = geometry;
  const target = columnOf(table, targetColumn);
  if (typeof forecaster === "string") {
    const reach = (steps - 1) * every;
    return baselineForecast(forecaster, { target, horizons, reach, step }, now);
  }
  if (!isNetwork(forecaster)) return forecastByReferences(forecaster, ground, target, now);
  const { model, meaning } = forecaster;
  const yieldToEventLoop = createYielder();
  const forecast = new Float64Array(now.length * horizons.length);
  for (let start = 0; start < now.length; start += batchSize) {
    const rows = now.slice(start, start + batchSize);
    const outputs = scope(() => model.call(inputsAt(data, rows, steps, every)).toArray());
    outputs.forEach((output, i) => {
      const row = rows[Math.floor(i / horizons.length)];
      const { scaler } = seriesAt(series, row);
      forecast[start * horizons.length + i] =
        meaning === "value" ? scaler.invert(output, targetColumn) : target[row] + output * scaler.stddev[targetColumn];
    });
    await yieldToEventLoop();
  }
  return forecast;
}

/** Each series by its own states; one that was not fitted by the parameters of the first, from its own first rows. */
function forecastByReferences(
  { references }: References,
  { table, series, geometry: { horizons } }: Ground,
  target: Float64Array,
  now: Int32Array,
): Float64Array {
  const forecast = new Float64Array(now.length * horizons.length);
  for (const { name, from, to } of series) {
    const own = references.find((one) => one.series === name);
    const { fitted, origin } = own ?? references[0];
    const indices = Array.from(now.keys()).filter((i) => now[i] >= from && now[i] < to);
    if (indices.length === 0) continue;
    const otherSeries = own === undefined || table.times[from] !== origin;
    const values = forecastReference(
      fitted,
      { target: target.subarray(from, to), horizons, otherSeries },
      Int32Array.from(indices, (i) => now[i] - from),
    );
    indices.forEach((i, k) =>
      forecast.set(values.subarray(k * horizons.length, (k + 1) * horizons.length), i * horizons.length),
    );
  }
  return forecast;
}

/**
 * What came: the target `horizons` rows after each row of now, [now.length, horizons]; NaN after the end of the table,
 * and where the value was filled in.
 */
export function truthAfter({ table, targetColumn, geometry: { horizons } }: Ground, now: Int32Array): Float64Array {
  const width = table.columns.length;
  const truth = new Float64Array(now.length * horizons.length);
  now.forEach((row, i) => {
    horizons.forEach((horizon, h) => {
      const at = row + horizon;
      const cell = at * width + targetColumn;
      truth[i * horizons.length + h] = at < table.rows && table.filled?.[cell] !== 1 ? table.values[cell] : NaN;
    });
  });
  return truth;
}

/** One column of a table, in its own unit. */
export function columnOf({ values, columns, rows }: Table, column: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => values[row * columns.length + column]);
}
