import { BytePairEncoding } from "../../data/text/byte-pairs/byte-pair-encoding.ts";
import { fromPairs, type PairDataset } from "../../data/text/pair-dataset.ts";
import { tokenLists } from "../../data/text/token-lists.ts";
import { fold, permutation, randomKey } from "../../tensor/random.ts";
import { DataError } from "../table/data-error.ts";
import type { FullOptions } from "./options.ts";
import { readPairs, type SentencePairs } from "./read-pairs.ts";
import { specialTokens } from "./translator.ts";

/** Pairs that are trained or validated on. */
export interface PreparedPairs {
  readonly pairs: number;
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly dataset: PairDataset;
}

/** Everything that a rung learns from. */
export interface Prepared {
  readonly sourceName: string;
  readonly targetName: string;
  /** Pairs in the files to train on. */
  readonly pairsRead: number;
  /** Pairs that are not used, by the reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly tokenizer: BytePairEncoding;
  readonly train: PreparedPairs;
  readonly validation: PreparedPairs;
  /** Plain text, one line each. */
  readonly diagnosis: readonly string[];
  readonly notes: readonly string[];
}

/** Pairs that are held out where no files to validate with are given: one in twenty, but no more than this. */
const mostHeldOut = 1000;

/**
 * Reads sentence pairs, learns a tokenizer from those to train on (or takes the one of a training that is gone on with), and makes batches.
 * Throws a DataError for what the user can mend.
 */
export async function prepare(options: FullOptions, known: BytePairEncoding | null, signal?: AbortSignal): Promise<Prepared> {
  const given = await readPairs(options, signal);
  const validationFiles = options.validation;
  const apart =
    validationFiles === undefined
      ? null
      : await readPairs({ source: validationFiles[0], target: validationFiles[1] }, signal);
  const { training, validation } = apart === null ? heldOut(given, options.seed) : { training: given, validation: apart };
  if (training.sources.length === 0 || validation.sources.length === 0) {
    throw new DataError(`has ${given.sources.length} pairs that can be used, which is too few`, {
      file: given.names.join(" and "),
      help: "give more pairs, 1,000 at least for something to be learned",
    });
  }
  signal?.throwIfAborted();
  const tokenizer =
    known ??
    BytePairEncoding.fit(bothSides(training), { vocabularySize: options.vocab, lower: options.lowercase });
  const train = encoded(training, tokenizer, options);
  const checked = encoded(validation, tokenizer, { ...options, shuffle: false });
  const leftOut = { ...given.leftOut, tooLong: train.tooLong };
  const { padding, tokens } = sizesOf(train.dataset);
  return {
    sourceName: given.names[0],
    targetName: given.names[1],
    pairsRead: given.read,
    leftOut,
    tokenizer,
    train,
    validation: checked,
    diagnosis: [
      ...given.diagnosis,
      ...(apart === null ? [] : apart.diagnosis),
      `training ${count(train.pairs)} pairs, validation ${count(checked.pairs)}${apart === null ? ", held out of the same files by source sentence" : ""}`,
      `vocabulary ${count(tokenizer.size)} tokens, learned from the training pairs; ${(tokens / train.pairs).toFixed(1)} target tokens a pair`,
      `${count(train.dataset.steps)} batches a pass, ${(100 * padding).toFixed(1)} % padding`,
    ],
    notes: train.tooLong === 0 ? [] : [`${count(train.tooLong)} pairs with more than ${options.maxLength} tokens were left out.`],
  };
}

/** Pairs to train on and to validate with; all pairs of one source sentence go to the same side, so that none is both learned and asked for. */
function heldOut(
  { sources, targets, ...rest }: SentencePairs,
  seed: number,
): { readonly training: SentencePairs; readonly validation: SentencePairs } {
  const different = [...new Set(sources)];
  const wanted = Math.min(mostHeldOut, Math.floor(different.length / 20));
  const order = permutation(fold(randomKey(seed), "validation pairs"), different.length);
  const chosen = new Set(Array.from(order.subarray(0, wanted), (i) => different[i]));
  const part = (inside: boolean): SentencePairs => {
    const kept = [...sources.keys()].filter((i) => chosen.has(sources[i]) === inside);
    return { ...rest, sources: kept.map((i) => sources[i]), targets: kept.map((i) => targets[i]) };
  };
  return { training: part(false), validation: part(true) };
}

function* bothSides({ sources, targets }: SentencePairs): Generator<string> {
  yield* sources;
  yield* targets;
}

function encoded(
  { sources, targets }: SentencePairs,
  tokenizer: BytePairEncoding,
  { tokensPerBatch, maxLength, seed, shuffle = true }: FullOptions & { readonly shuffle?: boolean },
): PreparedPairs & { readonly tooLong: number } {
  const [from, to] = [sources, targets].map((lines) => lines.map((line) => tokenizer.encode(line)));
  // One more for the begin or end; a batch must hold at least one pair.
  const most = Math.min(maxLength, tokensPerBatch - 1);
  const kept = [...sources.keys()].filter((i) => from[i].length <= most && to[i].length <= most);
  if (kept.length === 0) {
    throw new DataError(`has no pair of at most ${most} tokens`, { file: "the training pairs", help: "raise --max-length" });
  }
  const pick = <Item>(list: readonly Item[]): readonly Item[] => kept.map((i) => list[i]);
  const dataset = fromPairs(
    { source: tokenLists(pick(from)), target: tokenLists(pick(to)) },
    { tokensPerBatch, seed, shuffle, endSource: true, ...specialTokens(tokenizer) },
  );
  return {
    pairs: kept.length,
    sources: pick(sources),
    targets: pick(targets),
    dataset,
    tooLong: sources.length - kept.length,
  };
}

/** Share of padding in a pass, and its target tokens. */
function sizesOf(dataset: PairDataset): { readonly padding: number; readonly tokens: number } {
  let [cells, filled, tokens] = [0, 0, 0];
  for (let step = 0; step < dataset.steps; step++) {
    const { rows, sourceLength, targetLength, sourceTokens, targetTokens } = dataset.sizeOf(step);
    cells += rows * (sourceLength + targetLength);
    filled += sourceTokens + targetTokens;
    tokens += targetTokens;
  }
  return { padding: 1 - filled / cells, tokens };
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
