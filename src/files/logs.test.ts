import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readEventFile, type ReadScalar } from "../../test/event-file.ts";
import { dense } from "../layers/dense.ts";
import { sequential } from "../models/sequential.ts";
import { sgd } from "../optimizers/sgd.ts";
import type { EpochLogs } from "../training/callbacks/callback.ts";
import { compile, type Trainer } from "../training/trainer.ts";
import { crc32c, scalarRecord } from "./event-records.ts";
import { loadModel } from "./folder.ts";
import { jsonLinesLog } from "./json-lines-log.ts";
import { modelCheckpoint } from "./model-checkpoint.ts";
import { tensorBoardLog } from "./tensor-board-log.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-logs-"));
});
afterEach(() => rm(folder, { recursive: true }));

const data = { x: [[1], [2], [3], [4]], y: [2, 4, 6, 7] };

function line(learningRate = 0.02): Trainer {
  return compile(sequential([dense({ units: 1 })], { input: [1], seed: 1 }), {
    optimizer: sgd({ learningRate }),
    loss: "meanSquaredError",
    metrics: ["meanAbsoluteError"],
  });
}

async function scalarsIn(run: string): Promise<readonly ReadScalar[]> {
  const names = (await readdir(join(folder, run))).toSorted();
  const files = await Promise.all(names.map((name) => readFile(join(folder, run, name))));
  return files.flatMap((bytes) => {
    const { version, scalars } = readEventFile(bytes);
    expect(version).toBe("brain.Event:2");
    return scalars;
  });
}

/** The numbers of a tag, by step. */
function numbersUnder(scalars: readonly ReadScalar[], tag: string): unknown[] {
  return scalars.filter((scalar) => scalar.tag === tag).map(({ step, value }) => [step, value]);
}

test("CRC-32C of the check string, and a record whose checksum a reader finds wrong when a bit is", () => {
  expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
  const record = scalarRecord({ tag: "loss", step: 300_000, value: 0.5, time: 1_700_000_000.25 });
  expect(readEventFile(record).scalars).toEqual([{ tag: "loss", step: 300_000, value: 0.5, time: 1_700_000_000.25 }]);
  for (let at = 0; at < record.length; at += 7) {
    const wrong = record.slice();
    wrong[at] ^= 4;
    expect(() => readEventFile(wrong)).toThrow(/wrong checksum|bounds|offset|length/i);
  }
});

test("TensorBoard's files have what the epochs told, training and validation apart", async () => {
  const trainer = line();
  const told: EpochLogs[] = [];
  const callbacks = [tensorBoardLog({ folder, steps: 2 }), { onEpochEnd: (logs: EpochLogs) => void told.push(logs) }];
  await trainer.fit(data, { epochs: 3, batchSize: 1, validationSplit: 0.25, callbacks });
  await trainer.fit(data, { epochs: 4, initialEpoch: 3, batchSize: 1, validationSplit: 0.25, callbacks });
  const [train, validation] = [await scalarsIn("train"), await scalarsIn("validation")];
  expect(await readdir(join(folder, "train"))).toHaveLength(2);
  const column = (value: (logs: EpochLogs) => number | undefined): unknown[] =>
    told.map((logs) => [logs.epoch, Math.fround(value(logs) ?? NaN)]);
  expect(numbersUnder(train, "loss")).toEqual(column(({ loss }) => loss));
  expect(numbersUnder(train, "learningRate")).toEqual(column(({ learningRate }) => learningRate));
  expect(numbersUnder(train, "meanAbsoluteError")).toEqual(column(({ metrics }) => metrics["meanAbsoluteError"]));
  expect(numbersUnder(validation, "loss")).toEqual(column(({ valLoss }) => valLoss));
  expect(numbersUnder(validation, "meanAbsoluteError")).toEqual(
    column(({ metrics }) => metrics["valMeanAbsoluteError"]),
  );
  expect(numbersUnder(train, "batchLoss").map((pair) => (Array.isArray(pair) ? pair[0] : null))).toEqual([
    2, 4, 6, 8, 10, 12,
  ]);
  expect(new Set(train.map(({ tag }) => tag)).size).toBe(4);
  expect(new Set(validation.map(({ tag }) => tag)).size).toBe(2);
  expect(train.every(({ time }) => Math.abs(time - Date.now() / 1000) < 600)).toBe(true);
  expect(() => tensorBoardLog({ folder, steps: 0 })).toThrow(
    "tensorBoardLog: steps must be an integer of at least 1, got 0",
  );
});

test("the log of JSON lines has every epoch once, whichever ran twice", async () => {
  const path = join(folder, "logs", "epochs.jsonl");
  const told: EpochLogs[] = [];
  const callbacks = [jsonLinesLog({ path }), { onEpochEnd: (logs: EpochLogs) => void told.push(logs) }];
  await line().fit(data, { epochs: 3, callbacks });
  await line().fit(data, { epochs: 4, initialEpoch: 2, callbacks });
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  expect(lines.map((each): unknown => JSON.parse(each))).toEqual([told[0], told[1], told[3], told[4]]);
  await line().fit(data, { epochs: 1, callbacks });
  expect((await readFile(path, "utf8")).trimEnd().split("\n")).toHaveLength(1);
  await writeFile(path, '{"epoch":0}\nnot json\n');
  await expect(line().fit(data, { epochs: 2, initialEpoch: 1, callbacks })).rejects.toThrow(
    `${path}, line 2 is not an epoch of this log; help:`,
  );
});

test("the model of the best epoch stays, or that of each", async () => {
  const weights: number[][] = [];
  const trainer = line(0.16);
  const remember = { onEpochEnd: () => void weights.push(Array.from(trainer.model.flat.toArray())) };
  const best = join(folder, "best");
  const history = await trainer.fit(data, {
    epochs: 6,
    batchSize: 2,
    callbacks: [
      remember,
      modelCheckpoint({ folder: best, monitor: "loss", saveBestOnly: true }),
      modelCheckpoint({ folder: ({ epoch }) => join(folder, `epoch-${epoch}`) }),
    ],
  });
  const least = history.loss.indexOf(Math.min(...history.loss));
  expect(least).toBeLessThan(5);
  expect(Array.from((await loadModel(best)).flat.toArray())).toEqual(weights[least]);
  for (const [epoch, numbers] of weights.entries())
    expect(Array.from((await loadModel(join(folder, `epoch-${epoch}`))).flat.toArray())).toEqual(numbers);
  await expect(
    line().fit(data, { callbacks: [modelCheckpoint({ folder: best, saveBestOnly: true })] }),
  ).rejects.toThrow("modelCheckpoint watches valLoss, but an epoch has only");
});

test("what was best before a stop is known after it", async () => {
  const best = join(folder, "best");
  const make = (): ReturnType<typeof modelCheckpoint> =>
    modelCheckpoint({ folder: best, monitor: "loss", saveBestOnly: true });
  const first = line(0.02);
  await first.fit(data, { epochs: 2, callbacks: [make()] });
  const saved = (await loadModel(best)).flat.toArray();
  const second = line(0.02);
  second.restore(first.state());
  // Other targets make every later epoch worse.
  await second.fit({ ...data, y: [90, 90, 90, 90] }, { epochs: 4, initialEpoch: 2, callbacks: [make()] });
  expect((await loadModel(best)).flat.toArray()).toEqual(saved);
});
