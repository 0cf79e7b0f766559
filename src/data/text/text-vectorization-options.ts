import type { OptionNames } from "../../tensor/options.ts";
import { showValue } from "../../tensor/show-value.ts";
import { expectOneOf, expectInteger } from "./checks.ts";
import { expectStandardization, readSavedWords } from "./saved-words.ts";
import { standardizeText, wordsOf, type StandardizeOptions } from "./standardize.ts";

/** What a text is cut into: words at white space, or characters, each one code point. */
export type TextSplit = "whitespace" | "character";

/**
 * "int": the index of each token, in order. The others have one value for each token that is known: "multiHot" 1 where
 * the text has it, "count" how often, "tfIdf" the count times the token's inverse document frequency.
 */
export type TextOutputMode = "int" | "multiHot" | "count" | "tfIdf";

export interface TextVectorizationOptions extends StandardizeOptions {
  /** The most indices to give out, those of padding and of unknown tokens included. Default: null, no limit. */
  readonly maxTokens?: number | null;
  /** Default: "whitespace". */
  readonly split?: TextSplit;
  /**
   * N-grams: tokens are runs of n words or characters, with spaces between: 3 for runs of 1, 2 and 3, [2, 3] for runs
   * of exactly 2 and 3. All runs of the first length come first. Default: null, single ones.
   */
  readonly ngrams?: number | readonly number[] | null;
  /** Default: "int". */
  readonly outputMode?: TextOutputMode;
  /**
   * With outputMode "int" the length that every text gets: padded with 0 at its end, or its end cut off. Default: null,
   * that of the longest text.
   */
  readonly outputSequenceLength?: number | null;
  /** With the other output modes: give maxTokens values, even where fewer tokens are known. Default: false. */
  readonly padToMaxTokens?: boolean;
}

/** All options; n-grams by their lengths. */
export interface FullTextVectorizationOptions extends Required<TextVectorizationOptions> {
  readonly ngrams: readonly number[] | null;
}

export const vectorizationNames: OptionNames<TextVectorizationOptions> = {
  standardize: true,
  lineBreaks: true,
  maxTokens: true,
  split: true,
  ngrams: true,
  outputMode: true,
  outputSequenceLength: true,
  padToMaxTokens: true,
};

export const defaults: FullTextVectorizationOptions = {
  standardize: "lowerAndStripPunctuation",
  lineBreaks: "space",
  maxTokens: null,
  split: "whitespace",
  ngrams: null,
  outputMode: "int",
  outputSequenceLength: null,
  padToMaxTokens: false,
};

const who = "a text vectorization";
const splits: readonly TextSplit[] = ["whitespace", "character"];
const outputModes: readonly TextOutputMode[] = ["int", "multiHot", "count", "tfIdf"];

/** How many indices are not of known tokens: padding has one with "int" alone. */
export function reservedFor(outputMode: TextOutputMode): number {
  return outputMode === "int" ? 2 : 1;
}

/** Throws a TypeError or RangeError for options that are not as documented, or exclude each other. */
export function checkVectorization(options: FullTextVectorizationOptions): void {
  const { standardize, lineBreaks, split, ngrams, outputMode, maxTokens, outputSequenceLength, padToMaxTokens } =
    options;
  expectStandardization(who, { standardize, lineBreaks });
  expectOneOf(who, "split", split, splits);
  expectOneOf(who, "outputMode", outputMode, outputModes);
  if (maxTokens !== null) expectInteger(who, "maxTokens", maxTokens, reservedFor(outputMode) + 1);
  if (ngrams !== null) {
    if (ngrams.length === 0) throw new RangeError(`${who}: ngrams must be at least one length, got none`);
    for (const length of ngrams) expectInteger(who, "ngrams", length, 1);
    if (new Set(ngrams).size !== ngrams.length)
      throw new RangeError(`${who}: ngrams must be different lengths, got ${ngrams.join(", ")}`);
  }
  if (typeof padToMaxTokens !== "boolean")
    throw new TypeError(`${who}: padToMaxTokens must be true or false, got ${showValue(padToMaxTokens)}`);
  if (outputSequenceLength !== null) {
    expectInteger(who, "outputSequenceLength", outputSequenceLength, 1);
    if (outputMode !== "int")
      throw new TypeError(
        `${who}: outputSequenceLength is for outputMode "int", got "${outputMode}"; help: leave it out`,
      );
  }
  if (padToMaxTokens && outputMode === "int")
    throw new TypeError(
      `${who}: padToMaxTokens is not for outputMode "int"; help: outputSequenceLength, or leave it out`,
    );
  if (padToMaxTokens && maxTokens === null)
    throw new TypeError(`${who}: padToMaxTokens needs maxTokens; help: give it`);
}

/** The tokens of a text, n-grams too, in the order in which Keras gives them. */
export function tokensOf(text: string, options: FullTextVectorizationOptions): readonly string[] {
  if (typeof text !== "string") throw new TypeError(`${who} reads texts, got ${showValue(text)}`);
  const { standardize, lineBreaks, split, ngrams } = options;
  const how = { standardize, lineBreaks };
  const single = split === "character" ? Array.from(standardizeText(text, how)) : wordsOf(text, how);
  if (ngrams === null) return single;
  return ngrams.flatMap((length) =>
    Array.from({ length: Math.max(0, single.length - length + 1) }, (_, i) => single.slice(i, i + length).join(" ")),
  );
}

/** The options and tokens of what JSON.parse made of a saved text vectorization, and all its entries. */
export function readVectorization(data: unknown): {
  readonly entries: ReadonlyMap<string, unknown>;
  readonly tokens: readonly string[];
  readonly options: FullTextVectorizationOptions;
} {
  const { words: tokens, ...how } = readSavedWords(who, "tokens", data);
  const entries: ReadonlyMap<string, unknown> = new Map(Object.entries(data ?? {}));
  const name = <Name extends string>(key: string, names: readonly Name[]): Name => {
    const found = names.find((one) => one === entries.get(key));
    if (found !== undefined) return found;
    throw new RangeError(`${who}: ${key} must be one of ${names.join(", ")}, got ${JSON.stringify(entries.get(key))}`);
  };
  const integer = (key: string): number | null => {
    const value = entries.get(key) ?? null;
    if (value === null || typeof value === "number") return value;
    throw new TypeError(`${who}: ${key} must be an integer or null, got ${JSON.stringify(value)}`);
  };
  const flag = (key: string): boolean => {
    const value = entries.get(key);
    if (typeof value === "boolean") return value;
    throw new TypeError(`${who}: ${key} must be true or false, got ${JSON.stringify(value)}`);
  };
  const ngrams = entries.get("ngrams") ?? null;
  if (ngrams !== null && !isNumbers(ngrams))
    throw new TypeError(`${who}: ngrams must be a list of lengths or null, got ${JSON.stringify(ngrams)}`);
  return {
    entries,
    tokens,
    options: {
      ...how,
      ngrams,
      split: name("split", splits),
      outputMode: name("outputMode", outputModes),
      maxTokens: integer("maxTokens"),
      outputSequenceLength: integer("outputSequenceLength"),
      padToMaxTokens: flag("padToMaxTokens"),
    },
  };
}

export function isNumbers(list: unknown): list is readonly number[] {
  return Array.isArray(list) && list.every((one) => typeof one === "number");
}
