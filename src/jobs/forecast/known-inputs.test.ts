import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { forecast, type ForecastResult } from "./forecast.ts";
import type { ForecastOptions } from "./options.ts";
import { predict } from "./predict.ts";
import { saveForecast } from "./save.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-known-"));
});
afterAll(() => rm(folder, { recursive: true }));

const days = 400;
const price = (i: number): number => ((i * 7919) % 211) / 10;
const date = (i: number): string => new Date(Date.UTC(2021, 0, 1 + i)).toISOString().slice(0, 10);

/** Sales that follow the price of the same day, which no past tells; `later` days have a price and no sales yet. */
async function sales(name: string, later: number, changed = days + later): Promise<string> {
  const path = join(folder, name);
  const lines = Array.from({ length: days + later }, (_, i) => {
    const now = i < changed ? price(i) : price(i) + 1;
    return `${date(i)},${i < days ? 300 - 5 * price(i) : ""},${now}`;
  });
  await writeFile(path, `date,sales,price\n${lines.join("\n")}\n`);
  return path;
}

const options: Omit<ForecastOptions, "source"> = {
  target: "sales",
  lookback: "14d",
  ahead: ["1d", "3d"],
  models: ["linear"],
  known: ["price"],
};

const mae = ({ leaderboard }: ForecastResult, model: string): number =>
  leaderboard.rows.find((row) => row.model === model)?.test.mae ?? NaN;

test("a column that is known ahead is an input at each horizon, and days without sales are the future", async () => {
  const source = await sales("sales.csv", 3);
  const { known: _known, ...unknowing } = options;
  const result = await forecast({ ...options, source });
  expect(mae(result, "linear")).toBeLessThan(0.2);
  expect(mae(await forecast({ ...unknowing, source }), "linear")).toBeGreaterThan(5);
  expect(result.prepared.table.columns).toEqual(["sales", "price", "price 1d ahead", "price 3d ahead"]);
  expect(Array.from(result.future.times, (time) => new Date(time).toISOString().slice(0, 10))).toEqual([
    date(days),
    date(days + 1),
    date(days + 2),
  ]);
  result.future.forecast.forEach((value, i) => expect(Math.abs(value - (300 - 5 * price(days + i)))).toBeLessThan(1));

  const model = join(folder, "model");
  await saveForecast(result, model);
  const again = await predict({ model, source, last: true });
  expect(again.future).toEqual(result.future);
  const dearer = await predict({ model, source: await sales("dearer.csv", 3, days), last: true });
  dearer.future.forecast.forEach((value, i) => expect(value).toBeCloseTo(result.future.forecast[i] - 5, 0));
  await expect(predict({ model, source: await sales("short.csv", 0), last: true })).rejects.toThrow(
    /no moment after the last row can be forecast.*give rows after the last target with the values of "price"/,
  );
});

test("without later rows the models are compared, and the missing future is said", async () => {
  const result = await forecast({ ...options, source: await sales("none.csv", 0) });
  expect(mae(result, "linear")).toBeLessThan(0.2);
  expect(result.future.times).toHaveLength(0);
  expect(result.notes.join(" ")).toContain(
    "No future is forecast: the file has no rows after the last sales with price",
  );
});

test("what cannot be known ahead is refused by name", async () => {
  const source = await sales("refused.csv", 1);
  await expect(forecast({ ...options, known: ["sales"], source })).rejects.toThrow(/it is the target/);
  await expect(forecast({ ...options, known: ["prise"], source })).rejects.toThrow(
    /"prise" cannot be known ahead: it is no column of numbers in the file; help: choose among "price"/,
  );
  const { ahead: _ahead, ...path } = options;
  await expect(forecast({ ...path, horizon: "97d", source, split: "40/30/30" })).rejects.toThrow(
    /known of 97 moments ahead makes 97 columns, and 96 are the maximum/,
  );
  const calendar: readonly string[] = ["our"];
  // @ts-expect-error -- what JavaScript lets through
  await expect(forecast({ ...options, calendar, source })).rejects.toThrow(/no calendar input "our"; help: .*hour/);
});

const weekend = (i: number): boolean => [0, 6].includes(new Date(Date.UTC(2021, 0, 1 + i)).getUTCDay());
const noise = (i: number): number => ((i * 104_729) % 97) / 97;

test("a calendar tells weekends that the last rows do not", async () => {
  const path = join(folder, "weekends.csv");
  const lines = Array.from({ length: days }, (_, i) => `${date(i)},${(weekend(i) ? 20 : 100) + noise(i)}`);
  await writeFile(path, `date,visitors\n${lines.join("\n")}\n`);
  const base: ForecastOptions = { source: path, target: "visitors", lookback: "2d", models: ["linear"] };
  const plain = mae(await forecast(base), "linear");
  const result = await forecast({ ...base, calendar: ["weekday"] });
  expect(result.prepared.table.columns).toEqual(["visitors", "weekday sin", "weekday cos", "weekend 1d ahead"]);
  expect(mae(result, "linear")).toBeLessThan(plain / 2);
  // Friday 4 February 2022 is row 399: a Saturday follows.
  expect(result.future.forecast[0]).toBeLessThan(60);
});
