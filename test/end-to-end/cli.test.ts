import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandLine, type CommandOptions, type Ended } from "../command-line.ts";
import { z } from "zod";

const built = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

let folder = "";
let csv = "";

/** Runs the command line in the test's folder. */
function lookback(args: readonly string[], onError: CommandOptions["onError"] = () => undefined): Promise<Ended> {
  return commandLine(folder, args, { onError });
}

/** A daily wave on a slow one, and what looks like noise. */
function wave(hour: number): number {
  return (
    10 + 5 * Math.sin((2 * Math.PI * hour) / 24) + 3 * Math.sin((2 * Math.PI * hour) / 150) + Math.sin(hour * 12.9898)
  );
}

/** Hourly readings: the wave, a second column that leads the first by three hours, and a third that never changes. */
function readings(days: number): string {
  const lines = ["time,T (degC),lead,flat"];
  for (let hour = 0; hour < 24 * days; hour++) {
    const time = new Date(Date.UTC(2021, 0, 1, hour)).toISOString().slice(0, 19).replace("T", " ");
    lines.push(`${time},${wave(hour).toFixed(2)},${wave(hour + 3).toFixed(2)},7`);
  }
  return `${lines.join("\n")}\n`;
}

/** With the model that was scored, so that its forecasts of the test split can be made again. */
const small = [
  "--target",
  "T (degC)",
  "--lookback",
  "1d",
  "--ahead",
  "6h",
  "--epochs",
  "2",
  "--batch-size",
  "32",
  "--refit",
  "none",
];
const forecastOf = (file: string, ...more: readonly string[]): string[] => ["forecast", file, ...small, ...more];
const words = (text: string): string[] => text.split(" ");
const written = [
  "forecast.csv",
  "forecast.json",
  "histories.json",
  "leaderboard.json",
  "model.json",
  "predictions.csv",
  "report.html",
  "weights.safetensors",
];

beforeAll(async () => {
  if (!existsSync(built)) throw new Error("dist is not built; help: npm run build");
  folder = await mkdtemp(join(tmpdir(), "lookback-cli-"));
  csv = readings(30);
  await writeFile(join(folder, "small.csv"), csv);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The readings with every line but the first changed. */
function replaced(change: (cells: string[]) => string[]): string {
  const [head, ...lines] = readings(30).trimEnd().split("\n");
  return [head, ...lines.map((line) => change(line.split(",")).join(","))].join("\n");
}

const value = z.number().nullable();
const intervalScores = z.strictObject({
  level: z.number(),
  coverage: z.number().min(0).max(1),
  width: z.number().nonnegative(),
  winkler: z.number().nonnegative(),
  count: z.int().positive(),
});
const repetitions = z.strictObject({
  runs: z.array(
    z.strictObject({
      label: z.string(),
      best: z.string(),
      models: z.array(
        z.strictObject({
          model: z.string(),
          test: z.strictObject({ mae: value, rmse: value }),
          skill: value,
          coverage: value,
        }),
      ),
    }),
  ),
  models: z.array(
    z.strictObject({ model: z.string(), mean: z.number(), stddev: z.number(), chosen: z.int().nonnegative() }),
  ),
});
const scores = z.strictObject({ mae: z.number().positive(), rmse: z.number().positive() });
const splitSummary = z.strictObject({
  from: z.string(),
  to: z.string(),
  rows: z.int().positive(),
  windows: z.int().positive(),
});
const summary = z.strictObject({
  schema: z.literal(2),
  data: z.strictObject({
    file: z.string(),
    simulated: z.boolean(),
    rows: z.int(),
    from: z.string(),
    to: z.string(),
    step: z.number(),
    target: z.string(),
    unit: z.string().optional(),
  }),
  ahead: z.array(z.number().positive()).min(1),
  split: z.strictObject({ train: splitSummary, validation: splitSummary, test: splitSummary }),
  kernels: z.enum(["native", "wasm", "reference"]),
  threads: z.int().positive(),
  seed: z.int(),
  leaderboard: z
    .array(
      z.strictObject({
        model: z.string(),
        parameters: z.int().nonnegative(),
        validation: scores,
        test: scores,
        normalized: z.strictObject({ validationMae: z.number().positive() }),
        skill: z.number(),
        metrics: z.strictObject({
          mase: value,
          smape: value,
          weightedQuantileLoss: value,
          crps: value,
          intervals: z.array(intervalScores),
        }),
        againstReference: z
          .strictObject({
            reference: z.string(),
            skill: value,
            dieboldMariano: z.strictObject({ statistic: z.number(), p: z.number().min(0).max(1) }).nullable(),
          })
          .optional(),
        bestEpoch: z.int().positive().nullable(),
        epochs: z.int().nonnegative(),
        seconds: z.number().nonnegative(),
        secondsPerEpoch: z.number().positive().nullable(),
      }),
    )
    .min(1),
  best: z.string(),
  refitted: z.boolean(),
  future: z.array(
    z.strictObject({
      time: z.string(),
      forecast: z.number(),
      intervals: z.array(z.strictObject({ level: z.number(), lower: value, upper: value })),
    }),
  ),
  backtest: repetitions.nullable(),
  seeds: repetitions.nullable(),
  beatsNaive: z.boolean(),
  interrupted: z.boolean(),
  diagnosis: z.looseObject({ source: z.string(), rows: z.int(), reading: z.looseObject({ format: z.string() }) }),
  repairs: z.looseObject({ filledRows: z.int() }).nullable(),
  notes: z.array(z.string()),
  out: z.string(),
});

const firstCells = (line: string, count: number): string => line.split(",").slice(0, count).join(",");

/** The lines of a CSV by their first two cells, now and time; without the intervals. */
async function predictions(file: string): Promise<Map<string, string>> {
  const [head, ...lines] = (await readFile(join(folder, file), "utf8")).trimEnd().split("\n");
  expect(head).toBe("now,time,truth,forecast,naive,lower95,lower80,lower50,upper50,upper80,upper95");
  return new Map(lines.map((line) => [firstCells(line, 2).replace(",", " "), firstCells(line, 5)]));
}

test("a forecast is trained, scored, saved, and made again to the last digit", async () => {
  const run = await lookback(["forecast", "small.csv", ...small, "--models", "linear,gru", "--out", "run", "--json"]);
  expect(run.stderr).toContain("720 rows");
  expect(run.stderr).toMatch(/gru epoch 2\/2, .*validation MAE [\d.]+ °C/);
  expect(run.code).toBe(0);
  const result = summary.parse(JSON.parse(run.stdout));
  expect(run.stdout.trimEnd().split("\n")).toHaveLength(1);
  expect(result.leaderboard.map(({ model }) => model).toSorted()).toEqual(["gru", "linear", "naive"]);
  const errors = result.leaderboard.map(({ validation }) => validation.mae);
  expect(errors).toEqual(errors.toSorted((a, b) => a - b));
  expect(result.best).toBe(result.leaderboard[0].model);
  expect(result.best).not.toBe("naive");
  expect(result.data).toMatchObject({ target: "T (degC)", unit: "degC", rows: 720, step: 3600, simulated: false });
  expect(result.ahead).toEqual([6 * 3600]);
  // 180 test rows; windows look back on the rows before, and the target lies 6 further on.
  expect(result.split.test).toMatchObject({ rows: 180, windows: 180 - 6 });
  expect((await readdir(join(folder, "run"))).toSorted()).toEqual(written);
  expect(summary.parse(JSON.parse(await readFile(join(folder, "run/leaderboard.json"), "utf8")))).toEqual(result);
  expect(await readFile(join(folder, "run/report.html"), "utf8")).toContain("<svg");

  const naive = result.leaderboard.find(({ model }) => model === "naive");
  const target = csv.split("\n").map((line) => Number(line.split(",")[1]));
  let [sum, count] = [0, 0];
  for (let now = 540; now + 6 < 720; now++, count++) sum += Math.abs(target[1 + now + 6] - target[1 + now]);
  expect(count).toBe(result.split.test.windows);
  expect(naive?.test.mae).toBeCloseTo(sum / count, 5);

  const again = await lookback(["predict", "run", "small.csv", "--out", "again.csv"]);
  expect(again.code).toBe(0);
  const [first, second] = [await predictions("run/predictions.csv"), await predictions("again.csv")];
  expect(first.size).toBe(count);
  for (const [key, line] of first) expect(second.get(key)).toBe(line);
  // Every row with 24 rows behind it can be now, and the last six forecasts have no truth yet.
  expect(second.size).toBe(720 - 23);
  expect([...second.values()].filter((line) => line.split(",")[2] === "")).toHaveLength(6);
  expect([...second.keys()].at(-1)).toBe("2021-01-30 23:00 2021-01-31 05:00");
});

async function scoresWith(seed: string): Promise<unknown> {
  const { stdout } = await lookback(
    forecastOf("small.csv", ...words(`--models gru-dropout --seed ${seed} --out seed-${seed} --force --json --quiet`)),
  );
  return summary.parse(JSON.parse(stdout)).leaderboard.map(({ model, test: { mae } }) => [model, mae]);
}

test("the same seed gives the same scores, another seed others", async () => {
  const [a, b, c] = [await scoresWith("1"), await scoresWith("1"), await scoresWith("2")];
  expect(b).toEqual(a);
  expect(c).not.toEqual(a);
});

test("a model ends when it stops improving, and counts by its best epoch", async () => {
  // A random walk: the longer a model learns its past, the worse it does in its future.
  let [state, level] = [1, 0];
  const walk = replaced(([time]) => {
    state = (state * 48_271) % 2_147_483_647;
    level += state / 2_147_483_647 - 0.5;
    return [time, level.toFixed(4), "1", "2"];
  });
  await writeFile(join(folder, "walk.csv"), walk);
  const { stdout } = await lookback([
    ...words("forecast walk.csv --lookback 2d --ahead 6h --models dense --out early --json --quiet --target"),
    "T (degC)",
  ]);
  const { leaderboard } = summary.parse(JSON.parse(stdout));
  const dense = leaderboard.find(({ model }) => model === "dense");
  const [{ validationLoss }] = z
    .array(z.object({ validationLoss: z.array(z.number()) }))
    .parse(JSON.parse(await readFile(join(folder, "early/histories.json"), "utf8")));
  expect(dense?.epochs).toBe(validationLoss.length);
  // 1,000 updates, 20 in an epoch.
  expect(dense?.epochs).toBe((dense?.bestEpoch ?? 0) + 50);
  expect(validationLoss[(dense?.bestEpoch ?? 0) - 1]).toBe(Math.min(...validationLoss));
  expect(dense?.normalized.validationMae).toBeCloseTo(Math.min(...validationLoss), 6);
});

test("the next day with its intervals, from several origins and seeds, and again from the saved model", async () => {
  const run = await lookback([
    ...words("forecast small.csv --lookback 1d --horizon 6h --epochs 1 --models linear,gru,ets --out next --json"),
    ...words("--quiet --backtest 2 --seeds 2 --calendar hour --target"),
    "T (degC)",
  ]);
  expect(run.stderr).toBe("");
  const result = summary.parse(JSON.parse(run.stdout));
  expect(result.ahead).toEqual([1, 2, 3, 4, 5, 6].map((hour) => 3600 * hour));
  expect(result.future.map(({ time }) => time)).toEqual([0, 1, 2, 3, 4, 5].map((hour) => `2021-01-31 0${hour}:00`));
  for (const { forecast, intervals } of result.future) {
    const [half, most, nearlyAll] = intervals.map(({ lower, upper }) => [lower ?? NaN, upper ?? NaN]);
    expect(nearlyAll[0]).toBeLessThan(most[0]);
    expect(most[0]).toBeLessThan(half[0]);
    expect(forecast).toBeGreaterThan(most[0]);
    expect(forecast).toBeLessThan(most[1]);
    expect(half[1]).toBeLessThan(most[1]);
    expect(most[1]).toBeLessThan(nearlyAll[1]);
  }
  expect(result.refitted).toBe(true);
  expect(result.backtest?.runs).toHaveLength(2);
  expect(result.seeds?.runs.map(({ label }) => label)).toEqual(["0", "1"]);
  expect(result.seeds?.models.find(({ model }) => model === "ets")?.stddev).toBe(0);
  expect(result.seeds?.models.find(({ model }) => model === "gru")?.stddev).toBeGreaterThan(0);
  const again = await lookback(words("predict next small.csv --last --out next.csv"));
  expect(again.stdout).toMatch(/next values +forecast, °C +50 % interval +80 % interval +95 % interval/);
  expect(await readFile(join(folder, "next.csv"), "utf8")).toBe(
    await readFile(join(folder, "next/forecast.csv"), "utf8"),
  );
});

test("several horizons, every model, and a leaderboard for people", async () => {
  const models =
    "naive,seasonal,drift,ets,theta,linear,dense,conv,simple-rnn,gru,gru-dropout,gru-stacked,gru-bidirectional," +
    "gru-reversed,lstm,nlinear,dlinear,seg-rnn,patch-tst,tide,tcn";
  const { code, stdout, stderr } = await lookback([
    ...words("forecast small.csv --lookback 3d --ahead 3h,24h --epochs 1 --steps-per-epoch 2 --out all --quiet"),
    "--target",
    "T (degC)",
    "--models",
    models,
  ]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  for (const model of models.split(",")) expect(stdout).toMatch(new RegExp(`^${model} +[\\d,]+ +[\\d.]+`, "m"));
  expect(stdout).toMatch(/3\sh, 24\sh ahead/);
  const saved = summary.parse(JSON.parse(await readFile(join(folder, "all/leaderboard.json"), "utf8")));
  expect(saved.leaderboard).toHaveLength(21);
  expect((await predictions("all/predictions.csv")).size).toBe(2 * saved.split.test.windows);
});

test("the only column is what is forecast", async () => {
  const lines = Array.from({ length: 20 * 24 }, (_, hour) => {
    const time = new Date(Date.UTC(2024, 0, 1, hour)).toISOString().slice(0, 16).replace("T", " ");
    return `${time},${(10 + 5 * Math.sin((hour * Math.PI) / 12) + (hour % 7) / 10).toFixed(2)}`;
  });
  await writeFile(join(folder, "one.csv"), ["time,load", ...lines, ""].join("\n"));
  const run = await lookback(
    words("forecast one.csv --lookback 2d --ahead 6h --models naive --out best-one --json --quiet"),
  );
  expect([run.code, run.stderr]).toEqual([0, ""]);
  expect(summary.parse(JSON.parse(run.stdout)).best).toBe("naive");
});

test.each(["naive", "seasonal"])(
  "%s alone is the best model, is saved without a model, and predicts again",
  async (model) => {
    const out = `best-${model}`;
    // A day in which the season is far ahead of the last value, and an hour in which it is not.
    const ahead = model === "naive" ? "1h" : "12h";
    const run = await lookback(
      words(
        `forecast small.csv --target lead --lookback 3d --ahead ${ahead} --models ${model} --out ${out} --json` +
          " --quiet --refit none",
      ),
    );
    const result = summary.parse(JSON.parse(run.stdout));
    expect(result.best).toBe(model);
    expect((await readdir(join(folder, out))).toSorted()).toEqual(
      written.filter((file) => file !== "model.json" && file !== "weights.safetensors"),
    );
    const again = await lookback(["predict", out, "small.csv", "--out", `${out}.csv`, "--json"]);
    expect(JSON.parse(again.stdout)).toMatchObject({ model, known: { forecasts: expect.any(Number) } });
    const [first, second] = [await predictions(`${out}/predictions.csv`), await predictions(`${out}.csv`)];
    expect(first.size).toBeGreaterThan(50);
    for (const [key, line] of first) expect(second.get(key)).toBe(line);
  },
);

test("Ctrl-C ends the run, saves the best model so far and says so", async () => {
  let sent = false;
  const run = await lookback(
    ["forecast", "small.csv", ...small.slice(0, 6), "--models", "gru,lstm", "--epochs", "100000", "--out", "cut"],
    (stderr, send) => {
      if (sent || !stderr.includes("gru epoch 2/")) return;
      sent = true;
      send("SIGINT");
    },
  );
  expect(sent).toBe(true);
  expect(run.code).toBe(130);
  expect(run.stdout).toMatch(/^gru /m);
  expect(run.stdout).not.toMatch(/^lstm /m);
  const saved = summary.parse(JSON.parse(await readFile(join(folder, "cut/leaderboard.json"), "utf8")));
  expect(saved.interrupted).toBe(true);
  expect(saved.leaderboard.map(({ model }) => model).toSorted()).toEqual(["gru", "naive"]);
  const histories = z
    .array(z.object({ model: z.string(), loss: z.array(z.number()) }))
    .parse(JSON.parse(await readFile(join(folder, "cut/histories.json"), "utf8")));
  expect(histories[0].loss.length).toBeGreaterThanOrEqual(2);
  const again = await lookback(["predict", "cut", "small.csv"]);
  expect(again.code).toBe(0);
});

interface Mistake {
  readonly title: string;
  readonly file?: { readonly name: string; readonly content: string | Buffer };
  readonly args: readonly string[];
  readonly says: RegExp;
}

const mistakes: readonly Mistake[] = [
  {
    title: "an empty file",
    file: { name: "empty.csv", content: "" },
    args: forecastOf("empty.csv"),
    says: /empty\.csv: is empty; help: /,
  },
  {
    title: "a file of text",
    file: { name: "text.csv", content: "Call me Ishmael.\nSome years ago, never mind how long,\nprecisely\n" },
    args: forecastOf("text.csv"),
    says: /text\.csv.*; help: /,
  },
  { title: "no such file", args: forecastOf("nowhere.csv"), says: /nowhere\.csv.*; help: / },
  {
    title: "an unknown target",
    args: ["forecast", "small.csv", "--target", "T (deg)"],
    says: /"T \(deg\)".*did you mean "T \(degC\)"/,
  },
  { title: "no target", args: ["forecast", "small.csv"], says: /no column was named.*--target.*"lead"/ },
  {
    title: "an unknown feature",
    args: forecastOf("small.csv", "--features", "leed"),
    says: /"leed".*did you mean "lead"/,
  },
  {
    title: "too few rows for one window",
    args: ["forecast", "small.csv", "--target", "lead", "--lookback", "20d"],
    says: /the train split has 360 rows \(2w1d\), and one window needs 504 rows.*20d|2w6d/,
  },
  {
    title: "a constant target",
    args: ["forecast", "small.csv", "--target", "flat", "--lookback", "1d"],
    says: /"flat".*always 7/,
  },
  {
    title: "a truncated gz",
    file: { name: "cut.csv.gz", content: gzipSync(readings(30)).subarray(0, 3000) },
    args: forecastOf("cut.csv.gz"),
    says: /cut\.csv\.gz.*; help: /,
  },
  {
    title: "a column of -9999",
    file: { name: "nines.csv", content: replaced(([time, , lead, flat]) => [time, "-9999", lead, flat]) },
    args: forecastOf("nines.csv"),
    says: /nines\.csv, column "T \(degC\)".*-9999.*; help: /,
  },
  {
    title: "an unknown option",
    args: forecastOf("small.csv", "--lookbak", "1d"),
    says: /unknown option '--lookbak'[^]*--lookback/,
  },
  { title: "an unknown command", args: ["forcast"], says: /unknown command 'forcast'[^]*forecast/ },
  {
    title: "a length of time that is none",
    args: forecastOf("small.csv", "--lookback", "10x"),
    says: /"10x" is not a length of time/,
  },
  {
    title: "a length of time between two rows",
    args: forecastOf("small.csv", "--ahead", "90min"),
    says: /ahead 90min is not a whole number of steps.*1h or 2h/,
  },
  {
    title: "a split that is none",
    args: forecastOf("small.csv", "--split", "50/50"),
    says: /split "50\/50".*50\/25\/25/,
  },
  {
    title: "an unknown model",
    args: forecastOf("small.csv", "--models", "gur"),
    says: /no model "gur".*did you mean "gru"/,
  },
  {
    title: "no epochs",
    args: forecastOf("small.csv", "--epochs", "0"),
    says: /'0' is invalid.*an integer of at least 1/,
  },
  {
    title: "lecture with other windows",
    args: forecastOf("small.csv", "--preset", "lecture"),
    says: /lecture preset sets lookback itself/,
  },
  {
    title: "too few rows for the lecture",
    args: ["forecast", "small.csv", "--target", "lead", "--preset", "lecture"],
    says: /720 rows, too few for the lecture/,
  },
  { title: "a folder without a model", args: ["predict", ".", "small.csv"], says: /holds no saved forecast.*; help: / },
  { title: "kernels that do not exist", args: ["doctor"], says: /LOOKBACK_KERNELS is native, wasm or reference/ },
];

test.each(mistakes)("$title ends with 2 and says what to do", async ({ file, args, says, title }) => {
  if (file !== undefined) await writeFile(join(folder, file.name), file.content);
  const kernels = process.env["LOOKBACK_KERNELS"];
  if (title.startsWith("kernels")) process.env["LOOKBACK_KERNELS"] = "gpu";
  const { code, stdout, stderr } = await lookback(args);
  if (kernels === undefined) delete process.env["LOOKBACK_KERNELS"];
  else process.env["LOOKBACK_KERNELS"] = kernels;
  expect(stderr).toMatch(says);
  expect(stdout).toBe("");
  expect(code).toBe(2);
});

test("all mistakes are tried", () => expect(mistakes).toHaveLength(21));

test("other data for a saved model: its columns in another order, and a step that is not its own", async () => {
  await lookback(["forecast", "small.csv", ...small, "--models", "linear", "--out", "order", "--quiet"]);
  await writeFile(
    join(folder, "turned.csv"),
    csv
      .trimEnd()
      .split("\n")
      .map((line) => line.split(",").toReversed().join(","))
      .join("\n"),
  );
  const turned = await lookback(["predict", "order", "turned.csv", "--out", "turned-predictions.csv"]);
  expect(turned.code).toBe(0);
  const [first, second] = [await predictions("order/predictions.csv"), await predictions("turned-predictions.csv")];
  for (const [key, line] of first) expect(second.get(key)).toBe(line);
  await writeFile(
    join(folder, "slow.csv"),
    csv
      .split("\n")
      .filter((_, row) => row === 0 || row % 2 === 1)
      .join("\n"),
  );
  const slow = await lookback(["predict", "order", "slow.csv"]);
  expect(slow.stderr).toMatch(/slow\.csv: has a row every 2h, and the model was trained on one every 1h; help: /);
  expect(slow.code).toBe(2);
});

test("doctor names the kernels and proves them", async () => {
  const { code, stdout } = await lookback(["doctor"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^kernels +(native|wasm|reference): /m);
  expect(stdout).toMatch(/^proof .*as it does by plain arithmetic$/m);
  const json = await lookback(["doctor", "--json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({ schema: 1, proof: true, node: process.version });
});

test("inspect prints the diagnosis and draws figures", async () => {
  const gap = replaced((cells) => cells).split("\n");
  gap.splice(100, 5);
  await writeFile(join(folder, "gap.csv"), gap.join("\n"));
  const { code, stdout } = await lookback(["inspect", "gap.csv", "--out", "gap.html"]);
  expect(code).toBe(0);
  expect(stdout).toContain("1 gap, 5 rows missing");
  expect(stdout).toContain('column "flat" is always 7');
  expect(await readFile(join(folder, "gap.html"), "utf8")).toContain("<svg");
});

async function sampleOf(name: string, seed: string): Promise<string> {
  const { code, stdout } = await lookback(words(`sample weather --years 0.02 --seed ${seed} --out ${name}`));
  expect([code, stdout]).toEqual([0, expect.stringContaining("simulated")]);
  return readFile(join(folder, name), "utf8");
}

test("no name from outside reaches the terminal with its control characters", async () => {
  const hostile = "\u001b[31mRED\u001b[0m\u001b]0;title\u0007\u009b2J\u202e";
  const file = `h-${hostile}.csv`;
  await writeFile(join(folder, file), readings(20).replace("lead", hostile).replace("T (degC)", `T ${hostile}`));
  const labelled = Array.from({ length: 60 }, (_, i) => `text ${i % 2} ${hostile},${i % 2}${hostile}`);
  await writeFile(join(folder, "texts.csv"), `text,label\n${labelled.join("\n")}\n`);
  const target = `T ${hostile}`;
  const runs = [
    ["inspect", file, "--out", "h.html"],
    ["inspect", `none-${hostile}.csv`],
    ["forecast", file, "--target", hostile.slice(0, 9)],
    ["forecast", file, "--target", target, ...small.slice(2), "--models", "linear", "--out", `o-${hostile}`],
    ["forecast", file, "--target", target, ...small.slice(2), "--models", "naive", "--out", `j-${hostile}`, "--json"],
    ["predict", `o-${hostile}`, file, "--out", `p-${hostile}.csv`],
    ["classify", "texts.csv", "--models", "bag-of-words", "--epochs", "1", "--out", `c-${hostile}`],
    ["classify", "texts.csv", "--label", hostile],
    [hostile],
  ];
  for (const args of runs) {
    const { stdout, stderr } = await lookback(args);
    expect(`${stdout}${stderr}`).not.toBe("");
    // oxlint-disable-next-line no-control-regex -- these are what is meant
    expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/u);
  }
}, 60_000);

test("sample writes simulated weather, the same for the same seed", async () => {
  const [a, b, c] = [await sampleOf("a.csv", "1"), await sampleOf("b.csv", "1"), await sampleOf("c.csv", "2")];
  expect(a.split("\n").length).toBeGreaterThan(1000);
  expect(b).toBe(a);
  expect(c).not.toBe(a);
  const read = await lookback([
    ...words("forecast a.csv --models naive --lookback 1d --ahead 1h --json --target"),
    "T (degC)",
  ]);
  expect(JSON.parse(read.stdout)).toMatchObject({ data: { simulated: true } });
});

const labOf = (...more: readonly string[]): string[] => ["lab", "memory", "--models", "gru", "--units", "4", ...more];

test("lab gradients writes its numbers and a report, and prints one object", async () => {
  const run = await lookback(words("lab gradients --units 6 --steps 12 --spectral-radius 0.5,1.5 --out flow --json"));
  expect(run.code).toBe(0);
  expect(run.stderr).toMatch(/^\[1\/12\] SimpleRNN, linear, radius 0\.5: slope −0\.6931, ln radius −0\.6931$/m);
  const { schema, curves, interrupted } = z
    .object({
      schema: z.literal(2),
      curves: z.array(
        z.object({ cell: z.string(), radius: z.number(), slope: z.number(), hidden: z.array(z.number()) }),
      ),
      interrupted: z.boolean(),
    })
    .parse(JSON.parse(run.stdout));
  expect([schema, curves.length, interrupted]).toEqual([2, 12, false]);
  expect(curves[1]).toMatchObject({ cell: "simple-rnn-linear", radius: 1.5 });
  expect(curves[1].slope).toBeCloseTo(Math.log(1.5), 6);
  expect((await readdir(join(folder, "flow"))).toSorted()).toEqual(["gradients.csv", "gradients.json", "report.html"]);
  const lines = (await readFile(join(folder, "flow/gradients.csv"), "utf8")).trimEnd().split("\n");
  expect([lines[0], lines.length]).toEqual(["cell,radius,k,hidden,cell_state", 1 + 12 * 13]);
  expect(await readFile(join(folder, "flow/report.html"), "utf8")).toContain("<svg");
});

test("lab memory trains, prints a table beside the published results, and saves", async () => {
  const { code, stdout, stderr } = await lookback(labOf("--gaps", "20,30", "--seeds", "1", "--sequences", "2000"));
  expect(code).toBe(0);
  expect(stderr).toMatch(/^\[1\/2\] gru gap 20 seed 0: 2,000 sequences, loss [\d.]+, [\d.]+ % right$/m);
  expect(stdout).toMatch(/^gru +20 +0 of 1 +– +– +[\d,]+ of 2,560/m);
  expect(stdout).toContain("74,000 sequences");
  const [, out] = /saved in (runs\/\S+-lab-memory): memory\.json, runs\.csv, report\.html/.exec(stdout) ?? [];
  expect(JSON.parse(await readFile(join(folder, out, "memory.json"), "utf8"))).toMatchObject({
    schema: 2,
    experiment: "memory",
    budget: 2000,
    interrupted: false,
    runs: [{ gap: 20 }, { gap: 30 }],
  });
});

test("Ctrl-C ends a test of memory with the runs that are done", async () => {
  let sent = false;
  const run = await lookback(
    labOf("--gaps", "20", "--seeds", "1000", "--sequences", "2000", "--out", "cut-lab", "--json"),
    (stderr, send) => {
      if (sent || !stderr.includes("[3/1000]")) return;
      sent = true;
      send("SIGINT");
    },
  );
  expect(run.code).toBe(130);
  const result = z
    .object({ interrupted: z.literal(true), runs: z.array(z.object({ seed: z.int() })) })
    .parse(JSON.parse(await readFile(join(folder, "cut-lab/memory.json"), "utf8")));
  expect(JSON.parse(run.stdout)).toMatchObject(result);
  expect(result.runs.length).toBeGreaterThanOrEqual(2);
  expect(result.runs.length).toBeLessThan(1000);
});

test.each([
  [words("lab memory --task sequential-digits"), /reads images from a file, and none was named; help: --data/],
  [
    words("lab memory --task sequential-digits --data small.csv"),
    /small\.csv: has 720 rows of 4 columns; help: give a CSV of 64/,
  ],
  [words("lab memory --task sequential-digits --data nowhere.csv"), /nowhere\.csv: cannot be read as a table; help: /],
  [words("lab memory --task adition"), /'adition' is invalid.*adding, copy/],
  [words("lab memory --gaps 5"), /a gap is an integer from 20 to 10000, got 5; help: /],
  [words("lab gradients --spectral-radius big"), /'big' is invalid.*numbers with commas/],
  [words("lab gradients --spectral-radius 0"), /a spectral radius is a number above 0 and up to 10, got 0; help: /],
  [words("lab gradents"), /unknown command 'gradents'[^]*gradients/],
])("%j ends with 2 and says what to do", async (args, says) => {
  const { code, stdout, stderr } = await lookback(args);
  expect(stderr).toMatch(says);
  expect([stdout, code]).toEqual(["", 2]);
});

test("--help and --version end well", async () => {
  const help = await lookback(["forecast", "--help"]);
  expect(help.code).toBe(0);
  for (const flag of ["--target", "--lookback", "--preset", "--gaps", "--json"]) expect(help.stdout).toContain(flag);
  const { code, stdout } = await lookback(["--version"]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});
