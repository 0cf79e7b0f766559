import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dense } from "../layers/dense.ts";
import { sequential } from "../models/sequential.ts";
import type { CompileOptions } from "../training/compile-options.ts";
import { compile, type Trainer } from "../training/trainer.ts";
import { csvLog } from "./csv-log.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-log-"));
});
afterEach(() => rm(folder, { recursive: true }));

const data = { x: [[1], [2], [3]], y: [3, 1, 2] };

function begin(metrics: CompileOptions["metrics"] = ["meanAbsoluteError"]): Trainer {
  const model = sequential([dense({ units: 1 })], { input: [1] });
  return compile(model, { optimizer: "sgd", loss: "meanSquaredError", ...(metrics === undefined ? {} : { metrics }) });
}

async function lines(path: string): Promise<string[]> {
  return (await readFile(path, "utf8")).trimEnd().split("\n");
}

test("a line for each epoch, numbers in full", async () => {
  const path = join(folder, "new", "log.csv");
  const history = await begin().fit(data, { epochs: 3, validationData: data, callbacks: [csvLog({ path })] });
  const [header, ...rows] = await lines(path);
  expect(header).toBe("epoch,seconds,learningRate,loss,valLoss,meanAbsoluteError,valMeanAbsoluteError");
  expect(rows.map((row) => row.split(",").map(Number))).toEqual(
    history.epoch.map((epoch, i) => [
      epoch,
      history.seconds[i],
      0.01,
      history.loss[i],
      history.valLoss[i],
      history.metrics["meanAbsoluteError"][i],
      history.metrics["valMeanAbsoluteError"][i],
    ]),
  );
});

test("training that goes on keeps what was before, and does not say an epoch twice", async () => {
  const path = join(folder, "log.csv");
  const trainer = begin();
  await trainer.fit(data, { epochs: 4, callbacks: [csvLog({ path })] });
  const before = await lines(path);
  await trainer.fit(data, { epochs: 5, initialEpoch: 2, callbacks: [csvLog({ path })] });
  const after = await lines(path);
  expect(after.slice(0, 3)).toEqual(before.slice(0, 3));
  expect(after.slice(1).map((line) => Number(line.split(",")[0]))).toEqual([0, 1, 2, 3, 4]);
  // From the beginning it begins anew, and what a killed process left is taken away.
  await writeFile(join(folder, ".log.csv.1234.tmp"), "epo");
  await writeFile(join(folder, ".other.csv.1234.tmp"), "epo");
  await begin().fit(data, { epochs: 1, callbacks: [csvLog({ path })] });
  expect(await lines(path)).toHaveLength(2);
  expect((await readdir(folder)).toSorted()).toEqual([".other.csv.1234.tmp", "log.csv"]);
  await begin([]).fit(data, { epochs: 2, initialEpoch: 1, callbacks: [csvLog({ path: join(folder, "none.csv") })] });
  await expect(begin([]).fit(data, { epochs: 2, initialEpoch: 1, callbacks: [csvLog({ path })] })).rejects.toThrow(
    "has the columns epoch,seconds,learningRate,loss,meanAbsoluteError, but an epoch has " +
      "epoch,seconds,learningRate,loss; help:",
  );
});

test("names with commas are quoted", async () => {
  const path = join(folder, "log.csv");
  const odd = {
    name: 'odd, "very"',
    better: "lower",
    begin: () => ({ update: () => undefined, result: () => NaN }),
  } as const;
  await begin([odd]).fit(data, { callbacks: [csvLog({ path })] });
  const [header, row] = await lines(path);
  expect(header).toBe('epoch,seconds,learningRate,loss,"odd, ""very"""');
  expect(row.endsWith(",NaN")).toBe(true);
});
