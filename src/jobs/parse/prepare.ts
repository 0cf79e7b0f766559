import type { PairDataset } from "../../data/text/pair-dataset.ts";
import { ParseVocabulary } from "../../data/trees/parse-vocabulary.ts";
import { isLeaf, leavesOf, type Phrase, type Tree } from "../../data/trees/tree.ts";
import { fold, randomKey, uniform } from "../../tensor/random.ts";
import { DataError } from "../table/data-error.ts";
import type { FullOptions } from "./options.ts";
import { parsePairs, type ParsePair } from "./parse-pairs.ts";
import { readTreebank } from "./read-treebank.ts";

/** Everything that a model is trained on and evaluated by. */
export interface Prepared {
  readonly source: string;
  readonly treesRead: number;
  readonly vocabulary: ParseVocabulary;
  readonly train: readonly Phrase[];
  readonly validation: readonly Phrase[];
  readonly test: readonly Phrase[];
  /** Phrases within the training trees that are trained on by themselves. */
  readonly phrases: number;
  /** Training trees that are too long. */
  readonly tooLong: number;
  readonly trainPairs: PairDataset;
  readonly validationPairs: PairDataset;
  /** Plain text, one line each. */
  readonly diagnosis: readonly string[];
  readonly notes: readonly string[];
}

const mostValidated = 200;
/** Words of the longest phrases that are trained on by themselves. */
const longestPhrase = 12;

/**
 * Reads trees, parts them in the order in which they are written (training, validation, test), and makes batches.
 * Throws a DataError for what the user can mend.
 */
export async function prepare(
  options: FullOptions,
  known: ParseVocabulary | null,
  signal?: AbortSignal,
): Promise<Prepared> {
  const { trees, files, source, emptied } = await readTreebank(options.trees);
  signal?.throwIfAborted();
  const test = options.test ?? Math.max(1, Math.round(trees.length / 10));
  const validation = options.validation ?? Math.max(1, Math.min(mostValidated, Math.round(trees.length / 20)));
  const trained = trees.length - test - validation;
  if (trained < 1) {
    throw new DataError(
      `has ${count(trees.length)} trees, and ${count(test)} to test with and ${count(validation)} to validate with ` +
        "leave none to train on",
      { file: source, help: "give more trees, or lower --test and --validation" },
    );
  }
  const parts = {
    train: trees.slice(0, trained),
    validation: trees.slice(trained, trained + validation),
    test: trees.slice(trained + validation),
  };
  const vocabulary = known ?? ParseVocabulary.fit(parts.train, options);
  const { seed, tokensPerBatch, lookahead, wordDropout } = options;
  const most = Math.min(options.maxLength, tokensPerBatch - 1);
  const fits = ({ sentence, tree }: ParsePair): boolean => Math.max(sentence.length, tree.length) <= most;
  const sentencePairs = pairsOf(parts.train, vocabulary).filter(fits);
  const phrases = drawnPhrases(parts.train, options.phrases, seed);
  const checked = pairsOf(parts.validation, vocabulary).filter(fits);
  if (sentencePairs.length === 0 || checked.length === 0) {
    throw new DataError(
      `has no tree of at most ${most} tokens with brackets and parts of speech that are known, ` +
        `to ${sentencePairs.length === 0 ? "train on" : "validate with"}`,
      { file: source, help: "raise --max-length and --tokens-per-batch, or give more trees" },
    );
  }
  const all = [...sentencePairs, ...pairsOf(phrases, vocabulary).filter(fits)];
  const trainPairs = parsePairs(all, vocabulary, { tokensPerBatch, lookahead, wordDropout, shuffle: true, seed });
  const validationPairs = parsePairs(checked, vocabulary, { tokensPerBatch, lookahead, shuffle: false, seed });
  const tooLong = parts.train.length - sentencePairs.length;
  const { symbols, words } = vocabulary.data;
  return {
    ...parts,
    source,
    treesRead: trees.length,
    vocabulary,
    phrases: phrases.length,
    tooLong,
    trainPairs,
    validationPairs,
    diagnosis: [
      `${source}: ${count(trees.length)} trees in ${count(files)} ` +
        `${files === 1 ? "file" : "files"}${emptied === 0 ? "" : `, ${count(emptied)} of nothing but traces left out`}`,
      `training ${count(trained)} trees, validation ${count(validation)}, test ${count(test)}: the last ones in ` +
        "the order of the files",
      `${count(phrases.length)} phrases of the training trees are trained on by themselves too`,
      `vocabulary ${count(symbols.length)} symbols of trees, ${count(words.length)} words, ` +
        `${percent(unknownShare(parts.validation, vocabulary))} of the validation words unknown`,
      `${count(trainPairs.steps)} batches a pass`,
    ],
    notes: tooLong === 0 ? [] : [`${count(tooLong)} training trees with more than ${most} tokens were left out.`],
  };
}

export function wordsOf(tree: Phrase): readonly string[] {
  return leavesOf(tree).map(({ word }) => word);
}

function pairsOf(trees: readonly Phrase[], vocabulary: ParseVocabulary): readonly ParsePair[] {
  return trees.flatMap((tree) => {
    const tokens = vocabulary.tree(tree);
    return tokens === null ? [] : [{ sentence: vocabulary.sentence(wordsOf(tree)), tree: tokens }];
  });
}

/** A share of the phrases within trees that have from two to `longestPhrase` words. */
function drawnPhrases(trees: readonly Phrase[], share: number, seed: number): readonly Phrase[] {
  if (share === 0) return [];
  const drawable: Phrase[] = [];
  const visit = (part: Tree): number => {
    if (isLeaf(part)) return 1;
    let words = 0;
    for (const child of part.children) words += visit(child);
    if (words >= 2 && words <= longestPhrase) drawable.push(part);
    return words;
  };
  for (const tree of trees) for (const child of tree.children) visit(child);
  const drawn = uniform(fold(randomKey(seed), "phrases by themselves"), drawable.length);
  return drawable.filter((_, i) => drawn[i] < share);
}

function unknownShare(trees: readonly Phrase[], vocabulary: ParseVocabulary): number {
  let [all, unknown] = [0, 0];
  for (const tree of trees) {
    for (const token of vocabulary.sentence(wordsOf(tree))) {
      all++;
      if (vocabulary.isClass(token)) unknown++;
    }
  }
  return unknown / all;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
