import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { checkpoint } from "../../src/files/checkpoint.ts";
import { csvLog } from "../../src/files/csv-log.ts";
import { loadModel, saveModel, saveTrainingState } from "../../src/files/folder.ts";
import { modelCheckpoint } from "../../src/files/model-checkpoint.ts";
import { resume } from "../../src/files/resume.ts";
import { folderHolds } from "../../src/files/whole-folder.ts";
import { parseJob } from "../../src/jobs/parse/job.ts";
import { loadParser } from "../../src/jobs/parse/save.ts";
import { loadTranslator } from "../../src/jobs/translate/save.ts";
import { resumeJob, trainJob } from "../../src/jobs/sequences/train-job.ts";
import { translationJob } from "../../src/jobs/translate/job.ts";
import { dense } from "../../src/layers/dense.ts";
import { dropout } from "../../src/layers/dropout.ts";
import type { Model } from "../../src/models/model.ts";
import { sequential } from "../../src/models/sequential.ts";
import { compile } from "../../src/training/trainer.ts";
import { Killed } from "./killed-disk.ts";
import { pairLines, tinyRecipe, treeLines } from "./tiny-corpus.ts";

/*
 * A process that writes models and checkpoints is killed after each of its steps on files, one after the other; then
 * the model loads, training goes on, and ends with the bits of one that was not killed. Killing is done by the disk,
 * which stops in the middle of a step: test/reliability/sigkill.test.ts shows with real signals that this tells the
 * truth. `npm run test:reliability` takes every step, `npm test` some of them.
 */

const atMost = process.env["MODE"] === "whole" ? Infinity : 15;

const disk = vi.hoisted(() => ({ left: Infinity, done: 0 }));
vi.mock("node:fs/promises", async (original) => {
  const { killable } = await import("./killed-disk.ts");
  return killable(await original<typeof import("node:fs/promises")>(), disk);
});
vi.mock("../../src/jobs/translate/candidates.ts", async (original) => ({
  ...(await original<typeof import("../../src/jobs/translate/candidates.ts")>()),
  recipeOf: () => tinyRecipe,
}));
vi.mock("../../src/jobs/parse/candidates.ts", async (original) => ({
  ...(await original<typeof import("../../src/jobs/parse/candidates.ts")>()),
  recipeOf: () => tinyRecipe,
}));

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-kills-"));
  await writeFile(join(folder, "pairs.tsv"), pairLines);
  await writeFile(join(folder, "trees.mrg"), treeLines);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Scenario {
  /** Begins in a folder, or goes on with what is there. */
  readonly run: (at: string) => Promise<void>;
  /** What the folder holds at the end. */
  readonly result: (at: string) => Promise<string>;
  /** Whether the folder holds what it must when it was killed. */
  readonly afterKill?: (at: string) => Promise<boolean>;
  /** What is there before. */
  readonly before?: (at: string) => Promise<void>;
}

let total = 0;
afterAll(() => console.log(`${total} kill points in all`));

/** Kills a scenario after each of its steps, or every so many. What was wrong. */
async function killEverywhere(name: string, { run, result, afterKill, before }: Scenario): Promise<string[]> {
  const begin = join(folder, `${name}-begin`);
  await mkdir(begin);
  await before?.(begin);
  const whole = join(folder, `${name}-whole`);
  await cp(begin, whole, { recursive: true });
  Object.assign(disk, { left: Infinity, done: 0 });
  await run(whole);
  const steps = disk.done;
  const expected = await result(whole);
  const problems: string[] = [];
  let kills = 0;
  const every = Math.max(1, Math.ceil(steps / atMost));
  for (let after = 1; after <= steps; after += every) {
    const at = join(folder, `${name}-killed`);
    await cp(begin, at, { recursive: true });
    disk.left = after;
    const error: unknown = await run(at).catch((reason: unknown) => reason);
    disk.left = Infinity;
    kills++;
    const what = `${name}, killed in step ${after} of ${steps}`;
    if (!isKilled(error)) problems.push(`${what}: ended with ${String(error)}`);
    try {
      if (afterKill !== undefined && !(await afterKill(at))) problems.push(`${what}: neither the old nor the new`);
      await run(at);
      if ((await result(at)) !== expected) problems.push(`${what}: other bits`);
    } catch (reason) {
      problems.push(`${what}: ${String(reason)}`);
    }
    const left = (await readdir(at)).filter((file) => file.endsWith(".tmp") || file === ".saved");
    if (left.length > 0) problems.push(`${what}: left ${left.join(", ")}`);
    await rm(at, { recursive: true });
  }
  console.log(`${name}: ${kills} kill points of ${steps} steps on files`);
  total += kills;
  return problems;
}

function isKilled(error: unknown): boolean {
  return error instanceof Killed || (error instanceof Error && isKilled(error.cause));
}

function digest(...parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

function bitsOf(model: Model): string {
  const values = model.flat.toArray();
  return digest(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

const data = {
  x: Array.from({ length: 12 }, (_, i) => [i / 12, Math.cos(i)]),
  y: Array.from({ length: 12 }, (_, i) => Math.sin(i)),
};

function small(seed: number, units = 3): Model {
  return sequential([dense({ units, activation: "tanh" }), dropout({ rate: 0.2 }), dense({ units: 1 })], {
    input: [2],
    seed,
  });
}

test("fit with checkpoints", { timeout: 300_000 }, async () => {
  const problems = await killEverywhere("fit", {
    run: async (at) => {
      const trainer = compile(small(1), { optimizer: "adam", loss: "meanSquaredError" });
      const last = await resume(at);
      if (last !== null) trainer.restore(last.state);
      await trainer.fit(data, {
        epochs: 4,
        initialEpoch: trainer.epoch,
        batchSize: 4,
        seed: 7,
        callbacks: [csvLog({ path: join(at, "log.csv") }), checkpoint({ folder: at, every: { steps: 2 }, keep: 2 })],
      });
      await saveTrainingState(trainer.state(), join(at, "final.safetensors"));
    },
    result: async (at) => digest(await readFile(join(at, "final.safetensors"))),
  });
  expect(problems).toEqual([]);
});

test("a model saved over another one", { timeout: 300_000 }, async () => {
  const [old, fresh] = [small(1), small(2, 5)];
  let seen = { old: 0, fresh: 0 };
  const problems = await killEverywhere("save", {
    before: (at) => saveModel(old, at),
    run: (at) => saveModel(fresh, at),
    result: async (at) => bitsOf(await loadModel(at)),
    afterKill: async (at) => {
      const bits = bitsOf(await loadModel(at));
      seen = bits === bitsOf(old) ? { ...seen, old: seen.old + 1 } : { ...seen, fresh: seen.fresh + 1 };
      return bits === bitsOf(old) || bits === bitsOf(fresh);
    },
  });
  expect(problems).toEqual([]);
  expect(Math.min(seen.old, seen.fresh)).toBeGreaterThan(0);
});

test("fit with modelCheckpoint", { timeout: 300_000 }, async () => {
  const saved = new Set<string>();
  const problems = await killEverywhere("model-checkpoint", {
    run: async (at) => {
      const trainer = compile(small(3), { optimizer: "adam", loss: "meanSquaredError" });
      // The first run, which is not killed, tells which models there are.
      const noting = { afterEpoch: () => void saved.add(bitsOf(trainer.model)) };
      const callbacks = [noting, modelCheckpoint({ folder: join(at, "model"), monitor: "loss" })];
      await trainer.fit(data, { epochs: 6, batchSize: 4, seed: 7, callbacks });
    },
    result: async (at) => bitsOf(await loadModel(join(at, "model"))),
    afterKill: async (at) => {
      const model = await loadModel(join(at, "model")).catch((error: unknown) => {
        if (error instanceof Error && error.message.includes("holds no saved model")) return null;
        throw error;
      });
      return model === null || saved.has(bitsOf(model));
    },
  });
  expect(problems).toEqual([]);
});

test("translate train", { timeout: 300_000 }, async () => {
  const options = {
    pairs: join(folder, "pairs.tsv"),
    vocab: 300,
    tokensPerBatch: 400,
    updates: 3,
    validateEvery: 1,
    average: 2,
  };
  const problems = await killEverywhere("translate", {
    run: async (at) => {
      if (folderHolds(at, "run.json")) await resumeJob(translationJob, {}, at);
      else await trainJob(translationJob, options, at);
    },
    result: async (at) => {
      const { model } = await loadTranslator(at);
      return `${bitsOf(model)} ${digest(await readFile(join(at, "validation.txt")))}`;
    },
  });
  expect(problems).toEqual([]);
});

test("parse train", { timeout: 300_000 }, async () => {
  const options = {
    trees: join(folder, "trees.mrg"),
    minCount: 1,
    tokensPerBatch: 200,
    updates: 3,
    validateEvery: 1,
    average: 2,
    beam: 1,
  };
  const problems = await killEverywhere("parse", {
    run: async (at) => {
      if (folderHolds(at, "run.json")) await resumeJob(parseJob, {}, at);
      else await trainJob(parseJob, options, at);
    },
    result: async (at) => {
      const { model } = await loadParser(at);
      return `${bitsOf(model)} ${digest(await readFile(join(at, "parsed.mrg")))}`;
    },
  });
  expect(problems).toEqual([]);
});
