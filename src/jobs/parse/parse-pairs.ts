import { fromPairs, type PairDataset } from "../../data/text/pair-dataset.ts";
import { tokenLists } from "../../data/text/token-lists.ts";
import { begin, end, type ParseVocabulary } from "../../data/trees/parse-vocabulary.ts";
import { fold, randomKey, uniform } from "../../tensor/random.ts";
import { intTensor } from "../../tensor/tensor.ts";

/** A sentence and its tree as tokens. */
export interface ParsePair {
  readonly sentence: Int32Array;
  readonly tree: Int32Array;
}

export interface ParsePairsOptions {
  readonly tokensPerBatch: number;
  /** Read the word that comes next in the place of each word's symbol. */
  readonly lookahead: boolean;
  /** Share of words that are read as if they were not known, others in every batch. Default: 0. */
  readonly wordDropout?: number;
  readonly shuffle: boolean;
  readonly seed: number;
}

/**
 * Batches of sentences and trees, see fromPairs. With lookahead, the target that is read has the sentence's first word
 * for its beginning, and for each XX the word after it, the end after the last one: so the decoder knows which words
 * are still to come, which it would have to find out by counting otherwise. What is to be written stays the same.
 */
export function parsePairs(
  pairs: readonly ParsePair[],
  vocabulary: ParseVocabulary,
  { tokensPerBatch, lookahead, wordDropout = 0, shuffle, seed }: ParsePairsOptions,
): PairDataset {
  const plain = fromPairs(
    { source: tokenLists(pairs.map(({ sentence }) => sentence)), target: tokenLists(pairs.map(({ tree }) => tree)) },
    { tokensPerBatch, seed, shuffle, endSource: true, begin, end },
  );
  if (!lookahead && wordDropout === 0) return plain;
  const key = fold(randomKey(seed), "words left out");
  return {
    steps: plain.steps,
    sizeOf: (index) => plain.sizeOf(index),
    batch(index) {
      const { x, y } = plain.batch(index);
      const [source, target] = x;
      const words = Int32Array.from(source.toArray());
      if (wordDropout > 0) {
        const drawn = uniform(fold(key, index), words.length);
        words.forEach((word, i) => {
          if (drawn[i] < wordDropout) words[i] = vocabulary.classOf(word);
        });
      }
      const read = lookahead
        ? wordsAhead(words, Int32Array.from(target.toArray()), target.shape[0], vocabulary)
        : Int32Array.from(target.toArray());
      return { x: [intTensor(words, source.shape), intTensor(read, target.shape)], y };
    },
  };
}

/**
 * Targets [rows, time] with the next word of each source [rows, sourceTime] for the beginning and the symbols of words.
 */
function wordsAhead(words: Int32Array, targets: Int32Array, rows: number, vocabulary: ParseVocabulary): Int32Array {
  const [time, sourceTime] = [targets.length / rows, words.length / rows];
  for (let row = 0; row < rows; row++) {
    let next = row * sourceTime;
    for (let i = row * time; i < (row + 1) * time; i++) {
      if (targets[i] === begin || vocabulary.isLeaf(targets[i])) targets[i] = words[next++];
    }
  }
  return targets;
}
