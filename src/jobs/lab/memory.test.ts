import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Model } from "../../models/model.ts";
import { randomKey } from "../../tensor/random.ts";
import { scope } from "../../tensor/memory.ts";
import { tensor } from "../../tensor/tensor.ts";
import { addingModern } from "./adding.ts";
import { cellsOf, memoryExperiment } from "./memory.ts";
import { memoryModel } from "./memory-model.ts";
import { copyMemory } from "./copy.ts";
import { readDigits, sequentialDigits } from "./sequential-digits.ts";

let folder = "";
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "lookback-lab-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a gru solves temporal order over 20 steps in well under 20,000 sequences, and a test finds it so", async () => {
  const { runs, cells } = await memoryExperiment({
    task: "temporal-order",
    gaps: [20],
    models: ["gru"],
    seeds: 1,
    sequences: 20_000,
  });
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ model: "gru", gap: 20, seed: 0, solved: true, tested: 2560 });
  expect(runs[0].wrong).toBeLessThan(26);
  expect(runs[0].right.at(-1)).toBe(1);
  expect(runs[0].losses).toHaveLength(runs[0].sequences / 2000);
  expect(cells).toMatchObject([{ model: "gru", runs: 1, solved: 1, medianSequences: runs[0].sequences }]);
});

test("the same options give the same runs; a budget that is too small is spent and is no success", async () => {
  const options = { gaps: [20, 30], models: ["lstm"], seeds: 2, sequences: 2001, units: 4 } as const;
  const [a, b] = [await memoryExperiment(options), await memoryExperiment(options)];
  expect(b.runs.map((run) => ({ ...run, seconds: 0 }))).toEqual(a.runs.map((run) => ({ ...run, seconds: 0 })));
  expect(a.runs.map(({ gap, seed, solved, sequences }) => [gap, seed, solved, sequences])).toEqual([
    [20, 0, false, 4000],
    [20, 1, false, 4000],
    [30, 0, false, 4000],
    [30, 1, false, 4000],
  ]);
  expect(a.runs[0].loss).not.toBe(a.runs[1].loss);
});

test("an aborted experiment keeps the runs that are done", async () => {
  const stop = new AbortController();
  const { runs, interrupted } = await memoryExperiment(
    { gaps: [20], models: ["gru"], seeds: 3, sequences: 2000, units: 2 },
    { onRunEnd: () => stop.abort() },
    stop.signal,
  );
  expect([runs.length, interrupted]).toEqual([1, true]);
  const never = memoryExperiment({ gaps: [20], seeds: 1 }, { onRunBegin: () => stop.abort() }, stop.signal);
  await expect(never).rejects.toThrow("aborted");
});

test("cells count what their runs did", () => {
  const run = {
    model: "gru",
    gap: 50,
    seed: 0,
    wrong: 3,
    tested: 10,
    loss: 1,
    parameters: 1,
    seconds: 2,
    losses: [],
    right: [],
  };
  const runs = [4000, 8000, 6000, 10_000].map((sequences, i) => ({
    ...run,
    sequences,
    solved: i < 3,
    loss: i === 3 ? null : i,
  }));
  expect(cellsOf([...runs, { ...run, model: "lstm", solved: false, sequences: 1, loss: null }])).toEqual([
    {
      model: "gru",
      gap: 50,
      runs: 4,
      solved: 3,
      medianSequences: 6000,
      wrong: 12,
      tested: 40,
      meanLoss: 1,
      seconds: 8,
    },
    {
      model: "lstm",
      gap: 50,
      runs: 1,
      solved: 0,
      medianSequences: null,
      wrong: 3,
      tested: 10,
      meanLoss: null,
      seconds: 2,
    },
  ]);
});

/** The initial values of the recurrent layer's bias. */
function biasOf(model: "lstm" | "gru" | "simple-rnn"): readonly number[] {
  const { weights } = memoryModel(model, addingModern, { gap: 100, units: 8, seed: 1 });
  return Array.from(weights.find(({ name }) => name === "layers.0.bias")?.value.toArray() ?? []);
}

test("gates that keep the past start with biases from ln 1 to ln of the longest sequence, others with 0", () => {
  const [lstm, gru] = [biasOf("lstm"), biasOf("gru")];
  for (const times of [lstm.slice(8, 16), gru.slice(0, 8)]) {
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...times)).toBeLessThan(Math.log(99));
    expect(Math.max(...times)).toBeGreaterThan(Math.log(20));
  }
  expect(lstm.slice(0, 8)).toEqual(lstm.slice(8, 16).map((value) => -value));
  expect([...lstm.slice(16), ...gru.slice(8), ...biasOf("simple-rnn")].every((value) => value === 0)).toBe(true);
});

/** The answer of a network to one sequence of steps [1, steps, features], as plain numbers. */
function answerOf(model: Model, x: Float32Array, features: number): number[] {
  return scope(() => Array.from(model.call(tensor(x, [1, x.length / features, features])).toArray()));
}

test("the transformer looks at all steps from any other, and knows where they are", () => {
  const { features } = addingModern;
  const x = Float32Array.from({ length: 40 * features }, (_, i) => Math.sin(1 + i * i));
  // The same numbers with two steps of the beginning in each other's place.
  const swapped = Float32Array.from(x);
  swapped.set(x.subarray(6, 8), 2);
  swapped.set(x.subarray(2, 4), 6);
  for (const units of [8, 3]) {
    const model = memoryModel("transformer", addingModern, { gap: 40, units, seed: 1 });
    const [answer, other] = [answerOf(model, x, features), answerOf(model, swapped, features)];
    expect(answer).toHaveLength(1);
    expect(Math.abs(answer[0] - other[0])).toBeGreaterThan(1e-4);
  }
  const copier = memoryModel("transformer", copyMemory, { gap: 20, units: 4, seed: 1 });
  const { x: symbols } = copyMemory.draw(randomKey(1), 1, 20);
  expect(answerOf(copier, symbols, copyMemory.features)).toHaveLength(40 * copyMemory.outputs);
});

test("a transformer solves temporal order over 20 steps with the setting of the others", async () => {
  const { runs } = await memoryExperiment({
    task: "temporal-order",
    gaps: [20],
    models: ["transformer"],
    seeds: 1,
    sequences: 20_000,
    units: 16,
  });
  expect(runs).toMatchObject([{ model: "transformer", solved: true }]);
});

/** Images that show their digit by one bright pixel. */
function images(rows: number): string {
  return `${Array.from({ length: rows }, (_, row) => image(row % 10)).join("\n")}\n`;
}

function image(digit: number): string {
  return [...Array.from({ length: 64 }, (_, pixel) => (pixel === 50 + digit ? 16 : 1)), digit].join(",");
}

test("digits are read from a table with or without names, and held apart", async () => {
  const names = `${Array.from({ length: 64 }, (_, pixel) => `pixel${pixel}`).join(",")},digit\n`;
  await writeFile(join(folder, "plain.csv"), images(200));
  await writeFile(join(folder, "named.csv"), names + images(200));
  const digits = await readDigits(join(folder, "plain.csv"));
  expect(await readDigits(join(folder, "named.csv"))).toEqual(digits);
  expect([digits.labels.length, Math.max(...digits.pixels), digits.pixels[0]]).toEqual([200, 1, 1 / 16]);
  const task = sequentialDigits(digits);
  expect(task.baseline(64)).toBeCloseTo(Math.log(10), 6);
  const { x, y, steps, target } = task.draw(randomKey(4), 30, 64);
  expect([steps, target, x.length, y.length]).toEqual([64, [10], 30 * 64, 300]);
  for (let row = 0; row < 30; row++) {
    const bright = x.subarray(row * 64, (row + 1) * 64).indexOf(1);
    expect(y.subarray(row * 10, row * 10 + 10).indexOf(1)).toBe(bright - 50);
  }
});

test.each([
  ["short.csv", images(50), /short\.csv: has 50 images, and 100 are needed; help: /],
  ["narrow.csv", "1,2,3\n4,5,6\n", /narrow\.csv: has 2 rows of 3 columns; help: give a CSV of 64/],
  ["wrong.csv", images(150).replace(",3\n", ",13\n"), /wrong\.csv, row 4: is not an image of grey values.*; help: /],
])("%s is refused with what came and what to do", async (name, text, says) => {
  await writeFile(join(folder, name), text);
  await expect(readDigits(join(folder, name))).rejects.toThrow(says);
});

test.each([
  [{ models: ["lsmt"] }, /no model "lsmt"; help: did you mean "lstm"/],
  [{ gaps: [5] }, /a gap is an integer from 20 to 10000, got 5; help: /],
  [{ gaps: [] }, /gaps names no number; help: /],
  [{ seeds: 0 }, /seeds must be an integer of at least 1, got 0/],
  [{ task: "copy", form: "modern" }, /form chooses between the two adding problems, got the task copy/],
  [{ task: "sequential-digits" }, /none was named; help: --data optdigits\.tra/],
  [{ task: "copy", data: "a.csv" }, /copy makes its sequences itself and reads no data, got a\.csv/],
] as const)("%j is refused", async (options, says) => {
  await expect(memoryExperiment(options)).rejects.toThrow(says);
});
