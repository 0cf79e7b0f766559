import { join } from "node:path";
import { z } from "zod";
import { Scaler } from "../../data/series/scaler.ts";
import { loadModel } from "../../files/folder.ts";
import { parseJson, problemsOf } from "../../files/json.ts";
import { encodeModel } from "../../files/model-file.ts";
import { readFromFolder, writeFolder } from "../../files/whole-folder.ts";
import { forecastReport } from "../../report/report.ts";
import { DataError } from "../table/data-error.ts";
import type { ForecastResult } from "./forecast.ts";
import { isNetwork } from "./forecast.ts";
import type { Forecaster } from "./forecaster.ts";
import { predictionsCsv } from "./predictions-csv.ts";
import { reportData } from "./report-data.ts";
import { baselineNames, rungNames } from "./rungs.ts";
import { summaryOf } from "./summary.ts";

const count = z.int().positive();
const fill = z.enum(["interpolate", "previous", "error"]);

/** forecast.json: all that it takes to forecast again, beside the model itself. */
const manifestSchema = z.strictObject({
  format: z.literal("lookback-forecast"),
  version: z.literal(1),
  rung: z.enum(rungNames),
  /** What the model's outputs are. */
  meaning: z.enum(["value", "change"]),
  /** What it was trained on. */
  source: z.string(),
  target: z.string(),
  /** All columns that the model reads, in its order, the target among them. */
  columns: z.array(z.string()).min(1),
  /** The column of times. */
  time: z.string(),
  /** Rows were taken one after the other, as the lecture does. */
  asTheyAre: z.boolean(),
  gaps: z.union([fill, z.literal("ignore")]).exactOptional(),
  missing: fill.exactOptional(),
  longest: z.int().nonnegative().exactOptional(),
  /** Milliseconds from one row to the next. */
  step: z.number().positive(),
  geometry: z.strictObject({ lookback: count, every: count, steps: count, horizons: z.array(count).min(1) }),
  scaler: z.strictObject({ columns: z.array(z.string()), mean: z.array(z.number()), deviation: z.array(z.number()) }),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** A forecaster that was saved into a folder. */
export interface SavedForecast {
  readonly manifest: Manifest;
  readonly scaler: Scaler;
  readonly forecaster: Forecaster;
}

/**
 * Writes a forecast into a folder, which is made if need be:
 *
 *   forecast.json, and for a trained model model.json and weights.safetensors   what `predict` needs
 *   leaderboard.json, histories.json                                           scores and losses of every rung
 *   predictions.csv                                                            the test stretch
 *   report.html                                                                everything, to look at
 *
 * Files of an earlier forecast there are replaced. Returns the names of the files.
 */
export async function saveForecast(result: ForecastResult, folder: string): Promise<readonly string[]> {
  const { prepared, test, forecaster } = result;
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
    }),
    "report.html": forecastReport(reportData(result)),
  };
  // The model of an earlier run must not lie beside a baseline's forecast.json.
  await writeFolder(folder, files, isNetwork(forecaster) ? [] : ["model.json", "weights.safetensors"]);
  return Object.keys(files);
}

/** Reads back what predicting needs. Throws a DataError when the folder holds no forecast. */
export async function loadForecast(folder: string): Promise<SavedForecast> {
  const file = join(folder, "forecast.json");
  const help = "give a folder that lookback forecast wrote";
  let text: unknown;
  try {
    text = parseJson(await readFromFolder(folder, "forecast.json"), "forecast.json");
  } catch (cause) {
    throw new DataError(`holds no saved forecast: cannot read forecast.json: ${reasonOf(cause)}`, {
      file: folder,
      help,
      cause,
    });
  }
  const parsed = manifestSchema.safeParse(text);
  if (!parsed.success) {
    throw new DataError(`is not what a forecast is saved as: ${problemsOf(parsed.error)}`, { file, help });
  }
  const manifest = parsed.data;
  const baseline = baselineNames.find((name) => name === manifest.rung);
  return {
    manifest,
    scaler: Scaler.fromJSON(manifest.scaler),
    forecaster: baseline ?? { model: await loadModel(folder), meaning: manifest.meaning },
  };
}

function manifestOf({ prepared, options, leaderboard }: ForecastResult): Manifest {
  const { table, target, geometry, scaler, diagnosis, meaning } = prepared;
  const { gaps, missing, longest } = options;
  const rung = rungNames.find((name) => name === leaderboard.best) ?? "naive";
  return {
    format: "lookback-forecast",
    version: 1,
    rung,
    meaning,
    source: prepared.name,
    target,
    columns: [...table.columns],
    time: diagnosis.reading.time.column,
    asTheyAre: options.preset === "lecture",
    ...(gaps === undefined ? {} : { gaps }),
    ...(missing === undefined ? {} : { missing }),
    ...(longest === undefined ? {} : { longest }),
    step: table.step,
    geometry: { ...geometry, horizons: [...geometry.horizons] },
    scaler: { columns: [...scaler.columns], mean: [...scaler.mean], deviation: [...scaler.deviation] },
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
