import { checkOptions } from "../../tensor/options.ts";
import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { BytePairEncoding } from "../../data/text/byte-pairs/byte-pair-encoding.ts";
import { learnBytePairs, type BytePairOptions } from "../../data/text/byte-pairs/learn-byte-pairs.ts";
import type { PairShard } from "../../data/text/pair-dataset.ts";
import { writeFileAtomic } from "../../files/atomic.ts";
import { onPath } from "../../files/file-error.ts";
import { ownedName, removeAbandonedIn, removeWhenEnding } from "../../files/temporaries.ts";
import { decodeTokenizer, encodeTokenizer } from "../../files/tokenizer-json.ts";
import { asOption, checkCount, OptionError } from "../option-error.ts";
import { DataError } from "../table/data-error.ts";
import { pairLines, type PairLineOptions, type PairSource } from "./pair-lines.ts";
import { mostTokenIds, readShard, ShardWriter } from "./shard-files.ts";

export interface CorpusOptions extends PairLineOptions {
  /**
   * The joint encoding of sources and targets: one that is there already, or how to learn it. Default: 32,000 tokens,
   * learnt from the corpus.
   */
  readonly encoding?: BytePairEncoding | BytePairOptions;
  /** Learn from every pair (1), every second (2) and so on. Default: 1. */
  readonly learnEvery?: number;
  /** Pairs per shard, about: a shard is what a training has in memory. Default: 250,000. */
  readonly pairsPerShard?: number;
  /** Pairs with more tokens on a side are left out. Default: 250. */
  readonly maxTokens?: number;
  readonly signal?: AbortSignal;
  /** Told now and then how far it has come. */
  readonly onProgress?: (stage: "learning" | "encoding", pairs: number) => void;
}

const summarySchema = z.strictObject({
  format: z.literal("lookback-corpus"),
  version: z.literal(1),
  pairs: z.int().positive(),
  /** Tokens of all sources and targets. */
  tokens: z.int().positive(),
  read: z.int().positive(),
  leftOut: z.strictObject({
    empty: z.int().nonnegative(),
    tooLong: z.int().nonnegative(),
    broken: z.int().nonnegative(),
    withoutTab: z.int().nonnegative(),
  }),
  /** Pairs that are there twice; they are kept. */
  duplicates: z.int().nonnegative(),
  shards: z.array(z.strictObject({ name: z.string().regex(/^[\w-]+$/), pairs: z.int().positive() })).min(1),
});

/** What a prepared corpus holds. */
export type CorpusSummary = z.infer<typeof summarySchema>;

/**
 * A prepared corpus, of which nothing but the tokenizer is in memory: fromPairShards(corpus.shards, …) makes batches of
 * it.
 */
export interface Corpus {
  readonly summary: CorpusSummary;
  readonly tokenizer: BytePairEncoding;
  readonly shards: readonly PairShard[];
}

/**
 * Makes a folder of tokens from sentence pairs, however many: the files are read twice as streams, to learn the
 * encoding and to apply it, and pairs are dealt to shards by their source sentence, so that every shard is a sample of
 * all of the files. The folder holds corpus.json, tokenizer.json and two safetensors files of uint16 per shard. It
 * appears whole or not at all.
 *
 * Throws an OptionError when the folder is there already or an option cannot be followed, and a DataError for files
 * that cannot be used.
 */
export async function prepareCorpus(
  from: PairSource,
  folder: string,
  options: CorpusOptions = {},
): Promise<CorpusSummary> {
  checkOptions("prepareCorpus", options, {
    brokenText: true,
    maxCharacters: true,
    encoding: true,
    learnEvery: true,
    pairsPerShard: true,
    maxTokens: true,
    signal: true,
    onProgress: true,
  });
  const { pairsPerShard = 250_000, maxTokens = 250, learnEvery = 1 } = options;
  checkCount("pairsPerShard", pairsPerShard, 1);
  checkCount("learnEvery", learnEvery, 1);
  checkCount("maxTokens", maxTokens, 1);
  if (maxTokens > 10_000) throw new OptionError(`maxTokens must be at most 10,000, got ${maxTokens}`);
  if (await exists(folder))
    throw new OptionError(`${folder} exists already; help: choose another folder, or remove it`);
  const { tokenizer, pairs } = await learn(from, learnEvery, options);
  if (tokenizer.size > mostTokenIds)
    throw new OptionError(`a corpus is kept in 16 bits, so ${mostTokenIds} tokens at most, got ${tokenizer.size}`);
  const path = resolve(folder);
  removeAbandonedIn(dirname(path), [basename(path)]);
  const temporary = join(dirname(path), `.${basename(path)}.${ownedName()}.tmp`);
  await onPath(temporary, "made", () => mkdir(temporary, { recursive: true }));
  const keep = removeWhenEnding(temporary);
  try {
    const shards = Math.max(1, Math.round(pairs / pairsPerShard));
    if (shards > mostShards) {
      throw new OptionError(
        `${pairs} pairs in shards of ${pairsPerShard} are ${shards} shards, and ${mostShards} are the most; help: ` +
          "raise pairsPerShard",
      );
    }
    const summary = await encode(from, tokenizer, temporary, { ...options, shards, maxTokens });
    await writeFileAtomic(join(temporary, "tokenizer.json"), encodeTokenizer(tokenizer));
    await writeFileAtomic(join(temporary, "corpus.json"), `${JSON.stringify(summary, null, 2)}\n`);
    await rename(temporary, path);
    return summary;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  } finally {
    keep();
  }
}

/** Opens what prepareCorpus made. Throws an Error that names the file when it is not that. */
export async function openCorpus(folder: string): Promise<Corpus> {
  const file = join(folder, "corpus.json");
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new Error(`${folder} holds no prepared corpus: cannot read corpus.json`, { cause });
  }
  const parsed = summarySchema.safeParse(json);
  if (!parsed.success) throw new Error(`${file} is not of a prepared corpus: ${z.prettifyError(parsed.error)}`);
  const tokens = join(folder, "tokenizer.json");
  return {
    summary: parsed.data,
    tokenizer: decodeTokenizer(await readFile(tokens), tokens),
    shards: parsed.data.shards.map(({ name, pairs }) => readShard(folder, name, pairs)),
  };
}

/** All shards are open files while pairs are dealt to them. */
const mostShards = 500;

/** The encoding, and how many pairs there are. */
async function learn(
  from: PairSource,
  learnEvery: number,
  options: CorpusOptions,
): Promise<{ readonly tokenizer: BytePairEncoding; readonly pairs: number }> {
  const { encoding = { vocabularySize: 32_000 } } = options;
  const learner =
    encoding instanceof BytePairEncoding ? { add: () => {}, finish: () => encoding } : learnerOf(encoding);
  let pairs = 0;
  for await (const lines of pairLines(from, options)) {
    options.signal?.throwIfAborted();
    for (const line of lines) {
      if ("problem" in line) continue;
      if (pairs++ % learnEvery !== 0) continue;
      learner.add(line.source);
      learner.add(line.target);
    }
    options.onProgress?.("learning", pairs);
  }
  return { pairs, tokenizer: learner.finish() };
}

function learnerOf(options: BytePairOptions): { add(text: string): void; finish(): BytePairEncoding } {
  const learning = asOption(() => learnBytePairs(options));
  return { add: (text) => learning.add(text), finish: () => new BytePairEncoding(learning.finish()) };
}

async function encode(
  from: PairSource,
  tokenizer: BytePairEncoding,
  folder: string,
  options: CorpusOptions & { readonly shards: number; readonly maxTokens: number },
): Promise<CorpusSummary> {
  const width = String(options.shards).length;
  const names = Array.from({ length: options.shards }, (_, i) => `shard-${String(i + 1).padStart(width, "0")}`);
  const writers = names.map((name) => new ShardWriter(folder, name));
  const leftOut = { empty: 0, tooLong: 0, broken: 0, withoutTab: 0 };
  let [read, duplicates] = [0, 0];
  try {
    for await (const lines of pairLines(from, options)) {
      options.signal?.throwIfAborted();
      for (const line of lines) {
        read++;
        if ("problem" in line) {
          leftOut[line.problem]++;
          continue;
        }
        const [source, target] = [tokenizer.encode(line.source), tokenizer.encode(line.target)];
        if (Math.max(source.length, target.length) > options.maxTokens) leftOut.tooLong++;
        else writers[hash(line.source) % writers.length].add(source, target);
      }
      options.onProgress?.("encoding", read);
    }
    for (const writer of writers) {
      options.signal?.throwIfAborted();
      duplicates += await writer.finish();
    }
  } finally {
    for (const writer of writers) writer.close();
  }
  const shards = writers.map(({ pairs }, i) => ({ name: names[i], pairs })).filter(({ pairs }) => pairs > 0);
  const total = (key: "pairs" | "tokens"): number => writers.reduce((sum, writer) => sum + writer[key], 0);
  if (shards.length === 0) {
    throw new DataError(`no sentence pair can be used: ${JSON.stringify(leftOut)}`, {
      file: "pairs" in from ? from.pairs : `${from.source} and ${from.target}`,
      help: "look at the counts: are these the right files and columns?",
    });
  }
  return {
    format: "lookback-corpus",
    version: 1,
    pairs: total("pairs"),
    tokens: total("tokens"),
    read,
    leftOut,
    duplicates,
    shards,
  };
}

/** FNV-1a over UTF-16 units, mixed so that the remainders of any divisor are even. */
function hash(text: string): number {
  let mixed = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
