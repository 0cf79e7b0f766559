import { checkOptions } from "../../tensor/options.ts";
import { expectInteger } from "./checks.ts";
import { compareCodePoints } from "./code-points.ts";
import { expectStandardization, readSavedWords, type SavedStandardization } from "./saved-words.ts";
import { wordsOf, type StandardizeOptions } from "./standardize.ts";

export interface VocabularyOptions extends StandardizeOptions {
  /** The most indices to give out, those of padding and of unknown words included, as in Keras. Default: no limit. */
  readonly maxTokens?: number;
}

/** What a vocabulary is saved as. */
export interface VocabularyData extends SavedStandardization {
  /** The word of index 2, of index 3 and so on. */
  readonly tokens: readonly string[];
}

/** The index that fills up short texts; an embedding with maskZero skips it. */
export const paddingIndex = 0;

/** The index of every word that is not in the vocabulary. */
export const unknownIndex = 1;

/** What decode writes for unknownIndex, and what Keras calls it; no word can have this name. */
export const unknownToken = "[UNK]";

const reserved = 2;

/**
 * Words and their indices, as Keras's TextVectorization gives them with output_mode="int": 0 is padding, 1 every word
 * that is not known, then the words by falling count. Words of equal count come in falling order of their code points
 * ("b" before "a"), as in Keras 3, whatever the order of the texts.
 */
export class Vocabulary {
  readonly standardize: SavedStandardization["standardize"];
  readonly lineBreaks: SavedStandardization["lineBreaks"];
  /** The word of index 2, of index 3 and so on. */
  readonly tokens: readonly string[];
  readonly #indices: ReadonlyMap<string, number>;

  constructor({ standardize, lineBreaks, tokens }: VocabularyData) {
    expectStandardization("a vocabulary", { standardize, lineBreaks });
    const bad = tokens.findIndex((token) => token === unknownToken || !/^[^ \t\n\v\f\r]+$/.test(token));
    if (bad >= 0) {
      throw new RangeError(
        `a vocabulary holds words without white space other than "${unknownToken}", got ` +
          `${JSON.stringify(tokens[bad])} for index ${bad + reserved}`,
      );
    }
    this.standardize = standardize;
    this.lineBreaks = lineBreaks;
    this.tokens = tokens;
    this.#indices = new Map(tokens.map((token, i) => [token, i + reserved]));
    if (this.#indices.size !== tokens.length) {
      const twice = tokens.findIndex((token, i) => this.#indices.get(token) !== i + reserved);
      throw new RangeError(`a vocabulary holds each word once, got "${tokens[twice]}" twice`);
    }
  }

  /**
   * Learns the words of `texts`, which must be the training texts alone, or validation and test leak into training.
   * Throws a RangeError when there is not one word in them.
   */
  static fit(texts: Iterable<string>, options: VocabularyOptions = {}): Vocabulary {
    checkOptions("Vocabulary.fit", options, { standardize: true, lineBreaks: true, maxTokens: true });
    const { standardize = "lowerAndStripPunctuation", lineBreaks = "space", maxTokens } = options;
    expectStandardization("a vocabulary", { standardize, lineBreaks });
    if (maxTokens !== undefined) expectInteger("a vocabulary", "maxTokens", maxTokens, reserved + 1);
    const counts = new Map<string, number>();
    for (const text of texts) {
      for (const word of wordsOf(text, { standardize, lineBreaks })) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    counts.delete(unknownToken);
    if (counts.size === 0) throw new RangeError("a vocabulary needs at least one word, and the texts have none");
    const ranked = [...counts].toSorted(([a, countA], [b, countB]) => countB - countA || compareCodePoints(b, a));
    const kept = ranked.slice(0, maxTokens === undefined ? undefined : maxTokens - reserved);
    return new Vocabulary({ standardize, lineBreaks, tokens: kept.map(([token]) => detached(token)) });
  }

  /**
   * Reads what JSON.parse made of a saved vocabulary. Throws a TypeError or RangeError that says what is wrong with it.
   */
  static fromJSON(data: unknown): Vocabulary {
    const { words: tokens, ...how } = readSavedWords("a vocabulary", "tokens", data);
    return new Vocabulary({ ...how, tokens });
  }

  toJSON(): VocabularyData {
    return { standardize: this.standardize, lineBreaks: this.lineBreaks, tokens: this.tokens };
  }

  /** One more than the highest index: what an embedding calls inputDim. */
  get size(): number {
    return this.tokens.length + reserved;
  }

  /** The index of a standardized word; 1 when it is not known. */
  indexOf(word: string): number {
    return this.#indices.get(word) ?? unknownIndex;
  }

  /** The index of each word of a text, in order. Nothing is padded or cut off. */
  encode(text: string): Int32Array {
    const { standardize, lineBreaks } = this;
    const textWords = wordsOf(text, { standardize, lineBreaks });
    const indices = new Int32Array(textWords.length);
    for (let i = 0; i < textWords.length; i++) indices[i] = this.#indices.get(textWords[i]) ?? unknownIndex;
    return indices;
  }

  /** The words of indices, with spaces between; padding is left out and what is not known is "[UNK]". */
  decode(indices: ArrayLike<number>): string {
    const textWords: string[] = [];
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i];
      if (!Number.isInteger(index) || index < 0 || index >= this.size) {
        throw new RangeError(`a vocabulary of ${this.size} indices decodes 0 … ${this.size - 1}, got ${index}`);
      }
      if (index !== paddingIndex) textWords.push(index === unknownIndex ? unknownToken : this.tokens[index - reserved]);
    }
    return textWords.join(" ");
  }
}

/** A copy of a word. A word that was cut out of a text may be a view that keeps the whole text in memory. */
function detached(word: string): string {
  return word.split("").join("");
}
