import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BytePairEncoding } from "../../data/text/byte-pairs/byte-pair-encoding.ts";
import { fromPairShards } from "../../data/text/pair-dataset.ts";
import { integers, randomKey } from "../../tensor/random.ts";
import { openCorpus, prepareCorpus } from "./prepare-corpus.ts";

let folder = "";
let from = { source: "", target: "" };
const count = 3000;
const words = (key: number, prefix: string): string[] => {
  const draws = integers(randomKey(key), count * 10, 0, 300);
  return Array.from({ length: count }, (_, i) =>
    Array.from(draws.subarray(10 * i, 10 * i + 2 + (i % 9)), (draw) => `${prefix}${draw % (1 + (draw % 40))}`).join(
      " ",
    ),
  );
};
const sources = words(1, "w");
const targets = words(2, "v");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-corpus-"));
  from = { source: join(folder, "a.en"), target: join(folder, "a.de") };
  await writeFile(from.source, `${sources.join("\n")}\n\n${"x ".repeat(300)}\n`);
  await writeFile(from.target, `${targets.join("\n")}\nempty\nlong\n`);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const options = { encoding: { vocabularySize: 400 }, pairsPerShard: 700, maxTokens: 60 };

test("every pair comes back from the shards, once a pass", async () => {
  const out = join(folder, "corpus");
  const summary = await prepareCorpus(from, out, options);
  expect(summary).toMatchObject({
    pairs: count,
    read: count + 2,
    leftOut: { empty: 1, tooLong: 1, broken: 0, withoutTab: 0 },
  });
  expect(summary.shards).toHaveLength(4);
  expect(summary.shards.map(({ pairs }) => pairs).reduce((a, b) => a + b)).toBe(count);
  const corpus = await openCorpus(out);
  expect(corpus.summary).toEqual(summary);
  const expected = sources.map((source, i) => `${source}\t${targets[i]}`);
  expect(summary.duplicates).toBe(count - new Set(expected).size);
  expect(corpus.tokenizer.data).toEqual(
    BytePairEncoding.fit([...sources, ...targets, "x ".repeat(300).trim(), "long"], options.encoding).data,
  );
  const data = fromPairShards(corpus.shards, { tokensPerBatch: 600 });
  for (const pass of [0, 1]) {
    const found: string[] = [];
    for (let step = 0; step < data.steps; step++) {
      const { x, y } = data.batch(pass * data.steps + step);
      const [rows, length] = x[0].shape;
      const [source, target] = [x[0].toArray(), y.toArray()];
      const width = y.shape[1];
      for (let row = 0; row < rows; row++) {
        const line = corpus.tokenizer.decode(source.subarray(row * length, (row + 1) * length));
        found.push(`${line}\t${corpus.tokenizer.decode(target.subarray(row * width, (row + 1) * width))}`);
      }
    }
    expect(found.toSorted()).toEqual(expected.toSorted());
  }
});

test("shards are samples of the whole: pairs of one source together, neighbours apart", async () => {
  const out = join(folder, "corpus");
  await writeFile(from.source, sources.map((_, i) => `source ${Math.floor(i / 3)}\n`).join(""));
  await writeFile(from.target, sources.map((_, i) => `target ${i % 2}\n`).join(""));
  const summary = await prepareCorpus(from, out, options);
  expect(summary.duplicates).toBe(count / 3);
  const { shards, tokenizer } = await openCorpus(out);
  const places = shards.map((shard) => {
    const { source } = shard.read();
    const lists = Array.from({ length: source.offsets.length - 1 }, (_, i) =>
      tokenizer.decode(source.tokens.subarray(source.offsets[i], source.offsets[i + 1])),
    );
    return [...new Set(lists)].map((text) => Number(text.slice(7)));
  });
  expect(places.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: count / 3 }, (_, i) => i));
  for (const inOne of places) {
    const mean = inOne.reduce((a, b) => a + b, 0) / inOne.length;
    expect(mean).toBeGreaterThan(400);
    expect(mean).toBeLessThan(600);
    expect(inOne.length).toBeGreaterThan(180);
  }
});

const some = (_: string, i: number): boolean => i % 4 === 0;

test("the encoding may be given, or learnt from some of the pairs", async () => {
  const encoding = BytePairEncoding.fit(["w1 w2"], { merges: 4, leastCount: 1 });
  await prepareCorpus(from, join(folder, "given"), { encoding });
  expect((await openCorpus(join(folder, "given"))).tokenizer.data).toEqual(encoding.data);
  await prepareCorpus(from, join(folder, "some"), { ...options, learnEvery: 4 });
  expect((await openCorpus(join(folder, "some"))).tokenizer.data).toEqual(
    BytePairEncoding.fit([...sources.filter(some), ...targets.filter(some), "x ".repeat(300).trim(), "long"], {
      vocabularySize: 400,
    }).data,
  );
});

test("a folder appears whole or not at all", async () => {
  const out = join(folder, "corpus");
  const before = (await readdir(folder)).toSorted();
  await writeFile(from.target, `${targets.join("\n")}\n`);
  await expect(prepareCorpus(from, out, options)).rejects.toThrow("has 3,002 lines, but");
  const abort = new AbortController();
  await writeFile(from.target, `${targets.join("\n")}\nempty\nlong\n`);
  const onProgress = (stage: string): void => {
    if (stage === "encoding") abort.abort(new Error("stopped"));
  };
  await expect(prepareCorpus(from, out, { ...options, signal: abort.signal, onProgress })).rejects.toThrow("stopped");
  expect((await readdir(folder)).toSorted()).toEqual(before);
  await prepareCorpus(from, out, options);
  await expect(prepareCorpus(from, out, options)).rejects.toThrow("corpus exists already; help: choose another folder");
});

test("misuse and damage are named", async () => {
  const out = join(folder, "corpus");
  await expect(prepareCorpus(from, out, { pairsPerShard: 0 })).rejects.toThrow("pairsPerShard must be an integer");
  await expect(prepareCorpus(from, out, { encoding: { vocabularySize: 5 } })).rejects.toMatchObject({
    name: "OptionError",
  });
  await expect(prepareCorpus(from, out, { pairsPerShard: 2 })).rejects.toThrow("are 1501 shards, and 500 are the most");
  await expect(prepareCorpus(from, out, { maxTokens: 1, encoding: { merges: 0 } })).rejects.toThrow(
    "no sentence pair can be used",
  );
  await expect(openCorpus(folder)).rejects.toThrow("holds no prepared corpus: cannot read corpus.json");
  await prepareCorpus(from, out, { ...options, pairsPerShard: 10_000 });
  const file = join(out, "corpus.json");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replaceAll(`${count}`, `${count - 1}`));
  const { shards } = await openCorpus(out);
  expect(() => shards[0].lengths()).toThrow("has 3000 sources and 3000 targets, but corpus.json says 2999");
  await writeFile(file, "{}");
  await expect(openCorpus(out)).rejects.toThrow("corpus.json is not of a prepared corpus");
});
