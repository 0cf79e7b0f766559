import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { forecast, type ForecastResult } from "./forecast.ts";
import { isNetwork } from "./forecaster.ts";
import type { ForecastOptions } from "./options.ts";
import { predict } from "./predict.ts";
import { saveForecast } from "./save.ts";

/* What happens later changes nothing that was said before: scaler, weights, choice, intervals and forecasts. */

const rows = 480;
const [validationFrom, testFrom] = [240, 360];
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-leakage-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Hourly rows of a daily cycle with noise; from row `changedFrom` on everything is another world. */
async function source(changedFrom = rows): Promise<string> {
  const path = join(folder, `from-${changedFrom}.csv`);
  const lines = Array.from({ length: rows }, (_, i) => {
    const noise = ((i * 7919) % 101) / 50 - 1;
    const value = 20 + 8 * Math.sin((2 * Math.PI * i) / 24) + noise;
    const other = Math.cos((2 * Math.PI * i) / 24) + ((i * 104_729) % 97) / 100;
    const time = new Date(Date.UTC(2021, 0, 1, i)).toISOString().slice(0, 16).replace("T", " ");
    return i < changedFrom ? `${time},${value},${other}` : `${time},${-3 * value + 5 * noise},${other * other + 9}`;
  });
  await writeFile(path, `time,load,wind\n${lines.join("\n")}\n`);
  return path;
}

const options: Omit<ForecastOptions, "source"> = {
  target: "load",
  lookback: "30h",
  ahead: ["1h", "3h"],
  models: ["naive", "seasonal", "linear", "gru"],
  epochs: 2,
  split: "50/25/25",
};
const run = async (changedFrom?: number, more: Partial<ForecastOptions> = {}): Promise<ForecastResult> =>
  forecast({ ...options, ...more, source: await source(changedFrom) });

/** Everything that is known before the first row of the test split. */
const knownBeforeTest = ({ prepared, leaderboard, histories, modelSummary }: ForecastResult): unknown => ({
  scaler: prepared.series[0].scaler.toJSON(),
  validation: leaderboard.rows.map(({ model, validation, bestEpoch }) => [model, validation, bestEpoch]),
  histories,
  modelSummary,
});

/** Widths of the intervals around the forecasts of the test split, which its truth has no say in. */
const widths = ({ test: { intervals } }: ForecastResult): number[] =>
  intervals.flatMap(({ lower, upper }) => [0, 1].map((h) => Number((upper[h] - lower[h]).toFixed(9))));

test("rows of the test split change no scaler, weights, choice, interval, nor a forecast before them", async () => {
  const cut = testFrom + 60;
  const [plain, changed] = [await run(), await run(cut)];
  expect(knownBeforeTest(changed)).toEqual(knownBeforeTest(plain));
  expect(widths(changed)).toEqual(widths(plain));
  const { testNow } = plain.prepared;
  expect(testNow[0]).toBe(testFrom);
  const before = [...testNow].filter((row) => row < cut).length * 2;
  expect(before).toBe(120);
  expect(changed.test.best.slice(0, before)).toEqual(plain.test.best.slice(0, before));
  expect(changed.test.best.slice(before)).not.toEqual(plain.test.best.slice(before));
});

test("rows of validation change no scaler and no initial epoch, but the choice and the intervals", async () => {
  const [plain, changed] = [await run(), await run(validationFrom + 12)];
  expect(changed.prepared.series[0].scaler.toJSON()).toEqual(plain.prepared.series[0].scaler.toJSON());
  expect(widths(changed)).not.toEqual(widths(plain));
});

test("an origin of the backtest sees only the rows before it", async () => {
  const [plain, changed] = [
    await run(rows, { backtest: 3, models: ["linear"] }),
    await run(testFrom + 40, { backtest: 3, models: ["linear"] }),
  ];
  expect(plain.backtest?.runs).toHaveLength(3);
  expect(changed.backtest?.runs[0]).toEqual(plain.backtest?.runs[0]);
  expect(changed.backtest?.runs[1]).not.toEqual(plain.backtest?.runs[1]);
  expect(plain.backtest?.models.map(({ model }) => model)).toEqual(["linear", "naive"]);
  const errors = plain.backtest?.runs.map(({ models }) => models[0].test.mae ?? NaN) ?? [];
  expect(plain.backtest?.models[0].mean).toBeCloseTo((errors[0] + errors[1] + errors[2]) / 3, 12);
  await expect(run(rows, { backtest: 60 })).rejects.toThrow(/60 origins leave 2 rows of the test split to each/);
});

const scores = ({ leaderboard }: ForecastResult): unknown =>
  leaderboard.rows.map(({ model, validation, test: scored, metrics }) => [model, validation, scored, metrics]);

test("fitting again changes the forecasts of the future and no score", async () => {
  const [all, none] = [await run(), await run(rows, { refit: "none" })];
  expect(scores(all)).toEqual(scores(none));
  expect([all.final.refitted, none.final.refitted]).toEqual([true, false]);
  expect(all.future.times).toEqual(none.future.times);
  expect(all.future.forecast).not.toEqual(none.future.forecast);
  expect(all.notes.join(" ")).toContain("was fitted again to all rows");
  // Every row had its say in the new scaler, the last ones too.
  const changed = await run(rows - 6);
  expect(changed.final.ground.series[0].scaler.mean).not.toEqual(all.final.ground.series[0].scaler.mean);
});

test("a model that is fitted again keeps its rate and its number of updates", async () => {
  const result = await run(rows, { models: ["gru"], epochs: 3 });
  const again = await run(rows, { models: ["gru"], epochs: 3 });
  expect([result.leaderboard.best, result.final.refitted]).toEqual(["gru", true]);
  expect(again.future.forecast).toEqual(result.future.forecast);
  if (!isNetwork(result.final.forecaster)) throw new Error("expected a network");
  expect(result.final.forecaster.model.parameterCount).toBe(result.leaderboard.rows[0].parameters);
});

test("the future is every moment after the last row, each from the latest row that reaches it", async () => {
  const { future, prepared, final } = await run();
  expect([...future.now]).toEqual([rows - 1, rows - 2, rows - 1]);
  expect([...future.ahead]).toEqual([1, 3, 3]);
  expect(Array.from(future.times, (time) => new Date(time).toISOString().slice(0, 16))).toEqual([
    "2021-01-21T00:00",
    "2021-01-21T01:00",
    "2021-01-21T02:00",
  ]);
  expect(future.intervals.map(({ level }) => level)).toEqual([0.5, 0.8, 0.95]);
  future.intervals.forEach(({ lower, upper }, k) => {
    [0, 1, 1].forEach((h, i) => {
      expect(lower[i]).toBe(future.forecast[i] + (final.bounds[k].lower[h] ?? NaN));
      expect(upper[i]).toBe(future.forecast[i] + (final.bounds[k].upper[h] ?? NaN));
    });
  });
  expect(prepared.table.rows).toBe(rows);
});

test("a saved model forecasts the same future, with the same intervals", async () => {
  const { ahead: _moments, ...others } = options;
  const result = await forecast({ ...others, horizon: "3h", source: await source() });
  expect(result.prepared.geometry.horizons).toEqual([1, 2, 3]);
  expect([...result.future.now]).toEqual([rows - 1, rows - 1, rows - 1]);
  const model = join(folder, "model");
  await saveForecast(result, model);
  const { future, predictions } = await predict({ model, source: await source(), last: true });
  expect(future).toEqual(result.future);
  expect([...predictions.now]).toEqual([rows - 1]);
});
