import type { ModelScores } from "../src/report/forecast/evidence-data.ts";
import type { ForecastData, Scores } from "../src/report/forecast/forecast-data.ts";
import { autocorrelation, whiteNoiseBound } from "../src/scoring/autocorrelation.ts";
import { decomposition } from "../src/scoring/decomposition.ts";
import { errorHistogram } from "../src/scoring/error-histogram.ts";
import { dailyCycle, errorsByHour } from "../src/scoring/hours-of-day.ts";

const HOUR = 3_600_000;
const start = Date.UTC(2021, 10, 3);

function scores(mae: number): Scores {
  return { mae, rmse: 1.4 * mae };
}

/** Of intervals that hold a little less than they say. */
function intervalScores(mae: number): ModelScores["metrics"] {
  const intervals = [0.5, 0.8, 0.95].map((level) => ({
    level,
    coverage: level - 0.02,
    width: 4 * mae * level,
    winkler: 6 * mae * level,
  }));
  return { mase: mae / 1.9, crps: 0.7 * mae, intervals };
}

/** A band around values. */
function around(values: readonly number[], level: number): { level: number; lower: number[]; upper: number[] } {
  return { level, lower: values.map((value) => value - 3 * level), upper: values.map((value) => value + 3 * level) };
}

/** A small made-up forecast: 40 days of hourly readings, three models above two baselines, 24 hours ahead. */
export function exampleForecast(): ForecastData {
  const values = Array.from(
    { length: 960 },
    (_, hour) => 10 + 5 * Math.sin((hour * Math.PI) / 12) + 3 * Math.sin(hour / 57),
  );
  const times = values.map((_, hour) => start + hour * HOUR);
  const test = { times: times.slice(700), truth: values.slice(700) };
  const naive = values.slice(676, 936);
  const forecast = test.truth.map((value, index) => value + Math.cos(index / 5));
  const parts = decomposition(values, 24);
  const future = Array.from({ length: 24 }, (_, hour) => 10 + 5 * Math.sin(((960 + hour) * Math.PI) / 12));
  const futureTimes = future.map((_, hour) => start + (960 + hour) * HOUR);
  const errorsOf = (predictions: readonly number[]): number[] => predictions.map((value, at) => value - test.truth[at]);
  return {
    title: "Forecast of T (degC)",
    createdAt: "2026-03-14T09:26:53.589Z",
    commandLine: 'lookback forecast weather.csv --target "T (degC)" --horizon 24h',
    file: "weather.csv",
    simulated: true,
    target: "T (degC)",
    unit: "degC",
    clock: "UTC",
    diagnosis: {
      lines: ["date   every hour", "rows   960"],
      facts: [
        { label: "Rows", value: "960" },
        { label: "Step", value: "1 h" },
      ],
      warnings: ["Two rows are doubled."],
    },
    series: {
      whole: { times, values },
      zoom: { times: times.slice(0, 72), values: values.slice(0, 72) },
      splits: [
        { name: "train", from: times[0], to: times[499] },
        { name: "validation", from: times[500], to: times[699] },
        { name: "test", from: times[700], to: times[959] },
      ],
      dailyCycle: dailyCycle(times, values),
      autocorrelation: autocorrelation(values, { stepHours: 1 }),
      decomposition: parts && {
        trend: { times, values: Array.from(parts.trend, (value) => (Number.isFinite(value) ? value : null)) },
        season: {
          labels: Array.from(parts.season, (_, hour) => `${String(hour).padStart(2, "0")}:00`),
          values: [...parts.season],
        },
        remainder: { times, values: Array.from(parts.remainder, (value) => (Number.isFinite(value) ? value : null)) },
        seasonHours: 24,
        trendStrength: parts.trendStrength,
        seasonStrength: parts.seasonStrength,
      },
    },
    seed: 17,
    kernels: "reference",
    threads: 1,
    horizonHours: 24,
    horizon: "24\u00a0h",
    firstWindow: {
      times: times.slice(0, 48),
      variables: ["p (mbar)", "T (degC)", "rh (%)"].map((name, shift) => ({
        name,
        values: values.slice(shift, 48 + shift).map((value) => (value - 10) / 4),
      })),
      now: times[47],
      targets: [{ time: times[71], value: (values[71] - 10) / 4 }],
    },
    leaderboard: {
      best: "GRU",
      naive: "naive",
      reference: "naive",
      beatsNaive: true,
      rows: [
        {
          model: "naive",
          parameters: 0,
          epochs: 0,
          bestEpoch: null,
          seconds: 0,
          secondsPerEpoch: null,
          skill: 0,
          mae: 2.571,
        },
        {
          model: "dense",
          parameters: 107_585,
          epochs: 5,
          bestEpoch: 2,
          seconds: 31,
          secondsPerEpoch: 6.2,
          skill: -0.12,
          mae: 2.88,
        },
        {
          model: "GRU",
          parameters: 4641,
          epochs: 8,
          bestEpoch: 6,
          seconds: 4000,
          secondsPerEpoch: 500,
          skill: 0.27,
          mae: 1.877,
        },
      ].map(({ mae, ...row }) => ({
        ...row,
        test: scores(mae),
        validation: scores(0.9 * mae),
        metrics: intervalScores(mae),
        ...(row.model === "naive"
          ? {}
          : {
              againstReference: {
                reference: "naive",
                skill: row.skill,
                dieboldMariano: row.skill > 0 ? { statistic: -3.1, p: 0.0021 } : { statistic: 0.9, p: 0.37 },
              },
            }),
        note: `note on ${row.model}`,
      })),
    },
    future: {
      model: "GRU",
      refitted: true,
      truth: { times: times.slice(-48), values: values.slice(-48) },
      times: futureTimes,
      moments: futureTimes.map((time) => new Date(time).toISOString().slice(0, 16).replace("T", " ")),
      forecast: future,
      aheadHours: future.map((_, hour) => hour + 1),
      bands: [0.5, 0.8, 0.95].map((level) => around(future, level)),
    },
    lossName: "mean absolute error, scaled",
    histories: [
      { model: "dense", loss: [0.9, 0.6, 0.5, 0.45, 0.4], validationLoss: [0.8, 0.7, 0.72, 0.75, 0.8], bestEpoch: 2 },
      {
        model: "GRU",
        loss: [0.8, 0.5, 0.4, 0.35, 0.32, 0.3, 0.28, 0.27],
        validationLoss: [0.7, 0.5, 0.42, 0.4, 0.39, 0.38, 0.385, 0.39],
        bestEpoch: 6,
      },
    ],
    test: {
      zoom: {
        times: test.times.slice(0, 168),
        truth: test.truth.slice(0, 168),
        forecast: forecast.slice(0, 168),
        naive: naive.slice(0, 168),
        band: around(forecast.slice(0, 168), 0.8),
      },
      zoomChoice: "the week whose error is closest to that of the whole test split",
      truth: { times: test.times, values: test.truth },
      forecast: { times: test.times, values: forecast },
      byHour: errorsByHour(test.times, test.truth, forecast, naive),
      byHorizon: [1, 6, 12, 24].map((horizonHours) => ({
        horizonHours,
        best: 0.3 * Math.sqrt(horizonHours),
        naive: 0.5 * Math.sqrt(horizonHours),
        coverage: 0.85 - horizonHours / 240,
      })),
      histogram: errorHistogram(errorsOf(forecast), errorsOf(naive), 21),
      residuals: {
        ...autocorrelation(errorsOf(forecast), { stepHours: 1, longestHours: 48 }),
        bound: whiteNoiseBound(test.truth.length),
      },
    },
    modelSummary: "gru    [batch, 32]   4,608\ndense  [batch, 1]       33",
    notes: ["Windows end at the moment of the forecast.", "The lecture's windows end one step earlier."],
  };
}

const voidElements = new Set(["meta", "br", "hr", "img", "link"]);
const element = /([^<]*)(?:<(\/?)([A-Za-z][\w-]*)([^<>]*?)(\/?)>|$)/g;

/**
 * Reads markup strictly: how many elements there are of each name, and what is wrong with it. Wrong is a tag that is
 * not closed in order, an attribute that is given twice or not quoted, and a character that has to be escaped and is
 * not.
 */
export function readMarkup(markup: string): { counts: ReadonlyMap<string, number>; problems: readonly string[] } {
  const counts = new Map<string, number>();
  const problems: string[] = [];
  const open: string[] = [];
  // What script and style elements hold is not markup.
  const bare = markup.replace(/<!doctype html>/, "").replace(/(<(script|style)>)[^]*?(<\/\2>)/g, "$1$3");
  for (const [tag, text, closing, name, attributes, selfClosing] of bare.matchAll(element)) {
    if (/[<>]|&(?!(?:amp|lt|gt|quot|#39);)/.test(text)) problems.push(`text not escaped: ${text.slice(0, 80)}`);
    if (name === undefined) continue;
    if (closing === "/") {
      const last = open.pop();
      if (last !== name) problems.push(`</${name}> closes ${last}`);
      continue;
    }
    if (!/^(?:\s+[A-Za-z][\w:-]*="[^"<>]*")*\s*$/.test(attributes)) problems.push(`attributes: ${tag.slice(0, 80)}`);
    const names = [...attributes.matchAll(/([\w:-]+)="/g)].map(([, attribute]) => attribute);
    if (new Set(names).size !== names.length) problems.push(`an attribute twice: ${tag.slice(0, 80)}`);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (selfClosing === "" && !voidElements.has(name)) open.push(name);
  }
  if (open.length > 0) problems.push(`left open: ${open.join(", ")}`);
  return { counts, problems };
}

/** How often a pattern occurs. */
export function occurrences(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

/** Lines of one colour that have something to draw. */
export function linesOf(svg: string, colour: string): string[] {
  const groups = [...svg.matchAll(/<g[^>]*fill="none"[^>]*>.*?<\/g>/gs)].map(([group]) => group);
  return groups.flatMap((group) => {
    const whole = group.slice(0, group.indexOf(">")).includes(`stroke="var(--${colour},`);
    return [...group.matchAll(/<path[^>]*>/g)]
      .map(([path]) => path)
      .filter((path) => whole || path.includes(`var(--${colour},`));
  });
}
