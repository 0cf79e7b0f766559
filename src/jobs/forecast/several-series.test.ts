import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { forecast, type ForecastResult } from "./forecast.ts";
import type { ForecastOptions } from "./options.ts";
import { predict } from "./predict.ts";
import { saveForecast } from "./save.ts";
import { seriesAt } from "./series-ranges.ts";
import { seriesView } from "./series-view.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-several-"));
});
afterAll(() => rm(folder, { recursive: true }));

const hours = 240;
const sizes: Readonly<Record<string, number>> = { small: 1, large: 1000, "a, b": 30 };
const time = (i: number): string => new Date(Date.UTC(2021, 0, 1, i)).toISOString().slice(0, 16).replace("T", " ");

/** Three shops of different sizes with the same day; from row `changed` of one shop on, another world. */
async function shops(name: string, changed: { readonly shop: string; readonly from: number } | null): Promise<string> {
  const path = join(folder, name);
  const lines = Array.from({ length: hours }, (_, i) =>
    Object.entries(sizes).map(([shop, size], k) => {
      const noise = (((i * 3 + k) * 7919) % 101) / 100;
      const other = changed?.shop === shop && i >= changed.from;
      const value = size * (10 + 4 * Math.sin((2 * Math.PI * (i + 5 * k)) / 24) + noise) * (other ? -2 : 1);
      return `${time(i)},"${shop}",${value}`;
    }),
  ).flat();
  await writeFile(path, `time,shop,sales\n${lines.join("\n")}\n`);
  return path;
}

const options: Omit<ForecastOptions, "source"> = {
  target: "sales",
  id: "shop",
  lookback: "24h",
  ahead: ["2h"],
  models: ["linear", "gru"],
  epochs: 1,
};
const run = async (name: string, changed: Parameters<typeof shops>[1] = null): Promise<ForecastResult> =>
  forecast({ ...options, source: await shops(name, changed) });

test("the series that a row belongs to is found in every place", () => {
  const series = [0, 5, 6, 20].map((from) => ({ from, to: from + 1 }));
  expect(Array.from({ length: 22 }, (_, row) => series.indexOf(seriesAt(series, row)))).toEqual([
    0,
    0,
    0,
    0,
    0,
    1,
    ...Array.from({ length: 14 }, () => 2),
    3,
    3,
  ]);
});

test("one model reads series of every size, each scaled by its own training rows", async () => {
  const { prepared, seriesScores, leaderboard } = await run("shops.csv");
  expect(prepared.series.map(({ name }) => name)).toEqual(Object.keys(sizes));
  expect(prepared.series.map(({ from, to }) => [from, to])).toEqual([
    [0, 240],
    [242, 482],
    [484, 724],
  ]);
  const [small, large] = prepared.series.map(({ scaler }) => scaler.stddev[0]);
  expect(large / small).toBeGreaterThan(900);
  expect(seriesScores.map(({ name }) => name).toSorted()).toEqual(Object.keys(sizes).toSorted());
  // 60 rows are of the test split of each, of which the last 2 have no truth.
  expect(seriesScores.map(({ count }) => count)).toEqual([58, 58, 58]);
  for (const { skill, test: scores, naive, coverage } of seriesScores) {
    expect(skill).toBeCloseTo(1 - (scores.mae ?? 0) / (naive.mae ?? 0), 12);
    expect(skill).toBeGreaterThan(0.6);
    expect(coverage).toBeGreaterThan(0.5);
  }
  const overall = leaderboard.rows.find(({ model }) => model === leaderboard.best)?.test.mae ?? NaN;
  expect(overall).toBeCloseTo(seriesScores.reduce((sum, { test: { mae } }) => sum + (mae ?? NaN), 0) / 3, 9);
});

const scalers = ({ prepared }: ForecastResult): unknown => prepared.series.map(({ scaler }) => scaler.toJSON());

test("no series sees another's rows, and no row its future", async () => {
  const from = 200;
  const [plain, changed] = [await run("plain.csv"), await run("changed.csv", { shop: "large", from })];
  expect(scalers(changed)).toEqual(scalers(plain));
  expect(changed.histories).toEqual(plain.histories);
  const { testNow, series } = plain.prepared;
  testNow.forEach((row, i) => {
    if (series[1].from + from <= row && row < series[1].to) return;
    expect(changed.test.best[i]).toBe(plain.test.best[i]);
  });
});

test("a saved model knows its series again by name, and scales new ones by their own rows", async () => {
  const result = await run("saved.csv");
  const model = join(folder, "model");
  await saveForecast(result, model);
  const source = join(folder, "saved.csv");
  const again = await predict({ model, source });
  expect(again.future).toEqual(result.future);
  expect(Array.from(result.future.now, (row) => seriesAt(result.prepared.series, row).name)).toEqual(
    Object.keys(sizes).flatMap((name) => [name, name]),
  );
  const lines = (await readFile(join(model, "forecast.csv"), "utf8")).trim().split("\n");
  expect(lines[0]).toBe("series,now,time,forecast,lower95,lower80,lower50,upper50,upper80,upper95");
  expect(lines.slice(-1)[0]).toMatch(/^"a, b",2021-01-10 23:00,2021-01-11 01:00,/);
  const renamed = join(folder, "renamed.csv");
  await writeFile(renamed, (await readFile(source, "utf8")).replaceAll('"large"', '"new"'));
  const { ground } = { ground: (await predict({ model, source: renamed })).predictions.series };
  expect(ground.map(({ name }) => name)).toEqual(["small", "new", "a, b"]);
  expect(ground[0].scaler.toJSON()).toEqual(result.final.ground.series[0].scaler.toJSON());
  expect(ground[1].scaler.mean[0]).toBeCloseTo(result.final.ground.series[1].scaler.mean[0], 6);
});

test("intervals are as wide as each series is hard to tell", async () => {
  const shares = { steady: 0.02, usual: 0.1, wild: 0.8 };
  const lines = Object.entries(shares).flatMap(([name, share]) =>
    Array.from({ length: 600 }, (_, i) => {
      // Any order of 0, 1, …, 96 in which neighbours tell nothing of each other.
      const noise = ((i * i * 31 + i * 17) % 97) / 48 - 1;
      return `${time(i)},${name},${100 + 10 * Math.sin((i * Math.PI) / 12) + 10 * share * noise}`;
    }),
  );
  const source = join(folder, "noise.csv");
  await writeFile(source, `time,shop,sales\n${lines.join("\n")}\n`);
  const { seriesScores, final } = await forecast({
    source,
    target: "sales",
    id: "shop",
    models: ["naive"],
    ahead: ["1d"],
  });
  for (const { coverage } of seriesScores) expect(Math.abs((coverage ?? 0) - 0.8)).toBeLessThan(0.12);
  const spreads = final.ground.series.map(({ spread }) => spread ?? 1);
  expect(spreads).toEqual(spreads.toSorted((a, b) => a - b));
  expect(spreads[0]).toBeLessThan(0.5);
});

test("series that are too short are left out and said; pictures are of the one in the middle", async () => {
  const path = await shops("short.csv", null);
  const text = await readFile(path, "utf8");
  const short = Array.from({ length: 20 }, (_, i) => `${time(i)},tiny,${i % 7}`);
  await writeFile(path, `${text.trimEnd()}\n${short.join("\n")}\n`);
  const result = await forecast({ ...options, source: path });
  expect(result.notes[0]).toBe("1 of 4 series are too short and left out: tiny.");
  const view = seriesView(result);
  const middle = result.seriesScores[1].name;
  expect(view.notes[0]).toContain(`one series of 3, ${middle}`);
  expect(view.prepared.table.rows).toBe(hours);
  expect(view.test.truth).toHaveLength(58);
  const k = result.prepared.series.findIndex(({ name }) => name === middle);
  const { from } = result.prepared.series[k];
  expect(view.prepared.table.values[7]).toBe(result.prepared.table.values[from + 7]);
  view.prepared.testNow.forEach((row, i) => expect(view.test.truth[i]).toBe(view.prepared.table.values[row + 2]));
  await expect(forecast({ ...options, id: "shopp", source: path })).rejects.toThrow(/no column "shopp" for the id/);
});
