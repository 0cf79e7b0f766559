import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ForecastData } from "../../report/forecast/forecast-data.ts";
import { forecast, type ForecastResult } from "./forecast.ts";
import type { ForecastOptions } from "./options.ts";
import { coverage } from "./report-evidence.ts";
import { reportData } from "./report-data.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-report-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function reportOf(
  rows: readonly string[],
  options: Omit<ForecastOptions, "source">,
): Promise<{ readonly result: ForecastResult; readonly data: ForecastData }> {
  const source = join(folder, `${Math.random()}.csv`);
  await writeFile(source, `time,v\n${rows.join("\n")}\n`);
  const result = await forecast({ source, target: "v", ...options });
  return { result, data: reportData(result) };
}

/** A daily cycle with noise, from five in the morning. */
const hours = Array.from({ length: 900 }, (_, i) => {
  const time = new Date(Date.UTC(2021, 0, 1, 5 + i)).toISOString().slice(0, 16).replace("T", " ");
  return `${time},${(50 + 10 * Math.sin(((i + 5) * Math.PI) / 12) + ((i * 7919) % 13) / 3).toFixed(2)}`;
});

test("a report has the next values, and twice as many before them", async () => {
  const { result, data } = await reportOf(hours, {
    models: ["naive", "seasonal", "linear"],
    lookback: "2d",
    horizon: "24h",
  });
  const { future, leaderboard, test: split, series } = data;
  expect(future).toMatchObject({ model: "linear", refitted: true });
  expect(future.forecast).toEqual([...result.future.forecast]);
  expect(future.truth.times).toHaveLength(48);
  expect(future.times[0] - (future.truth.times.at(-1) ?? 0)).toBe(3_600_000);
  expect(future.moments[0]).toBe("2021-02-07 17:00");
  expect(future.aheadHours.slice(0, 3)).toEqual([1, 2, 3]);
  expect(future.bands.map(({ level, lower }) => [level, lower.length])).toEqual([
    [0.5, 24],
    [0.8, 24],
    [0.95, 24],
  ]);
  expect(leaderboard.reference).toBe("seasonal");

  // Coverage by horizon is that of the leaderboard, taken apart.
  const best = leaderboard.rows.find(({ model }) => model === "linear");
  const shares = split.byHorizon.map((errors) => errors.coverage ?? NaN);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  expect(mean).toBeCloseTo(best?.metrics.intervals.find(({ level }) => level === 0.8)?.coverage ?? NaN, 1);
  const { band, forecast: line } = split.zoom;
  expect(band?.lower.every((lower, i) => lower !== null && lower < (line[i] ?? NaN))).toBe(true);

  expect(split.residuals.lagHours.slice(0, 3)).toEqual([0, 1, 2]);
  expect(split.residuals.lagHours.at(-1)).toBe(48);
  expect(split.residuals.bound).toBeCloseTo(1.96 / Math.sqrt(result.prepared.testNow.length));
  // The file begins at five, the season at midnight.
  const { season } = series.decomposition ?? { season: { labels: [], values: [] } };
  expect(season.labels.slice(0, 3)).toEqual(["00:00", "01:00", "02:00"]);
  expect(season.values[6]).toBeCloseTo(10, 0);
  expect(JSON.parse(JSON.stringify(data))).toEqual(data);
});

test("weekends are no gaps in rows of business days, and their season is a week", async () => {
  const rows = Array.from({ length: 420 }, (_, i) => new Date(Date.UTC(2020, 0, 1 + i)))
    .filter((date) => date.getUTCDay() % 6 !== 0)
    .map((date) => `${date.toISOString().slice(0, 10)},${100 + date.getUTCDay()}`);
  const { data } = await reportOf(rows, { models: ["naive"], lookback: "10b", ahead: ["1b"] });
  expect(data.test.zoom.truth).not.toContain(null);
  expect(data.series.decomposition?.season).toEqual({
    labels: ["Mon", "Tue", "Wed", "Thu", "Fri"],
    values: [-2, -1, 0, 1, 2].map((value) => expect.closeTo(value, 6)),
  });
  expect(data.future.truth.times).toHaveLength(24);
  expect(data.future.aheadHours).toEqual([24]);
  expect(data.leaderboard.reference).toBe("naive");
});

test("months have a season of a year, and years have none", async () => {
  const months = Array.from(
    { length: 96 },
    (_, i) => `${2000 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")},${100 + ((i * 7) % 12)}`,
  );
  const { data } = await reportOf(months.slice(3), { models: ["naive"], lookback: "1y", ahead: ["1mo"] });
  expect(data.series.decomposition?.season.labels.slice(0, 2)).toEqual(["Jan", "Feb"]);
  expect(data.test.zoomChoice).toBe("the whole test split");
  const years = Array.from({ length: 90 }, (_, i) => `${1900 + i}-01-01,${(i * 7) % 12}`);
  const yearly = await reportOf(years, { models: ["naive"], lookback: "5y", ahead: ["1y"] });
  expect(yearly.data.series.decomposition).toBeNull();
});

test("coverage counts what is known, and is unknown without ends", () => {
  const interval = { lower: Float64Array.of(0, 0, 0), upper: Float64Array.of(1, 1, 1) };
  expect(coverage(interval, Float64Array.of(0.5, 2, NaN))).toBe(0.5);
  expect(coverage(interval, Float64Array.of(NaN, NaN, NaN))).toBeNull();
  expect(coverage({ ...interval, upper: Float64Array.of(1, NaN, 1) }, Float64Array.of(0, 0, 0))).toBeNull();
});
