import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { forecast } from "./forecast.ts";
import { load } from "./load.ts";
import type { ForecastOptions } from "./options.ts";
import { predict, type PredictResult } from "./predict.ts";
import { predictionsCsv } from "./predictions-csv.ts";
import { saveForecast } from "./save.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-right-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}

/** The lines of a file of predictions: now, time, truth, forecast and naive. */
const withoutIntervals = (text: string): string[] =>
  text
    .trim()
    .split("\n")
    .map((line) => line.split(",").slice(0, 5).join(","));

/** The naive forecast of a file, saved: its folder, and the lines of its test split. */
async function naive(
  source: string,
  options: Omit<ForecastOptions, "source">,
): Promise<{ readonly model: string; readonly lines: string[]; readonly mae: number | null }> {
  const model = join(folder, `${options.target ?? ""}-${Math.random()}`);
  const result = await forecast({ source, models: ["naive"], ...options });
  await saveForecast(result, model);
  const text = await readFile(join(model, "predictions.csv"), "utf8");
  return { model, lines: withoutIntervals(text), mae: result.leaderboard.rows[0].test.mae };
}

const linesOf = ({ predictions }: PredictResult): string[] =>
  withoutIntervals(new TextDecoder().decode(predictionsCsv(predictions)));
const hour = (i: number): string => new Date(Date.UTC(2020, 0, 1, i)).toISOString().slice(0, 16).replace("T", " ");

test("the next row of a monthly file is the next month, written as the file writes months", async () => {
  const months = Array.from(
    { length: 96 },
    (_, i) => `${2000 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`,
  );
  const path = await file("months.csv", ["Month,v", ...months.map((month, i) => `${month},${100 + ((i * 7) % 12)}`)]);
  const { model } = await naive(path, { target: "v", lookback: "1y", ahead: ["1mo", "1q"] });
  const lines = linesOf(await predict({ model, source: path }));
  expect(lines.slice(-2)).toEqual(["2007-12,2008-01,,105,105", "2007-12,2008-03,,105,105"]);
  await expect(naive(path, { target: "v", lookback: "5d" })).rejects.toThrow(/one row is a month; help: use 1mo/);
  await expect(naive(path, { target: "v", lookback: "4y" })).rejects.toThrow(/one window needs 49 rows \(49 months\)/);
});

test("Monday is forecast from Friday, and no weekend is scored", async () => {
  const days = Array.from({ length: 140 }, (_, i) => new Date(Date.UTC(2019, 0, 1 + i)))
    .filter((date) => date.getUTCDay() % 6 !== 0)
    .map((date) => date.toISOString().slice(0, 10));
  const path = await file("days.csv", ["date,close", ...days.map((date, i) => `${date},${(i * 5) % 17}`)]);
  const { lines, model } = await naive(path, { target: "close", lookback: "5b" });
  for (const line of lines.slice(1)) {
    const [now, time] = line.split(",");
    expect(days.indexOf(time)).toBe(days.indexOf(now) + 1);
  }
  const last = linesOf(await predict({ model, source: path })).at(-1);
  // 20 May 2019 was a Monday.
  expect(last).toMatch(/^2019-05-20,2019-05-21,,/);
});

const datesWhere = (keep: (weekday: number) => boolean): string[] =>
  Array.from({ length: 140 }, (_, i) => new Date(Date.UTC(2019, 0, 1 + i)))
    .filter((date) => keep(date.getUTCDay()))
    .map((date) => date.toISOString().slice(0, 10));
const linesOfDays = (days: readonly string[]): string[] => [
  "date,close",
  ...days.map((day, i) => `${day},${(i * 5) % 17}`),
];

test("a model of business days refuses other rows, and says both steps in words", async () => {
  const weekdays = await file("weekdays.csv", linesOfDays(datesWhere((weekday) => weekday % 6 !== 0)));
  const everyDay = await file("every-day.csv", linesOfDays(datesWhere(() => true)));
  const { model } = await naive(weekdays, { target: "close", lookback: "5b" });
  await expect(predict({ model, source: everyDay })).rejects.toThrow(
    "has a row every 1d, and the model was trained on one every business day",
  );
});

test("a value that was filled in is no truth, and its row is not scored", async () => {
  const rows = Array.from({ length: 240 }, (_, i) => `${hour(i)},${i === 200 ? "NA" : i % 24}`);
  const path = await file("gap.csv", ["time,load", ...rows]);
  const { lines, model } = await naive(path, { target: "load", lookback: "6h", ahead: ["2h"] });
  expect(lines.filter((line) => line.includes(`,${hour(200)},`))).toEqual([]);
  expect(lines.some((line) => line.includes(`,${hour(201)},`))).toBe(true);
  const predicted = linesOf(await predict({ model, source: path }));
  expect(predicted.filter((line) => line.includes(`,${hour(200)},`))).toEqual([`${hour(198)},${hour(200)},,6,6`]);
});

test("a large counter keeps its digits, and its errors are those of the file", async () => {
  const rows = Array.from({ length: 240 }, (_, i) => `${hour(i)},${123_456_700 + i}`);
  const path = await file("counter.csv", ["time,n", ...rows]);
  const { lines, mae } = await naive(path, { target: "n", lookback: "6h", ahead: ["3h"] });
  expect(lines.at(-1)).toBe(`${hour(236)},${hour(239)},123456939,123456936,123456936`);
  expect(mae).toBe(3);
});

/** Ten days of load and temperature, the newest two temperatures missing or not. */
function warm(missing: boolean): string[] {
  return Array.from({ length: 240 }, (_, i) => `${hour(i)},${i % 24},${missing && i > 237 ? "" : 20 + (i % 7)}`);
}

/** Ten days of load. */
function loads(value: (i: number) => string): string[] {
  return ["time,load", ...Array.from({ length: 240 }, (_, i) => `${hour(i)},${value(i)}`)];
}

test("the newest row is forecast from although an input is missing there, and this is told", async () => {
  const path = await file("there.csv", ["time,load,temp", ...warm(false)]);
  const { model } = await naive(path, { target: "load", lookback: "6h", ahead: ["3h"] });
  const all = await predict({ model, source: path });
  expect(all.carried).toBe(0);
  const fewer = await predict({ model, source: await file("missing.csv", ["time,load,temp", ...warm(true)]) });
  expect(fewer.carried).toBe(2);
  expect(linesOf(fewer)).toEqual(linesOf(all));
});

test("a file in another unit, or with half its cells missing, is refused unless it is wanted", async () => {
  const { model } = await naive(
    await file(
      "unit.csv",
      loads((i) => String(i % 24)),
    ),
    { target: "load", lookback: "6h" },
  );
  const grams = await file(
    "grams.csv",
    loads((i) => String(1000 * (i % 24))),
  );
  await expect(predict({ model, source: grams })).rejects.toThrow(
    /column "load": has a mean of 11500, .* deviations from the .* of the training rows: is it in another unit\?/,
  );
  expect((await predict({ model, source: grams, anyway: true })).predictions.now.length).toBeGreaterThan(0);
  const half = await file(
    "half.csv",
    loads((i) => (i % 2 === 0 ? "" : String(i % 24))),
  );
  await expect(predict({ model, source: half })).rejects.toThrow(/column "load": 120 of 240 cells are missing/);
});

test("one broken value is taken for missing and told, and kept where that is wanted", async () => {
  const rows = Array.from({ length: 240 }, (_, i) => `${hour(i)},${i === 50 ? "1e12" : i === 60 ? -1248 : i % 24}`);
  const source = await file("broken.csv", ["time,x", ...rows]);
  const found = await load({ source, target: "x" });
  expect(found.diagnosis.sentinels.map(({ value, count }) => [value, count])).toEqual([[Math.fround(1e12), 1]]);
  expect(found.table.values[50]).toBe(2);
  const kept = await load({ source, target: "x", keep: [1e12], sentinels: [-1248] });
  expect(kept.diagnosis.sentinels.map(({ value, count }) => [value, count])).toEqual([[-1248, 1]]);
  expect([kept.table.values[50], kept.table.values[60]]).toEqual([1e12, 12]);
});
