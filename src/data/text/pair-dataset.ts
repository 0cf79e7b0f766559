import { checkOptions } from "../../tensor/options.ts";
import { fold, randomKey } from "../../tensor/random.ts";
import { intTensor, type Tensor } from "../../tensor/tensor.ts";
import type { Batch, Dataset } from "../dataset.ts";
import { beginToken, endToken } from "./byte-pairs/byte-pair-data.ts";
import { expectInteger } from "./checks.ts";
import type { PairLengths } from "./pair-batches.ts";
import { latest, schedulePairs } from "./pair-schedule.ts";
import { listCount, type TokenLists } from "./token-lists.ts";

/**
 * Texts and what they become, such as sentences and their translations: list i of the source belongs to list i of the
 * target.
 */
export interface TokenPairs {
  readonly source: TokenLists;
  readonly target: TokenLists;
}

export interface PairDatasetOptions {
  /**
   * Rows times the longest of all sources and targets in a batch, a begin or an end included, is at most this: padded
   * tokens of the longer side. Default: 8192.
   */
  readonly tokensPerBatch?: number;
  /** Put `end` after sources too, as fairseq does. Default: false. */
  readonly endSource?: boolean;
  /** The token before every target that is read. Default: 1. */
  readonly begin?: number;
  /** The token after every target that is to be written. Default: 2. */
  readonly end?: number;
  /** Draw batches anew in every pass. Default: true. */
  readonly shuffle?: boolean;
  /** Of what is drawn. Default: 0. */
  readonly seed?: number;
}

/** How large a batch is. */
export interface PairBatchSize {
  readonly rows: number;
  readonly sourceLength: number;
  readonly targetLength: number;
  /** Tokens without padding. */
  readonly sourceTokens: number;
  readonly targetTokens: number;
}

export interface PairDataset extends Dataset<readonly [source: Tensor, targetInput: Tensor]> {
  /** How large batch number `index` is, without making it. */
  sizeOf(index: number): PairBatchSize;
}

/**
 * Batches of pairs for a model that reads a source and writes a target, 0 being padding:
 *
 *     x = [source [rows, sourceLength], target input [rows, targetLength]]    y = target output [rows, targetLength]
 *
 * all int32, padded at the end. The target input is `begin` and the target; the output is the target and `end`. Batches
 * hold pairs of like lengths and as many as tokensPerBatch allows, see planPairs; every pass gives each pair once.
 * Throws a RangeError for a pair that no batch can hold.
 */
export function fromPairs(pairs: TokenPairs, options: PairDatasetOptions = {}): PairDataset {
  checkOptions("fromPairs", options, {
    tokensPerBatch: true,
    endSource: true,
    begin: true,
    end: true,
    shuffle: true,
    seed: true,
  });
  const count = listCount("source", pairs.source);
  const targets = listCount("target", pairs.target);
  if (count !== targets) throw new RangeError(`source has ${count} lists, but target has ${targets}`);
  return fromPairShards([{ lengths: () => listLengths(pairs), read: () => pairs }], options);
}

/** A part of a corpus that is read when its turn comes. */
export interface PairShard {
  /** Tokens in each source and target. Called more than once, so that they need not stay in memory. */
  lengths(): PairLengths;
  read(): TokenPairs;
}

/**
 * As fromPairs, for more pairs than fit into memory. Every pass goes through the shards in a new order, and through all
 * batches of one before the next is read, so pairs should have been dealt to shards at random. One shard is in memory
 * at a time.
 */
export function fromPairShards(shards: readonly PairShard[], options: PairDatasetOptions = {}): PairDataset {
  checkOptions("fromPairShards", options, {
    tokensPerBatch: true,
    endSource: true,
    begin: true,
    end: true,
    shuffle: true,
    seed: true,
  });
  const { tokensPerBatch = 8192, begin = beginToken.id, end = endToken.id, endSource = false } = options;
  const { shuffle = true, seed = 0 } = options;
  const who = "fromPairs";
  expectInteger(who, "tokensPerBatch", tokensPerBatch, 1);
  for (const [name, token] of Object.entries({ begin, end })) expectInteger(who, name, token, 1);
  if (shards.length === 0) throw new RangeError(`${who}: there must be at least one shard, got none`);
  const lengthsOf = latest((shard) => inBatch(shards[shard].lengths(), endSource));
  shards.forEach((_, i) => expectFitting(lengthsOf(i), tokensPerBatch));
  const key = shuffle ? fold(randomKey(seed), "batches of pairs") : null;
  const schedule = schedulePairs(shards.length, lengthsOf, tokensPerBatch, key);
  const read = latest((shard) => shards[shard].read());

  function sizeOf(index: number): PairBatchSize {
    const { shard, rows } = schedule.find(index);
    const { source, target } = lengthsOf(shard);
    return {
      rows: rows.length,
      sourceLength: longest(source, rows),
      targetLength: longest(target, rows),
      sourceTokens: total(source, rows),
      targetTokens: total(target, rows),
    };
  }

  function batch(index: number): Batch<readonly [Tensor, Tensor]> {
    const { shard, rows } = schedule.find(index);
    const { source, target } = read(shard);
    const lengths = lengthsOf(shard);
    const [sourceLength, targetLength] = [longest(lengths.source, rows), longest(lengths.target, rows)];
    return {
      x: [
        padded(source, rows, sourceLength, { before: [], after: endSource ? [end] : [] }),
        padded(target, rows, targetLength, { before: [begin], after: [] }),
      ],
      y: padded(target, rows, targetLength, { before: [], after: [end] }),
    };
  }

  return { steps: schedule.steps, batch, sizeOf };
}

/** Lists with a token before or after each, padded at the end with zeros: [rows, length]. */
function padded(
  { tokens, offsets }: TokenLists,
  rows: Int32Array,
  length: number,
  { before, after }: { readonly before: readonly number[]; readonly after: readonly number[] },
): Tensor {
  const values = new Int32Array(rows.length * length);
  rows.forEach((row, i) => {
    const list = tokens.subarray(offsets[row], offsets[row + 1]);
    const start = i * length;
    values.set(before, start);
    values.set(list, start + before.length);
    values.set(after, start + before.length + list.length);
  });
  return intTensor(values, [rows.length, length]);
}

function longest(lengths: Int32Array, rows: Int32Array): number {
  return rows.reduce((most, row) => Math.max(most, lengths[row]), 1);
}

function total(lengths: Int32Array, rows: Int32Array): number {
  return rows.reduce((sum, row) => sum + lengths[row], 0);
}

/** Tokens in each source and target. */
export function listLengths({ source, target }: TokenPairs): PairLengths {
  return { source: lengthsIn(source), target: lengthsIn(target) };
}

function lengthsIn({ offsets }: TokenLists): Int32Array {
  return Int32Array.from({ length: offsets.length - 1 }, (_, i) => offsets[i + 1] - offsets[i]);
}

/** Lengths with the begin or end that the target gets, and the source's end if it gets one. */
function inBatch({ source, target }: PairLengths, endSource: boolean): PairLengths {
  return {
    source: endSource ? source.map((length) => length + 1) : source,
    target: target.map((length) => length + 1),
  };
}

/** Throws a RangeError for a pair that is longer than a batch may be. */
function expectFitting({ source, target }: PairLengths, tokensPerBatch: number): void {
  if (source.length === 0) throw new RangeError("fromPairs: there must be at least one pair in every shard");
  const odd = source.findIndex((length, i) => Math.max(length, target[i]) > tokensPerBatch);
  if (odd < 0) return;
  throw new RangeError(
    `pair ${odd} has ${source[odd]} tokens in its source and ${target[odd]} in its target, but tokensPerBatch is ` +
      `${tokensPerBatch}; help: leave out long pairs, or allow more tokens`,
  );
}
