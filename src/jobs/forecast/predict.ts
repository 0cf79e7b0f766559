import { checkOptions } from "../../tensor/options.ts";
import { formatDuration, formatStep } from "../../data/series/durations.ts";
import { Scaler } from "../../data/series/scaler.ts";
import { rowQuality, type RegularTable } from "../../data/series/table.ts";
import type { Scores } from "../../report/forecast/forecast-data.ts";
import { expectFinite } from "../saved-folder.ts";
import { DataError } from "../table/data-error.ts";
import { baselineForecast } from "./baselines.ts";
import { checkInputs } from "./check-inputs.ts";
import { columnOf, forecastFrom, truthAfter, type Ground } from "./forecaster.ts";
import { futureOf, type Future } from "./future.ts";
import { intervalsAround } from "./intervals.ts";
import { scoresOf } from "./scores.ts";
import { withKnownInputs } from "./known-inputs.ts";
import { load, selectColumns, type Loaded, type LoadHooks } from "./load.ts";
import { rowsWithInputs } from "./rows-with-inputs.ts";
import { joinSeries } from "./join-series.ts";
import { scaled } from "./prepared.ts";
import { intervalUnitsOf } from "./error-spreads.ts";
import type { SeriesRange } from "./series-ranges.ts";
import { loadForecast, type Manifest, type SavedForecast } from "./save.ts";
import type { Predictions } from "./predictions-csv.ts";

export interface PredictOptions {
  /** The folder that a forecast was saved into. */
  readonly model: string;
  /**
   * The table to forecast from: a path, an SQL query, or "jena". It needs the columns that the model was trained on, at
   * the same step.
   */
  readonly source: string;
  /** Forecast also from a table that the model was hardly made for. Default: false, a DataError says what is odd. */
  readonly anyway?: boolean;
  /** Only the moments after the last row are wanted: `predictions` is of the last row alone. Default: false. */
  readonly last?: boolean;
}

export interface PredictResult {
  readonly manifest: Manifest;
  readonly loaded: Loaded;
  readonly predictions: Predictions;
  /** The moments after the last row, each from the latest row that reaches it. */
  readonly future: Future;
  /** Forecasts from the newest rows in which last known values of some inputs stand in. */
  readonly carried: number;
  /**
   * Errors of the forecasts whose truth is in the table, in the target's unit. They may include rows the model was
   * trained on.
   */
  readonly known: { readonly count: number; readonly model: Scores; readonly naive: Scores } | null;
}

/** A saved model and a table to forecast from with it. */
export interface SavedGround extends SavedForecast {
  readonly loaded: Loaded;
  readonly table: RegularTable;
  readonly ground: Ground;
  /** The rows that have all inputs behind them: at least one. */
  readonly now: Int32Array;
}

/**
 * Loads a saved model and prepares a table as the model's own was. Throws a DataError when it cannot forecast from it.
 */
export async function loadGround(options: PredictOptions, hooks: LoadHooks = {}): Promise<SavedGround> {
  const { manifest, scaler, scalers, forecaster } = await loadForecast(options.model);
  const { target, time, columns, asTheyAre, gaps, missing, longest, sentinels, keep, geometry, step } = manifest;
  const { known, calendar, read = columns, aggregate } = manifest;
  const loaded = await load(
    {
      source: options.source,
      target,
      ...manifest.reading,
      time,
      features: read.filter((column) => column !== target),
      asTheyAre,
      ...(gaps === undefined ? {} : { gaps }),
      ...(missing === undefined ? {} : { missing }),
      ...(longest === undefined ? {} : { longest }),
      ...(sentinels === undefined ? {} : { sentinels }),
      ...(keep === undefined ? {} : { keep }),
      ...(calendar === undefined ? {} : { calendar }),
      ...(aggregate === undefined ? {} : { aggregate, every: formatDuration(step) }),
    },
    hooks,
  );
  const unit = loaded.table.grid?.unit ?? "fixed";
  if (loaded.table.step !== step || (manifest.unit ?? unit) !== unit) {
    throw new DataError(
      `has a row every ${formatStep({ step: loaded.table.step, unit })}, and the model was trained on one every ` +
        formatStep({ step, unit: manifest.unit ?? "fixed" }),
      {
        file: loaded.table.source,
        help: "bring the rows to that step, by SQL for example, or train a model on this table",
      },
    );
  }
  const tables = loaded.parts.map((part) => {
    const inputs = { ...(known === undefined ? {} : { known }), ...(calendar === undefined ? {} : { calendar }) };
    return selectColumns(withKnownInputs(part, target, inputs, geometry.horizons, loaded.holidays), columns);
  });
  const { table, ranges } =
    loaded.parts.length === 1 && loaded.parts[0].name === null
      ? { table: tables[0], ranges: [{ from: 0, to: tables[0].rows }] }
      : joinSeries(tables, loaded.name, geometry.horizons[geometry.horizons.length - 1]);
  const spreads = new Map(manifest.series?.map((one) => [one.name, one.spread]));
  const series = ranges.map((range, k): SeriesRange => {
    const { name } = loaded.parts[k];
    const own = name === null ? scaler : scalers.get(name);
    // A series that the model has not seen is scaled by its own rows.
    return {
      ...range,
      name,
      scaler: own ?? Scaler.fit(table, range, table.quality),
      spread: spreads.get(name ?? "") ?? 1,
    };
  });
  const now = rowsWithInputs(table, geometry);
  if (now.length === 0) {
    throw new DataError(
      `has ${table.rows} rows, and no range of ${1 + (geometry.steps - 1) * geometry.every} without a hole, which ` +
        "the model looks back on",
      { file: table.source, help: "give more rows" },
    );
  }
  const targetColumn = columns.indexOf(target);
  return {
    manifest,
    scaler,
    scalers,
    forecaster,
    loaded,
    table,
    now,
    ground: { table, data: scaled(table, series), series, targetColumn, geometry, step },
  };
}

/**
 * Forecasts with a saved model from every row of a table that has all inputs behind it, also where the truth is not
 * known yet. From the same rows come the same bits as in training.
 */
export async function predict(options: PredictOptions, hooks: LoadHooks = {}): Promise<PredictResult> {
  checkOptions("predict", options, { model: true, source: true, anyway: true, last: true });
  const { manifest, forecaster, loaded, table, ground, now: usable } = await loadGround(options, hooks);
  const now = options.last === true ? usable.subarray(-1) : usable;
  if (options.anyway !== true && ground.series.length === 1)
    checkInputs(table, ground.series[0].scaler, loaded.diagnosis);
  const { targetColumn, geometry, step } = ground;
  const forecast = await forecastFrom(forecaster, ground, now);
  if (typeof forecaster !== "string") expectFinite(options.model, forecast);
  const reach = (geometry.steps - 1) * geometry.every;
  const { horizons } = geometry;
  const bounds = manifest.intervals ?? [];
  const intervals = intervalsAround(forecast, bounds, intervalUnitsOf(ground.series, now, targetColumn));
  const future = await futureOf(forecaster, ground, usable, bounds);
  const naive = baselineForecast("naive", { target: columnOf(table, targetColumn), horizons, reach, step }, now);
  if (options.last === true && future.times.length === 0) throw noFuture(table, manifest.known ?? []);
  const predictions: Predictions = {
    table,
    now,
    horizons,
    truth: truthAfter(ground, now),
    forecast,
    naive,
    intervals,
    series: ground.series,
  };
  const carried = now.filter((row) => table.quality[row] === rowQuality.carried).length * horizons.length;
  return { manifest, loaded, predictions, future, carried, known: scoresWhereKnown(predictions) };
}

/** Why no moment after the last row can be forecast. */
function noFuture({ source }: RegularTable, known: readonly string[]): DataError {
  return new DataError("no moment after the last row can be forecast: the newest rows lack inputs", {
    file: source,
    help:
      known.length === 0
        ? "fill the newest rows"
        : `give rows after the last target with the values of ${known.map((name) => `"${name}"`).join(", ")}`,
  });
}

function scoresWhereKnown({ truth, forecast, naive }: Predictions): PredictResult["known"] {
  const known = (values: Float64Array): Float64Array => values.filter((_, i) => Number.isFinite(truth[i]));
  const trueValues = known(truth);
  if (trueValues.length === 0) return null;
  return {
    count: trueValues.length,
    model: scoresOf(known(forecast), trueValues),
    naive: scoresOf(known(naive), trueValues),
  };
}
