import { checkOptions } from "../../tensor/options.ts";
import { expectInteger } from "./checks.ts";
import { compareCodePoints } from "./code-points.ts";
import { readSavedWords, type SavedStandardization } from "./saved-words.ts";
import { wordsOf } from "./standardize.ts";

export interface CharacterNgramOptions {
  /** The most features to keep; padding does not count. */
  readonly maxFeatures: number;
}

/** What character n-grams are saved as. */
export interface CharacterNgramData extends SavedStandardization {
  /** The feature of index 1, of index 2 and so on: up to four characters, a space at a word's ends. */
  readonly features: readonly string[];
}

const longest = 4;
const how = { standardize: "unicode", lineBreaks: "space" } as const;

/**
 * Runs of one to four characters within words as features of a bag: which of them are in a text, not how often nor
 * where. A word has a space at each end, so that "␣un" is a beginning. They need no dictionary, tell endings and
 * misspelt words, and serve scripts without spaces. Index 0 is padding; the features start at 1, by falling count of
 * the texts that hold them, equal ones by falling order of code points.
 */
export class CharacterNgrams {
  readonly standardize: SavedStandardization["standardize"] = how.standardize;
  readonly lineBreaks: SavedStandardization["lineBreaks"] = how.lineBreaks;
  /** The feature of index 1, of index 2 and so on. */
  readonly features: readonly string[];
  readonly #indices: ReadonlyMap<string, number>;

  constructor({ features }: Pick<CharacterNgramData, "features">) {
    const bad = features.findIndex((feature) => feature === "" || Array.from(feature).length > longest);
    if (bad >= 0) {
      throw new RangeError(
        `a character n-gram has 1 to ${longest} characters, got ${JSON.stringify(features[bad])} for index ${bad + 1}`,
      );
    }
    this.features = features;
    this.#indices = new Map(features.map((feature, i) => [feature, i + 1]));
    if (this.#indices.size !== features.length) throw new RangeError("character n-grams hold each feature once");
  }

  /**
   * Learns the features of `texts`, which must be the training texts alone, or validation and test leak into training.
   * Throws a RangeError when there is not one word in the texts.
   */
  static fit(texts: Iterable<string>, options: CharacterNgramOptions): CharacterNgrams {
    checkOptions("CharacterNgrams.fit", options, { maxFeatures: true });
    const { maxFeatures } = options;
    expectInteger("character n-grams", "maxFeatures", maxFeatures, 1);
    const counts = new Map<string, number>();
    for (const text of texts) for (const gram of new Set(gramsOf(text))) counts.set(gram, (counts.get(gram) ?? 0) + 1);
    if (counts.size === 0) throw new RangeError("character n-grams need at least one word, and the texts have none");
    const ranked = [...counts].toSorted(([a, countA], [b, countB]) => countB - countA || compareCodePoints(b, a));
    return new CharacterNgrams({ features: ranked.slice(0, maxFeatures).map(([gram]) => gram) });
  }

  /** Reads what JSON.parse made of saved n-grams. Throws a TypeError or RangeError that says what is wrong. */
  static fromJSON(data: unknown): CharacterNgrams {
    const { words: features, standardize, lineBreaks } = readSavedWords("character n-grams", "features", data);
    if (standardize !== how.standardize || lineBreaks !== how.lineBreaks)
      throw new RangeError(`character n-grams: standardize must be "${how.standardize}", got "${standardize}"`);
    return new CharacterNgrams({ features });
  }

  toJSON(): CharacterNgramData {
    return { ...how, features: this.features };
  }

  /** One more than the highest index: what an embedding calls inputDim. */
  get size(): number {
    return this.features.length + 1;
  }

  /** The features that are in a text: their indices, each once, rising. */
  encode(text: string): Int32Array {
    const found = new Set<number>();
    for (const gram of gramsOf(text)) {
      const index = this.#indices.get(gram);
      if (index !== undefined) found.add(index);
    }
    return Int32Array.from(found).toSorted();
  }
}

function* gramsOf(text: string): Generator<string> {
  for (const word of wordsOf(text, how)) {
    const characters = Array.from(` ${word} `);
    for (let from = 0; from < characters.length; from++) {
      let gram = "";
      for (let to = from; to < Math.min(characters.length, from + longest); to++) {
        gram += characters[to];
        if (gram !== " ") yield gram;
      }
    }
  }
}
