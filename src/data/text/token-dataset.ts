import { checkOptions } from "../../tensor/options.ts";
import { fold, permutation, randomKey, type RandomKey } from "../../tensor/random.ts";
import { intTensor, Tensor, tensor } from "../../tensor/tensor.ts";
import { column, cut, type ArrayOptions, type Column, type Values } from "../arrays.ts";
import type { Dataset } from "../dataset.ts";
import { expectOneOf, expectInteger } from "./checks.ts";
import { padder, type PaddingOptions } from "./pad-sequences.ts";
import { listCount, type TokenLists } from "./token-lists.ts";

/** Token lists, what to predict of each and, if some are to count more than others, weights [examples]. */
export interface TokenExamples {
  readonly x: TokenLists;
  /**
   * Plain numbers become floats, y [batch, 1], as a dense(1) predicts them; an Int32Array of classes becomes int32, y
   * [batch]; a tensor [examples, ...] stays what it is.
   */
  readonly y: Tensor | Int32Array | Float32Array | readonly number[];
  readonly weights?: Values;
}

export interface TokenDatasetOptions extends ArrayOptions, PaddingOptions {
  /** Maximum tokens of a list; longer ones are cut. Default: none is cut. */
  readonly maxlen?: number;
  /**
   * The length of x: "maxlen" in every batch, or that of the "longest" list of each batch. Default: "maxlen" if there
   * is one, else "longest".
   */
  readonly length?: "maxlen" | "longest";
  /**
   * Bucketing by length, which makes batches shorter: the examples of this number of batches, drawn at random, are
   * ordered by length and cut into batches; the batches of a pass come in random order. 1 does nothing, Infinity orders
   * all. Needs length "longest" and shuffle. Default: 1.
   */
  readonly bucketBatches?: number;
}

/**
 * Batches of token lists, padded or cut to one length: x [batch, length] int32, y and weights as given. Every pass
 * gives each example once, in a new order unless shuffle is false; the last batch of a pass may be smaller (with
 * bucketing, any one batch). An x of length 0 becomes one of length 1, all padding.
 */
export function fromTokens(examples: TokenExamples, options: TokenDatasetOptions = {}): Dataset {
  checkOptions("fromTokens", options, {
    batchSize: true,
    shuffle: true,
    seed: true,
    padding: true,
    truncating: true,
    value: true,
    maxlen: true,
    length: true,
    bucketBatches: true,
  });
  const { maxlen, length = maxlen === undefined ? "longest" : "maxlen" } = options;
  const { batchSize = 32, shuffle = true, seed = 0, bucketBatches = 1 } = options;
  const { tokens, offsets } = examples.x;
  const count = listCount("x", examples.x);
  const y = expectCount("y", column("y", asValues(examples.y)), count);
  const weights =
    examples.weights === undefined ? null : expectCount("weights", column("weights", examples.weights), count);
  if (weights !== null && weights.shape.length > 0) {
    throw new TypeError(`weights has one value per example, got examples of shape [${weights.shape.join(", ")}]`);
  }
  const who = "fromTokens";
  expectInteger(who, "batchSize", batchSize, 1);
  expectOneOf(who, "length", length, ["maxlen", "longest"]);
  if (maxlen !== undefined) expectInteger(who, "maxlen", maxlen, 1);
  else if (length === "maxlen") throw new RangeError(`${who}: length "maxlen" needs a maxlen; help: say maxlen: 200`);
  if (bucketBatches !== Infinity) expectInteger(who, "bucketBatches", bucketBatches, 1);
  if (bucketBatches > 1 && (!shuffle || length === "maxlen")) {
    throw new RangeError(
      `${who}: bucketBatches ${bucketBatches} needs shuffle and length "longest", got shuffle ${shuffle} and ` +
        `length "${length}"`,
    );
  }
  const pad = padder(who, options);
  const steps = Math.ceil(count / batchSize);
  const key = fold(randomKey(seed), "order of token lists");
  const lengths = Int32Array.from({ length: count }, (_, i) =>
    Math.min(offsets[i + 1] - offsets[i], maxlen ?? Infinity),
  );
  const orderOf = (pass: number): Pass =>
    shuffle
      ? shuffled(fold(key, pass), lengths, batchSize, bucketBatches)
      : { examples: rising(count), batches: rising(steps) };
  // The order of one pass is worth keeping: drawing it takes longer than a batch does.
  let latest: { readonly pass: number; readonly order: Pass } | undefined;

  return {
    steps,
    batch(index) {
      const pass = Math.floor(index / steps);
      if (latest?.pass !== pass) latest = { pass, order: orderOf(pass) };
      const start = latest.order.batches[index % steps] * batchSize;
      const chosen = latest.order.examples.subarray(start, start + batchSize);
      const longest = chosen.reduce((most, example) => Math.max(most, lengths[example]), 1);
      const width = length === "maxlen" ? (maxlen ?? longest) : longest;
      const values = new Int32Array(chosen.length * width);
      chosen.forEach((example, row) =>
        pad(tokens.subarray(offsets[example], offsets[example + 1]), values, row * width, width),
      );
      return {
        x: intTensor(values, [chosen.length, width]),
        y: cut(y, chosen),
        ...(weights === null ? {} : { weights: cut(weights, chosen) }),
      };
    },
  };
}

/** The order of one pass: batch number i of it is made of examples[b · batchSize … ], b being batches[i]. */
interface Pass {
  readonly examples: Int32Array;
  readonly batches: Int32Array;
}

function shuffled(key: RandomKey, lengths: Int32Array, batchSize: number, bucketBatches: number): Pass {
  const examples = permutation(key, lengths.length);
  const steps = Math.ceil(lengths.length / batchSize);
  if (bucketBatches === 1) return { examples, batches: rising(steps) };
  const bucket = Math.min(bucketBatches, steps) * batchSize;
  // Sorting keeps the random order of equal lengths.
  for (let start = 0; start < examples.length; start += bucket) {
    examples.subarray(start, start + bucket).sort((a, b) => lengths[a] - lengths[b]);
  }
  return { examples, batches: permutation(fold(key, "order of batches"), steps) };
}

function rising(length: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => i);
}

function asValues(y: TokenExamples["y"]): Values {
  if (y instanceof Tensor) return y;
  return y instanceof Int32Array ? intTensor(y) : tensor(y, [y.length, 1]);
}

function expectCount(name: string, values: Column, count: number): Column {
  const examples = values.numbers.length / values.width;
  if (examples !== count) throw new RangeError(`x has ${count} lists, but ${name} has ${examples} examples`);
  return values;
}
