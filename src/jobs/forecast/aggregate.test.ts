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
  folder = await mkdtemp(join(tmpdir(), "lookback-aggregate-"));
});
afterAll(() => rm(folder, { recursive: true }));

const rows = 4 * 480;
const valueAt = (i: number): number => 5 + Math.sin((2 * Math.PI * i) / 96) + ((i * 7919) % 101) / 100;

/** Rows every 15 minutes; from `changedFrom` on another world. */
async function source(changedFrom = rows, count = rows): Promise<string> {
  const path = join(folder, `from-${changedFrom}-${count}.csv`);
  const lines = Array.from({ length: count }, (_, i) => {
    const time = new Date(Date.UTC(2021, 0, 1, 0, 15 * i)).toISOString().slice(0, 16).replace("T", " ");
    return `${time},${i < changedFrom ? valueAt(i) : -7 * valueAt(i)}`;
  });
  await writeFile(path, `time,sold\n${lines.join("\n")}\n`);
  return path;
}

const options: Omit<ForecastOptions, "source"> = {
  target: "sold",
  every: "1h",
  aggregate: "sum",
  lookback: "30h",
  ahead: ["1h", "3h"],
  models: ["linear"],
};
const run = async (changedFrom?: number): Promise<ForecastResult> =>
  forecast({ ...options, source: await source(changedFrom) });

test("a sum over each step is the target, and a saved model sums likewise", async () => {
  const result = await run();
  const { table, geometry, shown } = result.prepared;
  expect([table.rows, table.step, geometry.every, geometry.steps]).toEqual([480, 3_600_000, 1, 30]);
  expect(table.values[7]).toBeCloseTo(valueAt(28) + valueAt(29) + valueAt(30) + valueAt(31), 4);
  expect(shown.lines.join("\n")).toContain("every row is the sum of 1h, from its time on; 1,920 rows became 480");
  const model = join(folder, "model");
  await saveForecast(result, model);
  expect((await predict({ model, source: await source(), last: true })).future).toEqual(result.future);
  // An hour of which one row is there already is not read as an hour of a quarter of the sales.
  const begun = await predict({ model, source: await source(rows + 1, rows + 1), last: true });
  expect(begun.future).toEqual(result.future);
});

test("a step holds nothing of the rows after it", async () => {
  const [plain, changed] = [await run(), await run(4 * 420)];
  expect(changed.prepared.series[0].scaler.toJSON()).toEqual(plain.prepared.series[0].scaler.toJSON());
  expect(changed.prepared.table.values.slice(0, 420)).toEqual(plain.prepared.table.values.slice(0, 420));
  const before = [...plain.prepared.testNow].filter((row) => row < 420).length * 2;
  expect(before).toBeGreaterThan(20);
  expect(changed.test.best.slice(0, before)).toEqual(plain.test.best.slice(0, before));
});

test("sampling leaves all rows as they are", async () => {
  const { every: _every, aggregate: _aggregate, ...others } = options;
  const path = await source();
  const [named, usual] = [
    await forecast({ ...others, source: path, aggregate: "sample" }),
    await forecast({ ...others, source: path, every: "1h" }),
  ];
  expect(named.prepared.table.rows).toBe(rows);
  expect(named.test.best).toEqual(usual.test.best);
});

test("what cannot be aggregated is refused", async () => {
  const path = await source();
  const { every: _every, ...others } = options;
  await expect(forecast({ ...others, source: path })).rejects.toThrow(/aggregate "sum" needs a step; help: .*every/);
  await expect(forecast({ ...options, every: "10min", source: path })).rejects.toThrow(/every 10min is shorter/);
  const aggregate: "mean" = JSON.parse('"average"');
  await expect(forecast({ ...options, aggregate, source: path })).rejects.toThrow(/aggregate cannot be "average"/);
});
