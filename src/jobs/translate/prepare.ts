import { BytePairEncoding } from "../../data/text/byte-pairs/byte-pair-encoding.ts";
import { fromPairs, type PairDataset } from "../../data/text/pair-dataset.ts";
import { tokenLists } from "../../data/text/token-lists.ts";
import { DataError } from "../table/data-error.ts";
import type { FullOptions } from "./options.ts";
import type { PairSource } from "./pair-lines.ts";
import { readPairs, type SentencePairs } from "./read-pairs.ts";
import { splitPairs } from "./split-pairs.ts";
import { specialTokens } from "./translator.ts";

/** Pairs that are trained or validated on. */
export interface PreparedPairs {
  readonly pairs: number;
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly dataset: PairDataset;
}

/** Everything that a model learns from. */
export interface Prepared {
  readonly sourceName: string;
  readonly targetName: string;
  /** Pairs in the files to train on. */
  readonly pairsRead: number;
  /** Pairs that are not used, by the reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly vocabulary: BytePairEncoding;
  readonly train: PreparedPairs;
  readonly validation: PreparedPairs;
  /** Plain text, one line each. */
  readonly diagnosis: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Maximum number of pairs, about, that are held out where there are no validation files; at most one in twenty.
 */
const mostHeldOut = 1000;

/**
 * Reads sentence pairs, learns a tokenizer from those to train on (or takes the one of a training that is gone on
 * with), and makes batches. Throws a DataError for what the user can mend.
 */
export async function prepare(
  options: FullOptions,
  known: BytePairEncoding | null,
  signal?: AbortSignal,
): Promise<Prepared> {
  const pairs = await readPairs(filesOf(options), {}, signal);
  const files = options.validation;
  const apart = files === undefined ? null : await readPairs({ source: files[0], target: files[1] }, {}, signal);
  const { training, validation } =
    apart === null ? heldOut(pairs, options.seed) : { training: pairs, validation: apart };
  if (training.sources.length === 0 || validation.sources.length === 0) {
    throw new DataError(`has ${pairs.sources.length} pairs that can be used, which is too few`, {
      file: pairs.names.join(" and "),
      help: "give more pairs, 1,000 at least for something to be learned",
    });
  }
  signal?.throwIfAborted();
  const tokenizer =
    known ?? BytePairEncoding.fit(bothSides(training), { vocabularySize: options.vocab, lower: options.lowercase });
  const train = encoded(training, tokenizer, options);
  const checked = encoded(validation, tokenizer, { ...options, shuffle: false });
  const leftOut = { ...pairs.leftOut, tooManyTokens: train.tooLong };
  const { padding, tokens } = sizesOf(train.dataset);
  return {
    sourceName: pairs.names[0],
    targetName: pairs.names.at(-1) ?? "",
    pairsRead: pairs.read,
    leftOut,
    vocabulary: tokenizer,
    train,
    validation: checked,
    diagnosis: [
      ...pairs.diagnosis,
      ...(apart === null ? [] : apart.diagnosis),
      `training ${count(train.pairs)} pairs, validation ` +
        `${count(checked.pairs)}${apart === null ? ", held out of the same files by source sentence" : ""}`,
      `vocabulary ${count(tokenizer.size)} tokens, learned from the training pairs; ` +
        `${(tokens / train.pairs).toFixed(1)} target tokens a pair`,
      `${count(train.dataset.steps)} batches a pass, ${(100 * padding).toFixed(1)} % padding`,
    ],
    notes:
      train.tooLong === 0
        ? []
        : [`${count(train.tooLong)} pairs with more than ${options.maxLength} tokens were left out.`],
  };
}

/** Sentences with their translations, line by line. */
interface Pairs {
  readonly sources: readonly string[];
  readonly targets: readonly string[];
}

function filesOf({ source = "", target = "", pairs }: FullOptions): PairSource {
  return pairs === undefined ? { source, target } : { pairs };
}

/** Pairs to train on and to validate with; all pairs of one source sentence are on the same side. */
function heldOut(pairs: SentencePairs, seed: number): { readonly training: Pairs; readonly validation: Pairs } {
  const validationShare = Math.min(1 / 20, mostHeldOut / pairs.differentSources);
  const { train, validation } = splitPairs(pairs, { validationShare, testShare: 0, seed });
  const part = (rows: Int32Array): Pairs => ({
    sources: Array.from(rows, (row) => pairs.sources[row]),
    targets: Array.from(rows, (row) => pairs.targets[row]),
  });
  return { training: part(train), validation: part(validation) };
}

function* bothSides({ sources, targets }: Pairs): Generator<string> {
  yield* sources;
  yield* targets;
}

function encoded(
  { sources, targets }: Pairs,
  tokenizer: BytePairEncoding,
  { tokensPerBatch, maxLength, seed, shuffle = true }: FullOptions & { readonly shuffle?: boolean },
): PreparedPairs & { readonly tooLong: number } {
  const [from, to] = [sources, targets].map((lines) => lines.map((line) => tokenizer.encode(line)));
  // One more for the begin or end; a batch must hold at least one pair.
  const most = Math.min(maxLength, tokensPerBatch - 1);
  const kept = [...sources.keys()].filter((i) => from[i].length <= most && to[i].length <= most);
  if (kept.length === 0) {
    throw new DataError(`has no pair of at most ${most} tokens`, {
      file: "the training pairs",
      help: "raise --max-length",
    });
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
