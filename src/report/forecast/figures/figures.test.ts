import { readdirSync } from "node:fs";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { exampleForecast, linesOf, occurrences, readMarkup } from "../../../../test/report.ts";
import type { FigureOptions, FigureText } from "../../drawing/figure.ts";
import type { Band } from "../evidence-data.ts";
import type { ForecastData } from "../forecast-data.ts";
import { describeAutocorrelation, drawAutocorrelation } from "./autocorrelation.ts";
import { describeCoverageByHorizon, drawCoverageByHorizon } from "./coverage-by-horizon.ts";
import { describeDailyCycle, drawDailyCycle } from "./daily-cycle.ts";
import { describeDecomposition, drawDecomposition } from "./decomposition.ts";
import { describeErrorHistogram, drawErrorHistogram } from "./error-histogram.ts";
import { describeErrorsByHorizon, drawErrorsByHorizon } from "./errors-by-horizon.ts";
import { describeErrorsByHour, drawErrorsByHour } from "./errors-by-hour.ts";
import { describeFirstWindow, drawFirstWindow } from "./first-window.ts";
import { describeForecastAgainstTruth, drawForecastAgainstTruth } from "./forecast-against-truth.ts";
import { describeForecastOverTest, drawForecastOverTest } from "./forecast-over-test.ts";
import { describeNextValues, drawNextValues } from "./next-values.ts";
import { describeResidualAutocorrelation, drawResidualAutocorrelation } from "./residual-autocorrelation.ts";
import { describeLossCurves, drawLossCurves } from "../../drawing/training/loss-curves.ts";
import { describeSeriesOverview, drawSeriesOverview } from "./series-overview.ts";
import { describeSeriesZoom, drawSeriesZoom } from "./series-zoom.ts";

const noCycle = { hours: [], mean: [], low: [], high: [] };
const withCycle = (data: ForecastData) => ({ ...data, series: { dailyCycle: data.series.dailyCycle ?? noCycle } });
const noParts = {
  trend: { times: [], values: [] },
  season: { labels: [], values: [] },
  remainder: { times: [], values: [] },
  seasonHours: 24,
  trendStrength: null,
  seasonStrength: null,
};
const withParts = (data: ForecastData) => ({
  ...data,
  series: { decomposition: data.series.decomposition ?? noParts },
});
const withHours = (data: ForecastData) => ({
  ...data,
  test: { byHour: data.test.byHour ?? { hours: [], best: [], naive: [] } },
});

interface Figure {
  readonly draw: (data: ForecastData, options?: FigureOptions) => string;
  readonly describe: (data: ForecastData) => FigureText;
}

const figures: Readonly<Record<string, Figure>> = {
  autocorrelation: { draw: drawAutocorrelation, describe: describeAutocorrelation },
  "coverage-by-horizon": { draw: drawCoverageByHorizon, describe: describeCoverageByHorizon },
  decomposition: {
    draw: (data, options) => drawDecomposition(withParts(data), options),
    describe: (data) => describeDecomposition(withParts(data)),
  },
  "daily-cycle": {
    draw: (data, options) => drawDailyCycle(withCycle(data), options),
    describe: (data) => describeDailyCycle(withCycle(data)),
  },
  "error-histogram": { draw: drawErrorHistogram, describe: describeErrorHistogram },
  "errors-by-horizon": { draw: drawErrorsByHorizon, describe: describeErrorsByHorizon },
  "errors-by-hour": {
    draw: (data, options) => drawErrorsByHour(withHours(data), options),
    describe: (data) => describeErrorsByHour(withHours(data)),
  },
  "first-window": { draw: drawFirstWindow, describe: describeFirstWindow },
  "forecast-against-truth": { draw: drawForecastAgainstTruth, describe: describeForecastAgainstTruth },
  "forecast-over-test": { draw: drawForecastOverTest, describe: describeForecastOverTest },
  "next-values": { draw: drawNextValues, describe: describeNextValues },
  "residual-autocorrelation": { draw: drawResidualAutocorrelation, describe: describeResidualAutocorrelation },
  "loss-curves": { draw: drawLossCurves, describe: describeLossCurves },
  "series-overview": { draw: drawSeriesOverview, describe: describeSeriesOverview },
  "series-zoom": { draw: drawSeriesZoom, describe: describeSeriesZoom },
};

/** The example with every list of numbers changed in the same way. */
function reshape(
  data: ForecastData,
  change: <T>(list: readonly T[]) => T[],
  value: (number: number | null) => number | null,
): ForecastData {
  const numbers = (list: readonly (number | null)[]): (number | null)[] => change(list).map(value);
  const series = ({ times, values }: ForecastData["series"]["whole"]): ForecastData["series"]["whole"] => ({
    times: change(times),
    values: numbers(values),
  });
  const band = ({ level, lower, upper }: Band): Band => ({ level, lower: numbers(lower), upper: numbers(upper) });
  const parts = withParts(data).series.decomposition;
  const { firstWindow, test: testSplit, future } = data;
  const cycle = withCycle(data).series.dailyCycle;
  const { byHour } = withHours(data).test;
  const { zoom } = testSplit;
  return {
    ...data,
    series: {
      whole: series(data.series.whole),
      zoom: series(data.series.zoom),
      splits: change(data.series.splits),
      dailyCycle: {
        hours: change(cycle.hours),
        mean: numbers(cycle.mean),
        low: numbers(cycle.low),
        high: numbers(cycle.high),
      },
      autocorrelation: {
        lagHours: change(data.series.autocorrelation.lagHours),
        r: numbers(data.series.autocorrelation.r),
      },
      decomposition: {
        ...parts,
        trend: series(parts.trend),
        season: {
          labels: change(parts.season.labels),
          values: numbers(parts.season.values).map((number) => number ?? NaN),
        },
        remainder: series(parts.remainder),
        trendStrength: value(parts.trendStrength),
        seasonStrength: value(parts.seasonStrength),
      },
    },
    future: {
      ...future,
      truth: series(future.truth),
      times: change(future.times),
      moments: change(future.moments),
      forecast: numbers(future.forecast),
      aheadHours: change(future.aheadHours),
      bands: change(future.bands).map(band),
    },
    firstWindow: {
      ...firstWindow,
      times: change(firstWindow.times),
      variables: change(firstWindow.variables).map((variable) => ({ ...variable, values: numbers(variable.values) })),
      targets: change(firstWindow.targets).map((target) => ({ ...target, value: value(target.value) })),
    },
    histories: change(data.histories).map((history) => ({
      ...history,
      loss: numbers(history.loss),
      validationLoss: numbers(history.validationLoss),
    })),
    test: {
      ...testSplit,
      zoom: {
        times: change(zoom.times),
        truth: numbers(zoom.truth),
        forecast: numbers(zoom.forecast),
        naive: numbers(zoom.naive),
        band: zoom.band && band(zoom.band),
      },
      truth: series(testSplit.truth),
      forecast: series(testSplit.forecast),
      byHour: { hours: change(byHour.hours), best: numbers(byHour.best), naive: numbers(byHour.naive) },
      byHorizon: change(testSplit.byHorizon).map((errors) => ({
        ...errors,
        best: value(errors.best),
        naive: value(errors.naive),
        coverage: value(errors.coverage),
      })),
      histogram: {
        edges: change(testSplit.histogram.edges),
        best: change(testSplit.histogram.edges)
          .slice(1)
          .map(() => 0.1),
        naive: change(testSplit.histogram.edges)
          .slice(1)
          .map(() => 0),
      },
      residuals: {
        lagHours: change(testSplit.residuals.lagHours),
        r: numbers(testSplit.residuals.r),
        bound: value(testSplit.residuals.bound),
      },
    },
  };
}

const nasty = `<script>alert("1")</script> & 'a' ${"very long name ".repeat(12)}`;

function renamed(data: ForecastData): ForecastData {
  const { leaderboard } = data;
  return {
    ...data,
    target: nasty,
    unit: nasty,
    clock: nasty,
    lossName: nasty,
    leaderboard: {
      ...leaderboard,
      best: `best ${nasty}`,
      naive: nasty,
      rows: leaderboard.rows.map((row) => ({ ...row, model: row.model === "GRU" ? `best ${nasty}` : nasty })),
    },
    histories: data.histories.map((history) => ({ ...history, model: nasty })),
    firstWindow: {
      ...data.firstWindow,
      variables: data.firstWindow.variables.map((variable) => ({ ...variable, name: nasty })),
    },
    future: { ...data.future, model: nasty },
    test: { ...data.test, zoomChoice: nasty },
  };
}

const same = <T>(list: readonly T[]): T[] => [...list];
const keep = (number: number | null): number | null => number;

const cases: Readonly<Record<string, ForecastData>> = {
  ordinary: exampleForecast(),
  empty: reshape(exampleForecast(), () => [], keep),
  "one point": reshape(exampleForecast(), (list) => list.slice(0, 1), keep),
  constant: reshape(exampleForecast(), same, () => 7),
  zero: reshape(exampleForecast(), same, () => 0),
  "nothing there": reshape(exampleForecast(), same, () => null),
  NaN: reshape(exampleForecast(), same, () => NaN),
  "some missing": reshape(exampleForecast(), same, (number) =>
    number !== null && number > 1 && number < 8 ? null : number,
  ),
  huge: reshape(exampleForecast(), same, (number) => number && number * 1e12),
  tiny: reshape(exampleForecast(), same, (number) => number && number * 1e-9),
  "nasty names": renamed(exampleForecast()),
};

test("every figure of this folder is swept", () => {
  const files = readdirSync("src/report/forecast/figures").filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  const names = files.map((file) => file.slice(0, -3)).filter((name) => name !== "two-error-lines");
  // Curves of losses are shared by reports, so they lie with the drawing.
  const own = Object.keys(figures).filter((name) => name !== "loss-curves");
  expect(names.toSorted()).toEqual(own.toSorted());
});

test("figures are well-formed pictures whatever the data and the width", () => {
  const notNumbers = /NaN|undefined|Infinity|null/;
  const problems: string[] = [];
  let swept = 0;
  for (const [name, { draw, describe }] of Object.entries(figures)) {
    for (const [kind, data] of Object.entries(cases)) {
      const { title, caption } = describe(data);
      if (notNumbers.test(title + caption)) problems.push(`${name}, ${kind}: ${caption}`);
      for (const width of [880, 400, 320]) {
        const svg = draw(data, { width });
        const { counts, problems: found } = readMarkup(svg);
        const start =
          `<svg xmlns="http://www.w3.org/2000/svg" class="figure" role="img" ` +
          `aria-label="${title}" viewBox="0 0 ${width} `;
        const wrong = [
          ...found,
          ...(svg.startsWith(start) && counts.get("svg") === 1 ? [] : [svg.slice(0, 120)]),
          // A read-out is JSON, where a missing value is null.
          ...(svg.replace(/data-readout="[^"]*"/, "").match(notNumbers) ?? []),
          ...(svg.match(/<script|<style|<foreignObject|\sid="|url\(|href=/) ?? []),
        ];
        problems.push(...wrong.map((what) => `${name}, ${kind}, ${width} wide: ${what}`));
        swept++;
      }
    }
  }
  expect(problems).toEqual([]);
  expect(swept).toBe(15 * 11 * 3);
});

test("figures say that their data are simulated, and only then", () => {
  const data = exampleForecast();
  let swept = 0;
  for (const { draw } of Object.values(figures)) {
    expect(draw(data)).toContain(">simulated data</text>");
    expect(draw({ ...data, simulated: false })).not.toContain("simulated");
    swept++;
  }
  expect(swept).toBe(15);
});

test("a figure does not depend on what was drawn before it, nor on the document", () => {
  const data = exampleForecast();
  const drawAll = (options?: FigureOptions): string[] => Object.values(figures).map(({ draw }) => draw(data, options));
  const first = drawAll();
  expect(drawAll()).toEqual(first);
  expect(drawAll({ document: parseHTML("<html><body></body></html>").document })).toEqual(first);
  expect(new Set(first).size).toBe(15);
});

test("numbers of a figure's data all take part in it", () => {
  const data = exampleForecast();
  const [overview, ...more] = linesOf(drawSeriesOverview(data), "truth");
  expect(more).toEqual([]);
  expect(occurrences(overview, /L/g)).toBe(959);
  expect(occurrences(drawSeriesOverview(data), /<rect/g)).toBe(2);
  for (const split of ["training", "validation", "test"])
    expect(drawSeriesOverview(data)).toContain(`>${split}</text>`);

  expect(linesOf(drawSeriesZoom(data), "truth").map((line) => occurrences(line, /L/g))).toEqual([71]);

  const against = drawForecastAgainstTruth(data);
  for (const colour of ["truth", "best", "naive"]) {
    expect(linesOf(against, colour).map((line) => occurrences(line, /L/g))).toEqual([167]);
  }
  expect(occurrences(drawErrorHistogram(data).split("</rect>").join(""), /<rect/g)).toBeGreaterThan(5);
  expect(linesOf(drawErrorsByHorizon(data), "best").map((line) => occurrences(line, /L/g))).toEqual([3]);
  expect(occurrences(drawErrorsByHorizon(data), /<circle/g)).toBe(8);
  expect(linesOf(drawErrorsByHour(withHours(data)), "naive").map((line) => occurrences(line, /L/g))).toEqual([24]);
  expect(linesOf(drawDailyCycle(withCycle(data)), "truth").map((line) => occurrences(line, /L/g))).toEqual([24]);
  expect(linesOf(drawAutocorrelation(data), "truth").map((line) => occurrences(line, /L/g))).toEqual([168]);
});

test("a gap in the data is a gap in the line", () => {
  const data = exampleForecast();
  const values = data.series.zoom.values.map((value, index) => (index >= 10 && index < 20 ? null : value));
  const [line] = linesOf(drawSeriesZoom({ ...data, series: { zoom: { ...data.series.zoom, values } } }), "truth");
  expect(occurrences(line, /M/g)).toBe(2);
  expect(occurrences(line, /L/g)).toBe(9 + 51);
});

test("the legend names the lines, and the naive forecast only once where it is the best", () => {
  const data = exampleForecast();
  expect(drawForecastAgainstTruth(data)).toMatch(/>truth<.*>GRU<.*>naive</);
  const alone = { ...data, leaderboard: { ...data.leaderboard, best: "naive" } };
  let swept = 0;
  for (const draw of [drawForecastAgainstTruth, drawErrorHistogram, drawErrorsByHorizon]) {
    expect(occurrences(draw(alone), />naive</g)).toBe(1);
    expect(draw(alone)).not.toContain("var(--naive");
    swept++;
  }
  expect(swept).toBe(3);
});

test("the first window puts the target first and the points to be forecast into its strip", () => {
  const data = exampleForecast();
  const svg = drawFirstWindow(data);
  expect(svg).toMatch(/>T \(degC\)<.*>p \(mbar\)<.*>rh \(%\)</);
  expect(svg).toContain(">now</text>");
  expect(occurrences(svg, /<circle/g)).toBe(2); // one in the legend
  const [, dotAt] = /translate\(0,(\d+)\)"[^>]*><circle/.exec(svg) ?? [];
  const [, targetAt] = /translate\(0,(\d+)\)"[^>]*><text[^>]*>T \(degC\)</.exec(svg) ?? [];
  expect([dotAt, targetAt]).toEqual(["0", "0"]);
  // As an input of its own the target has no line.
  const other = drawFirstWindow({ ...data, target: "rain" });
  expect(other).toMatch(/>rain<.*>p \(mbar\)<.*>T \(degC\)<.*>rh \(%\)</);
  const many = Array.from({ length: 20 }, (_, index) => ({ name: `v${index}`, values: [0, 1] }));
  const wide = { ...data, firstWindow: { ...data.firstWindow, variables: many } };
  expect(occurrences(drawFirstWindow(wide), />v\d+</g)).toBe(15);
  expect(describeFirstWindow(wide).caption).toContain("20 variables (5 more are not drawn)");
  expect(describeFirstWindow(data).caption).not.toContain("not drawn");
});

test("the autocorrelation marks the lag of the forecast", () => {
  const data = exampleForecast();
  expect(drawAutocorrelation(data)).toMatch(/>24\u00a0h: 0\.\d\d</);
  expect(describeAutocorrelation(data).caption).toMatch(/over the 24\u00a0h of the forecast it is 0\.\d\d/);
  const { target, unit, simulated, series } = data;
  expect(occurrences(drawAutocorrelation({ target, unit, simulated, series }), /<circle/g)).toBe(0);
});

test("captions name the quantity, its unit and the time range", () => {
  const data = exampleForecast();
  expect(describeSeriesOverview(data).caption).toContain("T (°C), 3\u00a0Nov 2021 to 12\u00a0Dec 2021; models learn");
  expect(describeForecastAgainstTruth(data).caption).toBe(
    "T (°C), each point forecast 24\u00a0h before; 2\u00a0Dec 2021 to 9\u00a0Dec 2021, the week whose error is " +
      "closest to that of the whole test split. The shaded interval is to hold 80\u00a0% of what comes; it was " +
      "calibrated on the validation split.",
  );
  expect(describeErrorHistogram(data).caption).toContain(
    "in °C (forecast minus truth) of GRU and of the naive forecast",
  );
});

test("figures for reading out carry their moments and values", () => {
  const [, attribute] = /data-readout="([^"]*)"/.exec(drawForecastAgainstTruth(exampleForecast())) ?? [];
  const readout: unknown = JSON.parse(attribute.replaceAll("&quot;", '"'));
  expect(readout).toMatchObject({
    from: Date.UTC(2021, 11, 2, 4),
    unit: "°C",
    decimals: 1,
    lines: [{ name: "truth" }, { name: "GRU" }, { name: "naive" }, { name: "80\u00a0%" }],
  });
  expect(readout).toHaveProperty("minutes.167", 167 * 60);
  expect(readout).toHaveProperty("lines.2.values.length", 168);
  expect(readout).toHaveProperty("lines.3.upper.length", 168);
});

test("the next values open out of the last known one, in three strengths", () => {
  const data = exampleForecast();
  const svg = drawNextValues(data);
  expect(svg).toMatch(/>known<.*>GRU<.*>50\u00a0%<.*>80\u00a0%<.*>95\u00a0%</);
  const areas = [...svg.matchAll(/<g[^>]*fill="var\(--(band\d+),[^>]*><path[^>]*>/g)];
  expect(areas.map(([, name]) => name)).toEqual(["band95", "band80", "band50"]);
  // Twice 24 values and the point at which the band opens.
  expect(occurrences(areas[0][0], /L/g)).toBe(2 * 25 - 1);
  expect(linesOf(svg, "best").map((line) => occurrences(line, /L/g))).toEqual([24]);
  expect(linesOf(svg, "truth").map((line) => occurrences(line, /L/g))).toEqual([47]);
  const unknown = { ...data.future, truth: { ...data.future.truth, values: data.future.truth.values.map(() => null) } };
  expect(linesOf(drawNextValues({ ...data, future: unknown }), "best").map((line) => occurrences(line, /L/g))).toEqual([
    23,
  ]);
});

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

/** Numbers at the left of a picture. */
const ticks = (svg: string): string[] => [...svg.matchAll(/y="0.32em">(\d+)</g)].map(([, tick]) => tick);

test("the caption of the next values says from which model and where the intervals come from", () => {
  const data = exampleForecast();
  expect(plain(describeNextValues(data).caption)).toBe(
    "The last 48 values of T (°C) and the next 24, forecast by GRU, fitted again to all rows. Shaded are the " +
      "intervals that are to hold 50 %, 80 %, and 95 % of the values: they come from the errors of forecasts by GRU " +
      "as it was before on the validation and the test split (split conformal).",
  );
  const asScored = describeNextValues({ ...data, future: { ...data.future, refitted: false } }).caption;
  expect(asScored).toContain("forecast by GRU. Shaded");
  expect(asScored).toContain("the errors of forecasts on the validation");
  // With one horizon each value comes from a row of its own, and no interval opens out of the last one.
  const oneHorizon = { ...data, future: { ...data.future, aheadHours: data.future.times.map(() => 24) } };
  expect(plain(describeNextValues(oneHorizon).caption)).toContain("fitted again to all rows, each 24 h before. Shaded");
  expect(linesOf(drawNextValues(oneHorizon), "best").map((line) => occurrences(line, /L/g))).toEqual([23]);
});

test("coverage has its level as a line, inside the picture even where little is held", () => {
  const data = exampleForecast();
  const svg = drawCoverageByHorizon(data);
  expect(occurrences(svg, /<circle/g)).toBe(4);
  expect(svg).toContain(">the level, 80\u00a0%<");
  expect(ticks(svg).toSorted()).toEqual(["100", "50", "60", "70", "80", "90"]);
  const byHorizon = data.test.byHorizon.map((errors) => ({ ...errors, coverage: 0.07 }));
  expect(ticks(drawCoverageByHorizon({ ...data, test: { byHorizon } })).toSorted()).toEqual([
    "0",
    "100",
    "20",
    "40",
    "60",
    "80",
  ]);
});

test("errors that are alike stand out of the bounds of independent ones", () => {
  const data = exampleForecast();
  const svg = drawResidualAutocorrelation(data);
  expect(occurrences(svg, /<circle/g)).toBe(48);
  expect(occurrences(svg, /stroke-dasharray="5 3"/g)).toBe(1);
  expect(describeResidualAutocorrelation(data).caption).toContain("Forecasts less than 24\u00a0h apart");
  expect(describeResidualAutocorrelation({ ...data, horizonHours: 1 }).caption).not.toContain("apart share");
});

test("each part of the decomposition has axes of its own", () => {
  const svg = drawDecomposition(withParts(exampleForecast()));
  for (const name of ["trend", "season", "remainder"]) expect(svg).toContain(`>${name}: T (°C)<`);
  expect(svg).toMatch(/>00:00<.*>12:00</);
  expect(linesOf(svg, "truth")).toHaveLength(3);
  expect(occurrences(svg, />8\u00a0Nov</g)).toBe(2);
});
