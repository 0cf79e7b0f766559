import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { forecast, type ForecastResult } from "./forecast.ts";
import { loadHolidays, type HolidaysName } from "./holidays.ts";
import type { ForecastOptions } from "./options.ts";
import { predict } from "./predict.ts";
import { saveForecast } from "./save.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-holidays-"));
});
afterAll(() => rm(folder, { recursive: true }));

const dayLength = 86_400_000;

/** The dates of a year that are holidays, as MM-DD. */
async function datesOf(name: HolidaysName, year: number): Promise<string[]> {
  const isHoliday = (await loadHolidays([name])).get(name);
  const days = Array.from({ length: 366 }, (_, i) => Date.UTC(year, 0, 1) + i * dayLength);
  return days
    .filter((time) => new Date(time).getUTCFullYear() === year && isHoliday?.(time) === true)
    .map((time) => new Date(time).toISOString().slice(5, 10));
}

test("holidays are those of the country's laws, and of its states", async () => {
  // § 1 of the German law on 3 October, and the holidays that all states have.
  const germany = ["01-01", "04-02", "04-05", "05-01", "05-13", "05-24", "10-03", "12-25", "12-26"];
  expect(await datesOf("holidays:DE", 2021)).toEqual(germany);
  expect(await datesOf("holidays:DE-BY", 2021)).toEqual([...germany, "01-06", "06-03", "11-01"].toSorted());
  expect(await datesOf("holidays:DE-BY-A", 2021)).toContain("08-08");
  // 5 U.S.C. 6103: a holiday on a Saturday is observed on the Friday before, be it in the year before.
  expect(await datesOf("holidays:US", 2021)).toEqual(expect.arrayContaining(["07-04", "07-05", "12-24", "12-31"]));
});

test("a holiday is of all hours of its date by the clock of the source", async () => {
  const name = "holidays:DE";
  const local = (await loadHolidays([name])).get(name);
  const utc = (await loadHolidays([name], "Europe/Berlin")).get(name);
  const [first, last] = [Date.UTC(2021, 9, 3), Date.UTC(2021, 9, 3, 23, 59)];
  expect([first - 1, first, last, last + 60_000].map((time) => local?.(time))).toEqual([false, true, true, false]);
  const early = 2 * 3_600_000;
  expect([first - 1, first, last, last + 60_000].map((time) => utc?.(time - early))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("a place that is not known is refused, with near ones", async () => {
  await expect(loadHolidays(["holidays:GER"])).rejects.toThrow(
    /country "GER" are not known; help: there are .*DE \(Germany\)/,
  );
  await expect(loadHolidays(["holidays:DE-BX"])).rejects.toThrow(
    /DE's state "BX" are not known; help: .*BY \(Bavaria|Bayern\)/,
  );
  await expect(loadHolidays(["holidays:DE-BY-Q"])).rejects.toThrow(/DE-BY's region "Q" are not known; help: .*A \(/);
  await expect(loadHolidays(["holidays:DE-BY-A-B"])).rejects.toThrow(/too many parts/);
  await expect(loadHolidays(["holidays:constructor"])).rejects.toThrow(/not known/);
});

const days = 1100;
const date = (i: number): string => new Date(Date.UTC(2019, 0, 1) + i * dayLength).toISOString().slice(0, 10);

/** Sales that halve on holidays; from `changedFrom` on another world. */
async function shop(changedFrom = days): Promise<string> {
  const isHoliday = (await loadHolidays(["holidays:DE"])).get("holidays:DE");
  const path = join(folder, `shop-${changedFrom}.csv`);
  const lines = Array.from({ length: days }, (_, i) => {
    const value = (isHoliday?.(Date.parse(date(i))) === true ? 50 : 100) + ((i * 7919) % 101) / 50;
    return `${date(i)},${(i < changedFrom ? value : 1000 - value).toFixed(2)}`;
  });
  await writeFile(path, `date,sales\n${lines.join("\n")}\n`);
  return path;
}

const options: Omit<ForecastOptions, "source"> = {
  target: "sales",
  lookback: "7d",
  models: ["linear"],
  calendar: ["holidays:DE"],
};
const mae = ({ leaderboard }: ForecastResult): number =>
  leaderboard.rows.find(({ model }) => model === "linear")?.test.mae ?? NaN;

test("a forecast knows the holidays to come, and so does a saved one", async () => {
  const source = await shop();
  const { calendar: _calendar, ...without } = options;
  const [plain, result] = [await forecast({ ...without, source }), await forecast({ ...options, source })];
  expect(result.prepared.table.columns).toEqual(["sales", "holidays:DE 1d ahead"]);
  expect(mae(result)).toBeLessThan(mae(plain) / 1.2);
  const model = join(folder, "model");
  await saveForecast(result, model);
  expect((await predict({ model, source, last: true })).future).toEqual(result.future);
  await expect(forecast({ ...options, calendar: ["holidays:XX"], source })).rejects.toThrow(/country "XX"/);
});

test("holidays hold nothing of later rows", async () => {
  const cut = 1000;
  const [plain, changed] = [
    await forecast({ ...options, source: await shop() }),
    await forecast({ ...options, source: await shop(cut) }),
  ];
  const before = [...plain.prepared.testNow].filter((row) => row < cut).length;
  expect(before).toBeGreaterThan(100);
  expect(changed.test.best.slice(0, before)).toEqual(plain.test.best.slice(0, before));
});
