import { checkOptions } from "../../tensor/options.ts";
import { inputsAt } from "../../data/series/gather.ts";
import { formatTime } from "../../data/series/calendar.ts";
import { recordActivations } from "../../explaining/record-activations.ts";
import { integratedGradients } from "../../explaining/integrated-gradients.ts";
import { leaveOutParts } from "../../explaining/leave-one-out.ts";
import { slice } from "../../ops/slice.ts";
import type { WindowExplanation } from "../../report/explain/explain-data.ts";
import { finiteOrNull } from "../finite-or-null.ts";
import { scope } from "../../tensor/memory.ts";
import { tensor, type Tensor } from "../../tensor/tensor.ts";
import { quoted, typed } from "../forecast/command-line.ts";
import { isNetwork } from "../forecast/forecaster.ts";
import { seriesAt } from "../forecast/series-ranges.ts";
import { truthAfter, type Ground } from "../forecast/forecaster.ts";
import type { LoadHooks } from "../forecast/load.ts";
import { loadGround } from "../forecast/predict.ts";
import { asOption, OptionError } from "../option-error.ts";
import { DataError } from "../table/data-error.ts";
import { defaultSteps } from "./explain-text.ts";
import { gatePasses, kernelsInUse, windowReadings } from "./gate-data.ts";

export interface ExplainWindowOptions {
  /** The folder that a forecast was saved into. */
  readonly model: string;
  /** The table that the window is cut from. */
  readonly source: string;
  /**
   * The last moment of the window, such as "2020-05-29 09:30", by the clock of the table. Default: the last that has
   * all inputs.
   */
  readonly at?: string;
  /** Places at which the model is differentiated. Default: 64. */
  readonly steps?: number;
}

/**
 * Explains what a saved network forecasts from one window; of several moments that it forecasts, the furthest. Throws
 * an OptionError or a DataError for what the user can mend.
 */
export async function explainWindow(
  options: ExplainWindowOptions,
  hooks: LoadHooks = {},
  createdAt: Date = new Date(),
): Promise<WindowExplanation> {
  checkOptions("explainWindow", options, { model: true, source: true, at: true, steps: true });
  const { model: folder, source, at, steps = defaultSteps } = options;
  const { manifest, loaded, forecaster, ground, now } = await loadGround({ model: folder, source }, hooks);
  if (!isNetwork(forecaster)) {
    throw new DataError(`holds the ${manifest.model} forecast, which is not a network`, {
      file: folder,
      help: "explain a model that was trained: choose models for lookback forecast (--models)",
    });
  }
  const row = at === undefined ? now[now.length - 1] : rowAt(at, now, ground);
  const { model, meaning } = forecaster;
  const { table, data, series, targetColumn, geometry, step } = ground;
  const { scaler } = seriesAt(series, row);
  const { horizons, every } = geometry;
  const furthest = horizons.length - 1;
  const width = table.columns.length;
  const deviation = scaler.stddev[targetColumn];
  const valueOf = (r: number): number => table.values[r * width + targetColumn];
  /** What is added to the scaled output: where a network puts out a change, the last reading. */
  const level = meaning === "value" ? scaler.mean[targetColumn] : valueOf(row);

  const x = inputsAt(data, Int32Array.of(row), geometry.steps, every);
  const baseline = meaning === "value" ? new Float64Array(x.size) : columnMeans(x, width);
  const of = (output: Tensor): Tensor => slice(output, furthest, 1);
  const result = scope(() =>
    asOption(() => integratedGradients(model, x, { of, steps, baseline: tensor(baseline, x.shape) })),
  );
  const stepParts = count(geometry.steps).map((t) => count(width).map((column) => t * width + column));
  const columnParts = count(width).map((column) => count(geometry.steps).map((t) => t * width + column));
  const missed = leaveOutParts(model, x, [...stepParts, ...columnParts], { of, baseline }).map(
    (value) => value * deviation,
  );
  const added = columnParts.map((places) => places.map((place) => result.values[place] * deviation));
  return {
    title: `Why ${manifest.model} forecasts this: ${manifest.target}`,
    createdAt: createdAt.toISOString(),
    commandLine: typed(`lookback explain ${quoted(folder)}`, source, { at, steps: options.steps }),
    folder,
    model: manifest.model,
    file: loaded.name,
    simulated: loaded.simulated,
    target: manifest.target,
    unit: loaded.unit,
    ...kernelsInUse(),
    horizonHours: (horizons[furthest] * step) / 3_600_000,
    output: level + result.output * deviation,
    baseline: level + result.baseline * deviation,
    baselineMeaning:
      meaning === "value"
        ? "a window in which every column stands at its mean in training"
        : "a window in which every column stands still at its own mean",
    steps,
    error: result.error * deviation,
    truth: finiteOrNull(truthAfter(ground, Int32Array.of(row))[furthest]),
    last: finiteOrNull(valueOf(row)),
    ...windowReadings(ground, row),
    columns: table.columns.map((name, column) => ({
      name,
      attribution: added[column].reduce((sum, value) => sum + value, 0),
      leaveOneOut: missed[geometry.steps + column],
    })),
    attributions: added,
    leaveOneOut: Array.from(missed.subarray(0, geometry.steps)),
    passes: gatePasses(recordActivations(model, x).passes),
    notes: [
      ...(horizons.length === 1 ? [] : [`The model forecasts ${horizons.length} moments; explained is the furthest.`]),
      ...(meaning === "value"
        ? []
        : [
            "The network forecasts the change since the last reading, and reads each column less its mean over the " +
              "window.",
          ]),
      "Without a step or a column means: its readings are those of the baseline.",
    ],
  };
}

/** The row of a moment that was typed. */
function rowAt(at: string, now: Int32Array, { table }: Ground): number {
  const time = Date.parse(`${at.trim().replace(" ", "T")}${/T|\s\d/.test(at.trim()) ? "" : "T00:00"}Z`);
  const [from, to] = [now[0], now[now.length - 1]].map((row) => formatTime(table.times[row]));
  if (Number.isNaN(time)) throw new OptionError(`at must be a moment such as "${to}", got "${at}"`);
  const row = now.find((each) => table.times[each] === time);
  if (row !== undefined) return row;
  throw new OptionError(
    `no window ends at ${formatTime(time)}; help: windows that the model can read end from ${from} to ${to}, at ` +
      "rows of the file without holes before them",
  );
}

/** The mean of each column over the window, at each of its steps. */
function columnMeans(x: Tensor, width: number): Float64Array {
  const values = x.toArray();
  const means = new Float64Array(width);
  for (let i = 0; i < values.length; i++) means[i % width] += values[i] / (values.length / width);
  return Float64Array.from(values, (_, i) => means[i % width]);
}

function count(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
