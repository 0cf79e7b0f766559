import { join } from "node:path";
import { z } from "zod";
import { Scaler } from "../../data/series/scaler.ts";
import { encodeModel } from "../../files/model-file.ts";
import { writeFolder } from "../../files/whole-folder.ts";
import type { Model } from "../../models/model.ts";
import { showShape } from "../../tensor/shape.ts";
import { expectAgreement, readSaved, readSavedModel, sayingWhere, type SavedKind } from "../saved-folder.ts";
import { readingOptions } from "../table/reading-options.ts";
import type { ForecastResult } from "./forecast.ts";
import { isNetwork, type Forecaster } from "./forecaster.ts";
import type { FittedReference } from "./reference/fitted.ts";
import { futureCsv, predictionsCsv } from "./predictions-csv.ts";
import { reportData } from "./report-data.ts";
import { calendarNames } from "./calendar-features.ts";
import { baselineNames, modelNames } from "./candidates.ts";
import { seriesView } from "./series-view.ts";
import { summaryOf } from "./summary.ts";

/** Rows, at most as many as a table can have. */
const count = z
  .int()
  .positive()
  .max(2 ** 31 - 1);
/** A row, from 0. */
const count0 = z.int().nonnegative();
const fill = z.enum(["interpolate", "previous", "error"]);

const values = z.array(z.number());
const season = z.enum(["none", "additive", "multiplicative"]);
const shared = { from: count0, level: z.number(), season, period: count, seasons: values };

/** What a reference model was fitted to; the types of the models are checked against it. */
const fittedReference: z.ZodType<FittedReference> = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("seasonal"), period: count }),
  z.strictObject({ name: z.literal("drift"), from: count0 }),
  z.strictObject({
    name: z.literal("ets"),
    error: z.enum(["additive", "multiplicative"]),
    trend: z.enum(["none", "additive", "damped"]),
    ...shared,
    growth: z.number(),
    alpha: z.number(),
    beta: z.number(),
    gamma: z.number(),
    phi: z.number(),
    logLikelihood: z.number(),
    aicc: z.number(),
  }),
  z.strictObject({ name: z.literal("theta"), ...shared, alpha: z.number() }),
]);

const scalerData = z.strictObject({ columns: z.array(z.string()), mean: z.array(z.number()) });

const bound = z.array(z.number().nullable());
const levelBounds = z.strictObject({ level: z.number().gt(0).lt(1), lower: bound, upper: bound });

/** forecast.json: all that it takes to forecast again, beside the model itself. */
const manifestSchema = z.strictObject({
  format: z.literal("lookback-forecast"),
  version: z.literal(1),
  model: z.enum(modelNames),
  /** What the model's outputs are. */
  meaning: z.enum(["value", "change"]),
  /** What it was trained on. */
  source: z.string(),
  target: z.string(),
  /** All columns that the model reads, in its order, the target among them. */
  columns: z.array(z.string()).min(1),
  /** What of the moments predicted is an input: the last of `columns`. */
  known: z.array(z.string()).exactOptional(),
  calendar: z.array(z.union([z.enum(calendarNames), z.templateLiteral(["holidays:", z.string()])])).exactOptional(),
  /** The columns that are read from a table; all of `columns` where none is made. */
  read: z.array(z.string()).exactOptional(),
  /** The column of times. */
  time: z.string(),
  /** How the source is read, where an option says so or all rows decided it. */
  reading: z
    .strictObject({
      timeFormat: z.string().exactOptional(),
      timeZone: z.string().exactOptional(),
      step: z.union([z.string(), z.number()]).exactOptional(),
      decimal: z.enum(["point", "comma"]).exactOptional(),
      header: z.boolean().exactOptional(),
      id: z.string().exactOptional(),
    })
    .exactOptional(),
  /** Rows were taken one after the other, as the lecture does. */
  asTheyAre: z.boolean(),
  gaps: z.union([fill, z.literal("ignore")]).exactOptional(),
  missing: fill.exactOptional(),
  longest: z.int().nonnegative().exactOptional(),
  sentinels: z.array(z.number()).exactOptional(),
  keep: z.array(z.number()).exactOptional(),
  /** What the rows of the source within a step become; they stay as they are where it lacks this. */
  aggregate: z.enum(["mean", "sum", "last"]).exactOptional(),
  /** Milliseconds from one row to the next. */
  step: z.number().positive(),
  /** What a row is of a calendar; files of version 0.1 lack it. */
  unit: z.enum(["fixed", "business day", "month", "quarter", "year"]).exactOptional(),
  geometry: z.strictObject({ lookback: count, every: count, steps: count, horizons: z.array(count).min(1) }),
  /** What makes the intervals around its forecasts, for each level and horizon; none in files of version 0.1. */
  intervals: z.array(levelBounds).exactOptional(),
  /** A statistical model, fitted to each series. */
  references: z
    .array(z.strictObject({ series: z.string().nullable(), origin: z.number(), fitted: fittedReference }))
    .min(1)
    .exactOptional(),
  /** The scalers of several series; `intervals` are then in standard deviations of each target, times its spread. */
  series: z
    .array(
      z.strictObject({
        name: z.string(),
        mean: z.array(z.number()),
        stddev: z.array(z.number()),
        spread: z.number().positive().exactOptional(),
      }),
    )
    .exactOptional(),
  scaler: z.union([
    scalerData.extend({ stddev: z.array(z.number()) }),
    scalerData.extend({ deviation: z.array(z.number()) }),
  ]),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** A forecaster that was saved into a folder. */
export interface SavedForecast {
  readonly manifest: Manifest;
  readonly scaler: Scaler;
  /** Those of several series, by their names; empty where there was one. */
  readonly scalers: ReadonlyMap<string, Scaler>;
  readonly forecaster: Forecaster;
}

/**
 * Writes a forecast into a folder, which is made if need be:
 *
 *   forecast.json, and for a trained model model.json and weights.safetensors   what `predict` needs
 *   leaderboard.json, histories.json                                           scores and losses of every model
 *   predictions.csv                                                            the test split
 *   forecast.csv                                                               the moments after the last row
 *   report.html                                                                everything, to look at
 *
 * Files of an earlier forecast there are replaced. Returns the names of the files.
 */
export async function saveForecast(result: ForecastResult, folder: string): Promise<readonly string[]> {
  const { forecastReport } = await import("../../report/forecast/forecast-report.ts");
  const { prepared, test, future } = result;
  const { forecaster } = result.final;
  const { table, testNow, geometry } = prepared;
  const files: Record<string, string | Uint8Array> = {
    ...(isNetwork(forecaster) ? { ...encodeModel(forecaster.model) } : {}),
    "forecast.json": json(manifestOf(result)),
    "leaderboard.json": json(summaryOf(result, folder)),
    "histories.json": json(result.histories),
    "predictions.csv": predictionsCsv({
      table,
      now: testNow,
      horizons: geometry.horizons,
      ...test,
      forecast: test.best,
      series: prepared.series,
    }),
    "forecast.csv": futureCsv(table, result.final.ground.series, future),
    "report.html": forecastReport(reportData(seriesView(result))),
  };
  // The model of an earlier run must not lie beside a baseline's forecast.json.
  await writeFolder(folder, files, isNetwork(forecaster) ? [] : ["model.json", "weights.safetensors"]);
  return Object.keys(files);
}

const kind: SavedKind = { what: "forecast", help: "give a folder that lookback forecast wrote" };

/**
 * Reads back what predicting needs. Throws a DataError when the folder holds no forecast, or its files do not agree.
 */
export async function loadForecast(folder: string): Promise<SavedForecast> {
  const name = "forecast.json";
  const manifest = await readSaved(folder, name, manifestSchema, kind);
  const scaler = sayingWhere(join(folder, name), kind.help, () => Scaler.fromJSON(manifest.scaler));
  const scalers = new Map(
    (manifest.series ?? []).map(({ name: one, spread: _spread, ...scaling }) => [
      one,
      sayingWhere(join(folder, name), kind.help, () => new Scaler({ columns: manifest.columns, ...scaling })),
    ]),
  );
  checkManifest(folder, name, manifest);
  const { references } = manifest;
  if (references !== undefined) return { manifest, scaler, scalers, forecaster: { references } };
  const baseline = baselineNames.find((model) => model === manifest.model);
  if (baseline !== undefined) return { manifest, scaler, scalers, forecaster: baseline };
  const model = await readSavedModel(folder, kind);
  checkModel(folder, name, manifest, model);
  return { manifest, scaler, scalers, forecaster: { model, meaning: manifest.meaning } };
}

/** What forecast.json says twice must be the same. */
function checkManifest(
  folder: string,
  file: string,
  { columns, target, scaler, geometry, model, references = [], intervals = [] }: Manifest,
): void {
  const same = (said: string, value: unknown, other: string, otherValue: unknown): void =>
    expectAgreement(folder, { file, says: said, value }, { file, says: other, value: otherValue }, kind);
  const { lookback, steps, every } = geometry;
  same(`has columns ${listed(columns)}`, columns, `a scaler of ${listed(scaler.columns)}`, scaler.columns);
  same(`has the target "${target}"`, true, `columns ${listed(columns)}`, columns.includes(target));
  same(`has ${columns.length} columns`, columns.length, "names one twice", new Set(columns).size);
  for (const { level, lower, upper } of intervals) {
    const said = `has intervals of ${level} for ${lower.length} and ${upper.length} horizons`;
    const bounds = [lower.length, upper.length];
    same(said, bounds, `${geometry.horizons.length} horizons`, [geometry.horizons.length, geometry.horizons.length]);
  }
  for (const { fitted } of references) {
    same(`is a forecast by ${model}`, model, `a fitted ${fitted.name}`, fitted.name);
    if (fitted.name !== "ets" && fitted.name !== "theta") continue;
    const { season: kindOfSeason, period, seasons } = fitted;
    const due = kindOfSeason === "none" ? 0 : period;
    same(
      `has ${kindOfSeason === "none" ? "no season" : `a season of ${period} rows`}`,
      due,
      `${seasons.length} values of it`,
      seasons.length,
    );
  }
  same(`looks ${lookback} rows back`, lookback, `has ${steps} steps of ${every} rows`, steps * every);
}

/** The model must read windows of the columns, and give a number for each horizon. */
function checkModel(folder: string, name: string, { columns, geometry, model: network }: Manifest, model: Model): void {
  const { steps, horizons } = geometry;
  const inputs = [[steps, columns.length]];
  expectAgreement(
    folder,
    { file: name, says: `has windows of ${steps} steps and ${columns.length} columns for ${network}`, value: inputs },
    { file: "model.json", says: `reads ${model.inputs.map(showShape).join(", ")}`, value: model.inputs },
    kind,
  );
  expectAgreement(
    folder,
    { file: name, says: `has ${horizons.length} horizons (${listed(horizons)})`, value: [[horizons.length]] },
    { file: "model.json", says: `gives ${model.outputs.map(showShape).join(", ")}`, value: model.outputs },
    kind,
  );
}

function listed(items: readonly unknown[]): string {
  const more = items.length > 10 ? ` and ${items.length - 10} more` : "";
  return `${items.slice(0, 10).join(", ")}${more}`;
}

function manifestOf({ prepared, options, leaderboard, final }: ForecastResult): Manifest {
  const { table, target, geometry, diagnosis, meaning } = prepared;
  const { series } = final.ground;
  const scalers = series.map(({ name, scaler, spread = 1 }) => ({
    name,
    mean: [...scaler.mean],
    stddev: [...scaler.stddev],
    spread,
  }));
  const { gaps, missing, longest, sentinels, keep, known, calendar, aggregate = "sample" } = options;
  const { time: found } = diagnosis.reading;
  const { time: _named, ...reading } = {
    ...(found.ambiguous ? { timeFormat: found.format } : {}),
    ...readingOptions(options),
  };
  const model = modelNames.find((name) => name === leaderboard.best) ?? "naive";
  return {
    format: "lookback-forecast",
    version: 1,
    model,
    meaning,
    source: prepared.name,
    target,
    columns: [...table.columns],
    ...(known === undefined ? {} : { known: [...known] }),
    ...(calendar === undefined ? {} : { calendar: [...calendar] }),
    ...(known === undefined && calendar === undefined ? {} : { read: [...prepared.readColumns] }),
    time: diagnosis.reading.time.column,
    ...(Object.keys(reading).length === 0 ? {} : { reading }),
    asTheyAre: options.preset === "lecture",
    ...(gaps === undefined ? {} : { gaps }),
    ...(missing === undefined ? {} : { missing }),
    ...(longest === undefined ? {} : { longest }),
    ...(sentinels === undefined ? {} : { sentinels: [...sentinels] }),
    ...(keep === undefined ? {} : { keep: [...keep] }),
    ...(aggregate === "sample" ? {} : { aggregate }),
    step: table.step,
    unit: table.grid?.unit ?? "fixed",
    geometry: { ...geometry, horizons: [...geometry.horizons] },
    intervals: final.bounds.map(({ level, lower, upper }) => ({ level, lower: [...lower], upper: [...upper] })),
    scaler: { columns: [...table.columns], mean: scalers[0].mean, stddev: scalers[0].stddev },
    ...(typeof final.forecaster !== "string" && "references" in final.forecaster
      ? { references: [...final.forecaster.references] }
      : {}),
    ...(series.length === 1 && series[0].name === null
      ? {}
      : { series: scalers.map(({ name, ...scaler }) => ({ name: name ?? "", ...scaler })) }),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
