import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { leavesOf } from "../../src/data/trees/tree.ts";
import { checkpoint } from "../../src/files/checkpoint.ts";
import { loadTrainingState } from "../../src/files/folder.ts";
import { crc32, decodeModel, encodeModel } from "../../src/files/model-file.ts";
import { resume } from "../../src/files/resume.ts";
import { decodeSafetensors, encodeSafetensors } from "../../src/files/safetensors.ts";
import { decodeTokenizer } from "../../src/files/tokenizer-json.ts";
import { decodeTrainingState, encodeTrainingState } from "../../src/files/training-state.ts";
import { classifyTexts } from "../../src/jobs/classify/predict.ts";
import { loadClassifier } from "../../src/jobs/classify/save.ts";
import { predict } from "../../src/jobs/forecast/predict.ts";
import { parser } from "../../src/jobs/parse/parser.ts";
import { treesOf } from "../../src/jobs/parse/read-treebank.ts";
import { parseJob } from "../../src/jobs/parse/job.ts";
import { loadParser } from "../../src/jobs/parse/save.ts";
import { candidateCheckpoints } from "../../src/jobs/sequences/checkpoints.ts";
import { trainJob } from "../../src/jobs/sequences/train-job.ts";
import { readTable } from "../../src/jobs/table/read.ts";
import { decodeText } from "../../src/jobs/text/read-text.ts";
import { translationJob } from "../../src/jobs/translate/job.ts";
import { loadTranslator } from "../../src/jobs/translate/save.ts";
import { translator } from "../../src/jobs/translate/translator.ts";
import { dense } from "../../src/layers/dense.ts";
import type { ExampleShape } from "../../src/layers/layer.ts";
import type { Model } from "../../src/models/model.ts";
import { sequential } from "../../src/models/sequential.ts";
import { scope } from "../../src/tensor/memory.ts";
import { size } from "../../src/tensor/shape.ts";
import { intTensor, tensor } from "../../src/tensor/tensor.ts";
import { compile } from "../../src/training/trainer.ts";
import { mutateBytes, mutateJson, randomFrom, type Mutation } from "./mutations.ts";
import { classifierFolder, forecastFolder, sampleModels, type SampleModel } from "./saved-samples.ts";
import { pairLines, tinyRecipe, treeLines } from "./tiny-corpus.ts";

/*
 * Thousands of files with changes at random, the same each time. Each loads and gives finite numbers, or is refused by
 * an error that names the file: nothing crashes, hangs, speaks of the program's insides or takes more memory than a
 * bound. `npm run test:reliability` tries more than 3,000, `npm test` a few of each.
 */

vi.mock("../../src/jobs/translate/candidates.ts", async (original) => ({
  ...(await original<typeof import("../../src/jobs/translate/candidates.ts")>()),
  recipeOf: () => tinyRecipe,
}));
vi.mock("../../src/jobs/parse/candidates.ts", async (original) => ({
  ...(await original<typeof import("../../src/jobs/parse/candidates.ts")>()),
  recipeOf: () => tinyRecipe,
}));

const share = process.env["MODE"] === "whole" ? 1 : 0.06;
/** Milliseconds of work of all threads that a file may take. */
const longest = 2000;
/** Bytes by which the process may grow over all files. */
const mostMemory = 600e6;
/** What only the program's own mistakes say. */
const insides =
  /Cannot read propert|is not a function|is not iterable|is not a constructor|of undefined|of null|Maximum call stack|Invalid (array|typed array) length|Array buffer allocation|Cannot destructure|Cannot convert|out of bounds|ZodError|Assertion/;

let folder = "";
const counts = new Map<string, number>();
/** What is wrong, over all files of a test. */
const problems: string[] = [];
beforeEach(() => void (problems.length = 0));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-mutated-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  const total = [...counts].reduce((sum, [name, times]) => sum + (name.startsWith("  ") ? 0 : times), 0);
  console.log(`${total} mutated files\n${[...counts].map(([name, times]) => `${name}: ${times}`).join("\n")}`);
});

function count(name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

interface Sweep {
  /** Of files, as it is counted. */
  readonly name: string;
  readonly times: number;
  readonly original: Uint8Array;
  readonly mutate: readonly ((bytes: Uint8Array, random: () => number) => Mutation)[];
  /** A part of what an error's message must name. */
  readonly named: string;
  /** Loads the changed file and uses what it holds. False where it gives numbers that are not finite. */
  readonly use: (bytes: Uint8Array) => Promise<boolean>;
  /** Whether numbers that are not finite are right: of weights that are changed behind the checksum. */
  readonly anyNumbers?: boolean;
}

/** Tries changed files, and notes what is wrong. */
async function sweep({ name, times, original, mutate, named, use, anyNumbers = false }: Sweep): Promise<void> {
  if (!(await use(original))) problems.push(`${name} as it was`);
  let seed = 0;
  for (let i = 0; i < name.length; i++) seed = 31 * seed + name.charCodeAt(i);
  const random = randomFrom(seed);
  for (let i = 0; i < Math.ceil(times * share); i++) {
    const { kind, bytes } = mutate[i % mutate.length](original, random);
    const before = process.cpuUsage();
    const { outcome, problem } = await use(bytes).then(
      (finite) => ({
        outcome: finite ? "loaded" : "loaded, not finite",
        problem: finite || anyNumbers ? null : "gives numbers that are not finite",
      }),
      (error: unknown) => ({ outcome: "refused", problem: problemWith(error, named) }),
    );
    const { user, system } = process.cpuUsage(before);
    const late = (user + system) / 1000 > longest ? `took ${(user + system) / 1000} ms` : null;
    for (const one of [problem, late]) if (one !== null) problems.push(`${name} ${i}, ${kind}: ${one}`);
    count(name);
    count(`  ${name} ${outcome}`);
  }
}

/** What an error lacks that refuses a file: a sentence of a bearable length that names the file. */
function problemWith(error: unknown, named: string): string | null {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  const { message, stack } = error;
  const shown = `${error.name}: ${message.slice(0, 600)}\n${stack?.split("\n").slice(-8).join("\n") ?? ""}`;
  if (insides.test(message)) return `speaks of insides: ${shown}`;
  if (!message.includes(named)) return `does not name ${named}: ${shown}`;
  return message.length < 5000 ? null : `says too much: ${message.length} letters`;
}

function isFinite(values: ArrayLike<number>): boolean {
  return Array.from(values).every(Number.isFinite);
}

/** Numbers that a model is given here at most; whoever gives it more asks for the work that comes of it. */
const mostGiven = 10_000;

/** One example of what a model reads, and whether it makes finite numbers of it. */
function predicts(model: Model, reads: SampleModel["reads"]): boolean {
  if (model.inputs.some((shape) => size(shape.map((length) => length ?? 4)) > mostGiven)) return true;
  const x = model.inputs.map((shape: ExampleShape) => {
    const lengths = [1, ...shape.map((length) => length ?? 4)];
    const numbers = Array.from({ length: size(lengths) }, (_, i) => (reads === "tokens" ? 1 + (i % 5) : Math.sin(i)));
    return reads === "tokens" && lengths.length === 2 ? intTensor([numbers]) : tensor(numbers, lengths);
  });
  return scope(() => model.callAll(x.length === 1 ? x[0] : x).every((y) => isFinite(y.toArray())));
}

/** model.json with the checksum of other weights: what somebody does who means harm. */
function withChecksum(json: Uint8Array, weights: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(json).replace(/"checksum": \d+/, `"checksum": ${crc32(weights)}`);
  return new TextEncoder().encode(text);
}

for (const [name, { model, reads }] of Object.entries(sampleModels)) {
  test(`model.json and weights.safetensors: ${name}`, { timeout: 120_000 }, async () => {
    const files = encodeModel(model);
    const used = async (changed: typeof files): Promise<boolean> => {
      const loaded = decodeModel(changed, "there");
      try {
        return predicts(loaded, reads);
      } catch (error) {
        // What a loaded model says of an input names the layer, not the file.
        if (error instanceof Error) throw new Error(`there: ${error.message}`, { cause: error });
        throw error;
      }
    };
    await sweep({
      name: "model.json",
      times: 220,
      original: files["model.json"],
      mutate: [mutateJson, mutateJson, mutateJson, mutateBytes],
      named: "there",
      use: (bytes) => used({ ...files, "model.json": bytes }),
    });
    await sweep({
      name: "weights.safetensors",
      times: 40,
      original: files["weights.safetensors"],
      mutate: [mutateBytes],
      named: "there",
      use: (bytes) => used({ ...files, "weights.safetensors": bytes }),
    });
    await sweep({
      name: "weights.safetensors with their checksum",
      times: 80,
      original: files["weights.safetensors"],
      mutate: [mutateBytes],
      named: "there",
      anyNumbers: true,
      use: (bytes) => used({ "model.json": withChecksum(files["model.json"], bytes), "weights.safetensors": bytes }),
    });
    expect(problems).toEqual([]);
  });
}

/** Sweeps a file of a folder that a job wrote. */
async function sweepIn(
  at: string,
  file: string,
  times: number,
  use: () => Promise<boolean>,
  binary = false,
): Promise<void> {
  const path = join(at, file);
  const original = Uint8Array.from(await readFile(path));
  await sweep({
    name: `${file} of ${at.slice(folder.length + 1).split("/")[0]}`,
    times,
    original,
    mutate: binary ? [mutateBytes] : [mutateJson, mutateJson, mutateJson, mutateBytes],
    named: at,
    use: async (bytes) => {
      await writeFile(path, bytes);
      try {
        return await use();
      } finally {
        await writeFile(path, original);
      }
    },
  });
}

async function written(name: string, files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const at = join(folder, name);
  await rm(at, { recursive: true, force: true });
  await cp(await mkdtemp(join(folder, "new-")), at, { recursive: true });
  for (const [file, bytes] of Object.entries(files)) await writeFile(join(at, file), bytes);
  return at;
}

test("forecast.json, and tables to forecast from", { timeout: 240_000 }, async () => {
  const at = await written("forecast", forecastFolder());
  const table = join(folder, "load.csv");
  const times = Array.from({ length: 40 }, (_, i) =>
    new Date(1577836800000 + 3_600_000 * i).toISOString().slice(0, 19),
  );
  const csv = `time,load,wind\n${times.map((time, i) => `${time},${50 + (i % 7)},${3 + Math.sin(i)}\n`).join("")}`;
  await writeFile(table, csv);
  const used = async (): Promise<boolean> => {
    try {
      return isFinite((await predict({ model: at, source: table })).predictions.forecast);
    } catch (error) {
      // Where forecast.json asks for what the table has not, the table is named.
      if (error instanceof Error && error.message.includes("load.csv"))
        throw new Error(`${at}: ${error.message}`, { cause: error });
      throw error;
    }
  };
  await sweepIn(at, "forecast.json", 260, used);
  await sweep({
    name: "CSV",
    times: 200,
    original: new TextEncoder().encode(csv),
    mutate: [mutateBytes],
    named: table,
    use: async (bytes) => {
      await writeFile(table, bytes);
      await readTable(table);
      return true;
    },
  });
  expect(problems).toEqual([]);
});

test("classifier.json and vocabulary.json", { timeout: 120_000 }, async () => {
  const at = await written("classifier", classifierFolder());
  const used = async (): Promise<boolean> =>
    isFinite(await classifyTexts(await loadClassifier(at), ["the film was good", "long"]));
  await sweepIn(at, "classifier.json", 250, used);
  await sweepIn(at, "vocabulary.json", 250, used);
  expect(problems).toEqual([]);
});

test("what translate train writes", { timeout: 240_000 }, async () => {
  const at = join(folder, "translator");
  await written("translator", {});
  const pairs = join(folder, "pairs.tsv");
  await writeFile(pairs, pairLines);
  await trainJob(translationJob, { pairs, vocab: 300, tokensPerBatch: 400, updates: 2, validateEvery: 1 }, at);
  const used = async (): Promise<boolean> => {
    const { model, tokenizer } = await loadTranslator(at);
    const [[best]] = await translator(model, tokenizer)(["the dog sees 5"], { beam: 2 });
    return Number.isFinite(best.score);
  };
  await sweepIn(at, "translator.json", 100, used);
  await sweepIn(at, "tokenizer.json", 260, used);
  await sweepIn(at, "run.json", 150, async () => (await translationJob.reader.runFile.read(at)).options.pairs !== "");
  const tokenizer = Uint8Array.from(await readFile(join(at, "tokenizer.json")));
  await sweep({
    name: "tokenizer.json alone",
    times: 200,
    original: tokenizer,
    mutate: [mutateJson, mutateBytes],
    named: "t.json",
    use: async (bytes) => {
      const read = decodeTokenizer(bytes, "t.json");
      return read.decode(read.encode("the dog sees 5 Übermäßig")) !== "?";
    },
  });

  const training = join(at, "training", "transformer");
  const [newest, older] = (await readdir(training)).toSorted().toReversed();
  const { model } = await loadTranslator(at);
  for (const file of ["checkpoint.json", "history.json", "training.safetensors", "weights.safetensors"]) {
    await sweepIn(
      join(training, newest),
      file,
      file === "history.json" ? 120 : 60,
      async () => {
        const found = await (await candidateCheckpoints(model, training, 10)).newest();
        return found !== null && [1, 2].includes(found.state.updates) && found.points.length === found.state.updates;
      },
      file.endsWith("safetensors"),
    );
  }
  expect(older).toBe("checkpoint-000000001");
  expect(problems).toEqual([]);
});

test("what parse train writes, and treebanks", { timeout: 240_000 }, async () => {
  const at = join(folder, "parser");
  await written("parser", {});
  const trees = join(folder, "trees.mrg");
  await writeFile(trees, treeLines);
  await trainJob(parseJob, { trees, minCount: 1, tokensPerBatch: 200, updates: 1, validateEvery: 1, beam: 1 }, at);
  const used = async (): Promise<boolean> => {
    const { manifest, model, vocabulary } = await loadParser(at);
    const [parsed] = await parser(model, vocabulary, manifest)([["the", "dog", "sees", "a", "cat"]], { beam: 1 });
    return parsed !== null && leavesOf(parsed.tree).length === 5;
  };
  await sweepIn(at, "parser.json", 80, used);
  await sweepIn(at, "vocabulary.json", 200, used);
  await sweepIn(at, "run.json", 120, async () => (await parseJob.reader.runFile.read(at)).options.trees !== "");
  await sweep({
    name: "treebank",
    times: 300,
    original: new TextEncoder().encode(treeLines),
    mutate: [mutateBytes],
    named: "trees.mrg",
    use: async (bytes) => {
      return treesOf(decodeText(Buffer.from(bytes), "trees.mrg"), "trees.mrg").every(
        (tree) => leavesOf(tree).length > 0,
      );
    },
  });
  expect(problems).toEqual([]);
});

function begin(): ReturnType<typeof compile> {
  const model = sequential([dense({ units: 3 }), dense({ units: 1 })], { input: [1] });
  return compile(model, { optimizer: "adam", loss: "meanSquaredError" });
}

test("checkpoints and states of training", { timeout: 120_000 }, async () => {
  const data = {
    x: Array.from({ length: 12 }, (_, i) => [i / 12]),
    y: Array.from({ length: 12 }, (_, i) => Math.sin(i)),
  };
  const at = join(folder, "checkpoints");
  const trainer = begin();
  await trainer.fit(data, { epochs: 2, callbacks: [checkpoint({ folder: at, keep: 5 })] });
  const [newest] = (await readdir(at)).toSorted().toReversed();
  for (const file of await readdir(join(at, newest))) {
    await sweepIn(
      join(at, newest),
      file,
      80,
      async () => {
        const found = await resume(at);
        if (found === null) return false;
        begin().restore(found.state);
        return true;
      },
      file.endsWith("safetensors"),
    );
  }
  const path = join(folder, "state.safetensors");
  await sweep({
    name: "state of training",
    times: 200,
    original: encodeTrainingState(trainer.state()),
    mutate: [mutateBytes],
    named: "state.safetensors",
    anyNumbers: true,
    use: async (bytes) => {
      await writeFile(path, bytes);
      const state = await loadTrainingState(path);
      try {
        begin().restore(state);
      } catch (error) {
        if (error instanceof Error) throw new Error(`state.safetensors: ${error.message}`, { cause: error });
        throw error;
      }
      return isFinite(state.weights) && decodeTrainingState(bytes, path).updates === state.updates;
    },
  });
  await sweep({
    name: "safetensors alone",
    times: 200,
    original: encodeSafetensors(new Map([["w", { shape: [2, 3], values: new Float32Array(6) }]])),
    mutate: [mutateBytes],
    named: "w.safetensors",
    use: async (bytes) => decodeSafetensors(bytes, "w.safetensors").tensors.size >= 0,
  });
  expect(problems).toEqual([]);
});

test("the memory of all of it", () => {
  const { maxRSS } = process.resourceUsage();
  console.log(`largest resident size ${Math.round(maxRSS / 1024)} MB`);
  expect(maxRSS * 1024 - started).toBeLessThan(mostMemory);
});
const started = process.memoryUsage.rss();
