import { checkOptions } from "../../tensor/options.ts";
import { expectInteger } from "./checks.ts";
import { compareCodePoints } from "./code-points.ts";
import { grown } from "./grown.ts";
import { PairNumbers } from "./pair-numbers.ts";
import { expectStandardization, readSavedWords, type SavedStandardization } from "./saved-words.ts";
import { wordsOf, type StandardizeOptions } from "./standardize.ts";

export interface NgramOptions extends StandardizeOptions {
  /** The most features to keep; padding does not count. */
  readonly maxFeatures: number;
  /** 1: words alone. 2: words, and pairs of words that follow each other. Default: 2. */
  readonly longest?: 1 | 2;
}

/** What n-gram features are saved as. */
export interface NgramData extends SavedStandardization {
  /** The feature of index 1, of index 2 and so on: a word, or two words with a space between. */
  readonly features: readonly string[];
}

/**
 * Words and pairs of neighbouring words as features of a bag: which of them are in a text, not how often nor where.
 *
 * Index 0 is padding; the features start at 1, by falling count of all their occurrences. Equal counts are ordered by
 * the first word and then by the second, in falling order of code points, a lone word last. There is no index for what
 * is not known: every text has a pair that is not kept, so it would say nothing.
 */
export class Ngrams {
  readonly standardize: SavedStandardization["standardize"];
  readonly lineBreaks: SavedStandardization["lineBreaks"];
  /** The feature of index 1, of index 2 and so on. */
  readonly features: readonly string[];
  /** Numbers of the words that are in any feature. */
  readonly #words = new Map<string, number>();
  /** Word → the index of its feature, 0 for none. */
  readonly #ofWord: Int32Array;
  /** Pairs of words, and pair → the index of its feature. */
  readonly #pairs = new PairNumbers();
  readonly #ofPair: Int32Array;

  constructor({ standardize, lineBreaks, features }: NgramData) {
    expectStandardization("n-grams", { standardize, lineBreaks });
    this.standardize = standardize;
    this.lineBreaks = lineBreaks;
    this.features = features;
    this.#ofWord = new Int32Array(2 * features.length);
    this.#ofPair = new Int32Array(features.length);
    features.forEach((feature, i) => {
      const parts = feature.split(" ");
      if (parts.length > 2 || !parts.every((part) => /^[^ \t\n\v\f\r]+$/.test(part))) {
        throw new RangeError(
          `an n-gram is a word or two words with one space between, got ${JSON.stringify(feature)} for index ${i + 1}`,
        );
      }
      const [first, second] = parts.map((part) => numberOf(part, this.#words));
      const [table, place] =
        second === undefined ? [this.#ofWord, first] : [this.#ofPair, this.#pairs.add(first, second)];
      if (table[place] > 0) throw new RangeError(`n-grams hold each feature once, got "${feature}" twice`);
      table[place] = i + 1;
    });
  }

  /**
   * Learns the features of `texts`, which must be the training texts alone, or validation and test leak into training.
   * All distinct pairs are counted, some 25 bytes each. Throws a RangeError when there is not one word in the texts.
   */
  static fit(texts: Iterable<string>, options: NgramOptions): Ngrams {
    checkOptions("Ngrams.fit", options, { standardize: true, lineBreaks: true, maxFeatures: true, longest: true });
    const { standardize = "lowerAndStripPunctuation", lineBreaks = "space", maxFeatures, longest = 2 } = options;
    expectStandardization("n-grams", { standardize, lineBreaks });
    expectInteger("n-grams", "maxFeatures", maxFeatures, 1);
    if (longest !== 1 && longest !== 2) throw new RangeError(`n-grams: longest must be 1 or 2, got ${String(longest)}`);
    const counted = count(texts, { standardize, lineBreaks }, longest);
    if (counted.words.length === 0) throw new RangeError("n-grams need at least one word, and the texts have none");
    return new Ngrams({ standardize, lineBreaks, features: mostFrequent(counted, maxFeatures) });
  }

  /**
   * Reads what JSON.parse made of saved n-grams. Throws a TypeError or RangeError that says what is wrong with them.
   */
  static fromJSON(data: unknown): Ngrams {
    const { words: features, ...how } = readSavedWords("n-grams", "features", data);
    return new Ngrams({ ...how, features });
  }

  toJSON(): NgramData {
    return { standardize: this.standardize, lineBreaks: this.lineBreaks, features: this.features };
  }

  /** One more than the highest index: what an embedding calls inputDim. */
  get size(): number {
    return this.features.length + 1;
  }

  /** The features that are in a text: their indices, each once, rising. */
  encode(text: string): Int32Array {
    const { standardize, lineBreaks } = this;
    const textWords = wordsOf(text, { standardize, lineBreaks });
    const indices = new Int32Array(2 * textWords.length);
    let length = 0;
    let previous = -1;
    for (const word of textWords) {
      const current = this.#words.get(word) ?? -1;
      if (current >= 0 && this.#ofWord[current] > 0) indices[length++] = this.#ofWord[current];
      const pair = current >= 0 && previous >= 0 ? this.#pairs.find(previous, current) : -1;
      if (pair >= 0) indices[length++] = this.#ofPair[pair];
      previous = current;
    }
    const sorted = indices.subarray(0, length).toSorted();
    let distinct = 0;
    for (const index of sorted) if (distinct === 0 || sorted[distinct - 1] !== index) sorted[distinct++] = index;
    return sorted.slice(0, distinct);
  }
}

/** Distinct words and pairs of them, with how often each occurs: words first, then pairs. */
interface Counted {
  readonly words: readonly string[];
  readonly pairs: PairNumbers;
  readonly ofWord: Int32Array;
  readonly ofPair: Int32Array;
}

function count(texts: Iterable<string>, how: StandardizeOptions, longest: 1 | 2): Counted {
  const numbers = new Map<string, number>();
  const pairs = new PairNumbers();
  let ofWord = new Int32Array(1024);
  let ofPair = new Int32Array(1024);
  for (const text of texts) {
    let previous = -1;
    for (const word of wordsOf(text, how)) {
      const current = numberOf(word, numbers);
      ofWord = grown(ofWord, numbers.size);
      ofWord[current]++;
      if (longest === 2 && previous >= 0) {
        const pair = pairs.add(previous, current);
        ofPair = grown(ofPair, pairs.size);
        ofPair[pair]++;
      }
      previous = current;
    }
  }
  return {
    words: [...numbers.keys()],
    pairs,
    ofWord: ofWord.subarray(0, numbers.size),
    ofPair: ofPair.subarray(0, pairs.size),
  };
}

/** The names of the features with the highest counts, in the order that Ngrams describes. */
function mostFrequent({ words: all, pairs, ofWord, ofPair }: Counted, most: number): readonly string[] {
  const counts = new Int32Array(ofWord.length + ofPair.length);
  counts.set(ofWord);
  counts.set(ofPair, ofWord.length);
  // Features below the count of the last one that is kept need not be sorted: they are most of all.
  const minimumCount = counts.length <= most ? 1 : counts.toSorted()[counts.length - most];
  const candidates = Int32Array.from(counts.keys()).filter((feature) => counts[feature] >= minimumCount);
  const place = new Int32Array(all.length);
  [...all.keys()].toSorted((a, b) => compareCodePoints(all[a], all[b])).forEach((word, i) => (place[word] = i));
  const firstOf = (feature: number): number => (feature < all.length ? feature : pairs.firstOf(feature - all.length));
  const secondOf = (feature: number): number => (feature < all.length ? -1 : pairs.secondOf(feature - all.length));
  const secondPlace = (feature: number): number => (feature < all.length ? -1 : place[secondOf(feature)]);
  const ranked = candidates.toSorted(
    (a, b) => counts[b] - counts[a] || place[firstOf(b)] - place[firstOf(a)] || secondPlace(b) - secondPlace(a),
  );
  return Array.from(ranked.subarray(0, most), (feature) =>
    feature < all.length ? all[feature] : `${all[firstOf(feature)]} ${all[secondOf(feature)]}`,
  );
}

function numberOf(word: string, numbers: Map<string, number>): number {
  const known = numbers.get(word);
  if (known !== undefined) return known;
  numbers.set(word, numbers.size);
  return numbers.size - 1;
}
