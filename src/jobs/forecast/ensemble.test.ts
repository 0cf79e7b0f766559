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
  folder = await mkdtemp(join(tmpdir(), "lookback-ensemble-"));
  const lines = Array.from({ length: 400 }, (_, i) => {
    const time = new Date(Date.UTC(2021, 0, 1, i)).toISOString().slice(0, 16).replace("T", " ");
    return `${time},${(10 * Math.sin(i / 4) + ((i * i * 31) % 17) / 8).toFixed(3)},${i % 5}`;
  });
  await writeFile(join(folder, "a.csv"), `time,y,other\n${lines.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const run = (options: Omit<ForecastOptions, "source">): Promise<ForecastResult> =>
  forecast({ source: join(folder, "a.csv"), target: "y", lookback: "12h", ahead: ["2h", "3h"], epochs: 3, ...options });

const mae = ({ leaderboard }: ForecastResult, name: string): number =>
  leaderboard.rows.find(({ model }) => model === name)?.validation.mae ?? NaN;

test("the ensemble is one model whose forecasts are the mean of those of its members", async () => {
  const single = async (model: "gru" | "linear" | "nlinear"): Promise<Float64Array> => {
    const result = await run({ models: [model], refit: "none" });
    // A network that was not chosen is not kept; these are far better than naive here.
    expect(result.leaderboard.best).toBe(model);
    return result.test.best;
  };
  const both = await run({ models: ["linear", "nlinear", "ensemble"], refit: "none" });
  expect(both.leaderboard.rows.map(({ model: name }) => name)).toContain("ensemble");
  const [linear, nlinear] = [await single("linear"), await single("nlinear")];
  const row = both.leaderboard.rows.find(({ model: name }) => name === "ensemble");
  const mean = linear.map((value, i) => (value + nlinear[i]) / 2);
  const error = mean.reduce((sum, value, i) => sum + Math.abs(value - both.test.truth[i]), 0) / mean.length;
  expect(row?.test.mae).toBeCloseTo(error, 4);
  expect(row?.parameters).toBe(
    both.leaderboard.rows.reduce((sum, { model: name, parameters }) => sum + (name === "ensemble" ? 0 : parameters), 0),
  );
});

test("the best three in validation are in it, and it has no curve of losses", async () => {
  const result = await run({ models: ["linear", "nlinear", "dlinear", "dense", "ensemble"] });
  const names = ["linear", "nlinear", "dlinear", "dense"].toSorted((a, b) => mae(result, a) - mae(result, b));
  const best = new Intl.ListFormat("en").format(names.slice(0, 3));
  expect(result.notes.join(" ")).toContain(`ensemble is the mean of ${best}, the best in validation.`);
  expect(result.histories.map(({ model }) => model)).not.toContain("ensemble");
});

test("an ensemble that is chosen is saved with all its members", async () => {
  const result = await run({ models: ["dense", "nlinear", "ensemble"], epochs: 20 });
  expect(result.leaderboard.best).toBe("ensemble");
  expect(result.final.refitted).toBe(true);
  const model = join(folder, "saved");
  await saveForecast(result, model);
  const again = await predict({ model, source: join(folder, "a.csv") });
  expect(again.manifest.model).toBe("ensemble");
  expect(again.future.forecast).toEqual(result.future.forecast);
});

test("one network alone makes no ensemble", async () => {
  const { notes, leaderboard } = await run({ models: ["linear", "ensemble"] });
  expect(notes.join(" ")).toMatch(/ensemble is left out: it is the mean of two models or more/);
  expect(leaderboard.rows.map(({ model }) => model)).not.toContain("ensemble");
});
