import { CharacterNgrams } from "../../data/text/character-ngrams.ts";
import { Ngrams } from "../../data/text/ngrams.ts";
import { fromTokens } from "../../data/text/token-dataset.ts";
import type { Side } from "../../data/text/pad-sequences.ts";
import { unspacedShare, wordsOf, type Standardization } from "../../data/text/standardize.ts";
import { tokenLists, type TokenLists } from "../../data/text/token-lists.ts";
import { Vocabulary } from "../../data/text/vocabulary.ts";
import { DataError } from "../table/data-error.ts";
import { batchSizeFor, epochsFor } from "./budget.ts";
import { diagnose } from "./diagnose.ts";
import type { Loaded } from "./load.ts";
import { countDuplicates } from "./match-test.ts";
import { defaults, type ClassifyOptions } from "./options.ts";
import { bodyOf, fewestForConvolutions, isMasked, type BagUnit, type NetworkName, type Preset } from "./candidates.ts";
import { classCounts, splitTexts } from "./split-texts.ts";
import type { Encoder, JudgedTexts, Prepared } from "./prepared.ts";

/** Texts evaluated at a time. */
const judgedBatch = 128;

/** Features of a bag for each known word, since most pairs of words are rare. */
const featuresPerWord = { 1: 3, 2: 20, characters: 5 } as const;

/** Characters of the training texts, at most, for n-grams of them: each has four. */
const mostCharacters = 5_000_000;

/** Share of the test texts where there are no others. */
const testShare = 0.2;

/**
 * Splits texts into training, validation and test, and learns the words of the training split; to fit a chosen model
 * again, of training and validation together.
 */
export function prepare(loaded: Loaded, options: ClassifyOptions, fitting: "train" | "again" = "train"): Prepared {
  const { texts } = loaded;
  const { seed = 0, preset = "quick", validationSplit = defaults.validationSplit, words = defaults.words } = options;
  const split = splitTexts(texts, { testShare: loaded.test === null ? testShare : 0, validationSplit, seed });
  const at = (rows: Int32Array): { readonly texts: readonly string[]; readonly labels: Int32Array } => ({
    texts: Array.from(rows, (row) => texts.texts[row]),
    labels: Int32Array.from(rows, (row) => texts.labels[row]),
  });
  const {
    batchSize = preset === "quick" ? batchSizeFor(split.train.length) : defaults.batchSize,
    epochs = preset === "quick" ? epochsFor(Math.ceil(split.train.length / batchSize)) : defaults.epochs,
  } = options;
  const learning = fitting === "train" ? split.train : Int32Array.from([...split.train, ...split.validation]);
  const parts = { train: at(learning), validation: at(split.validation), test: loaded.test ?? at(split.test) };
  // The same for a model that is fitted again: both must read alike.
  const standardize = standardizationFor(at(split.train).texts);
  const toLearnFrom = [...at(split.train).texts, ...at(split.validation).texts];
  const vocabulary = learned(texts.source, () => Vocabulary.fit(parts.train.texts, { maxTokens: words, standardize }));
  const { length = preset === "quick" ? lengthFor(toLearnFrom, standardize) : defaults.length } = options;
  const bags = new Map<BagUnit, Encoder>();
  const ngramsOf = (longest: BagUnit): Encoder => {
    const known = bags.get(longest);
    if (known !== undefined) return known;
    const fitted =
      longest === "characters"
        ? charactersOf(parts.train.texts, words)
        : Ngrams.fit(parts.train.texts, {
            maxFeatures: featuresPerWord[longest] * words,
            longest,
            standardize,
          });
    bags.set(longest, fitted);
    return fitted;
  };
  const encoderOf = (model: NetworkName): Encoder => {
    const { reads, ngrams } = bodyOf(model);
    return reads === "words" ? vocabulary : ngramsOf(ngrams);
  };
  // The lists of one kind of input at a time: models that read the same follow each other.
  let latest: { readonly encoder: Encoder; readonly lists: Record<keyof typeof parts, TokenLists> } | undefined;
  const listsOf = (model: NetworkName): Record<keyof typeof parts, TokenLists> => {
    const encoder = encoderOf(model);
    if (latest?.encoder !== encoder) {
      const encoded = (part: keyof typeof parts): TokenLists => encodeAll(encoder, parts[part].texts);
      latest = {
        encoder,
        lists: { train: encoded("train"), validation: encoded("validation"), test: encoded("test") },
      };
    }
    return latest.lists;
  };
  const classes = texts.classes.length;
  const evaluated = (part: "validation" | "test", model: NetworkName | null): JudgedTexts => {
    const { labels } = parts[part];
    return {
      labels,
      rows: labels.length,
      dataset:
        model === null
          ? { steps: 0, batch: () => neverRead() }
          : fromTokens(
              { x: listsOf(model)[part], y: targets(labels, classes) },
              { ...paddingOf(model, preset, length), batchSize: judgedBatch, shuffle: false },
            ),
    };
  };
  const counts = {
    train: classCounts(texts.labels, split.train, classes),
    validation: classCounts(texts.labels, split.validation, classes),
    test: classCounts(parts.test.labels, Int32Array.from(parts.test.labels.keys()), classes),
  };
  const duplicates = countDuplicates([...parts.train.texts, ...parts.validation.texts], parts.test.texts);
  const facts = {
    texts,
    counts,
    testSource: loaded.testSource,
    columns: loaded.columns,
    unseen: loaded.test?.unseen ?? [],
    oddities: [...texts.oddities, ...(loaded.test?.oddities ?? [])],
    wordless: [parts.train, parts.validation, parts.test].map((part) => part.texts.filter(isWordless).length),
    duplicates,
    vocabulary,
    length,
    lengths: parts.train.texts.slice(0, 2000).map((text) => vocabulary.encode(text).length),
  };
  return {
    texts,
    classes: texts.classes,
    split,
    counts,
    testTexts: parts.test.texts,
    testLabels: parts.test.labels,
    testSource: loaded.testSource,
    columns: loaded.columns,
    duplicates,
    unseen: facts.unseen,
    vocabulary,
    length,
    epochs,
    ...diagnose(facts),
    encoderOf,
    dataOf(model) {
      const masked = isMasked(model, preset);
      const { train } = listsOf(model);
      return {
        epochs,
        inputDim: encoderOf(model).size,
        length: masked ? null : length,
        classes,
        validation: evaluated("validation", model).dataset,
        train: fromTokens(
          { x: train, y: targets(parts.train.labels, classes) },
          { ...paddingOf(model, preset, length), batchSize, seed, ...(masked ? { bucketBatches: bucketed } : {}) },
        ),
      };
    },
    inputsOf: (model) => ({ validation: evaluated("validation", model), test: evaluated("test", model) }),
  };
}

/** As many words as the longest text has, so that short texts are not padded to the usual length. */
function lengthFor(texts: readonly string[], standardize: Standardization): number {
  const longest = texts.reduce(
    (most, text) => Math.max(most, wordsOf(text, { standardize }).length),
    fewestForConvolutions,
  );
  return Math.min(longest, defaults.length);
}

function charactersOf(texts: readonly string[], words: number): CharacterNgrams {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  if (characters > mostCharacters) {
    throw new RangeError(
      `it is for training texts of at most ${mostCharacters.toLocaleString("en-US")} characters, and these have ` +
        characters.toLocaleString("en-US"),
    );
  }
  return CharacterNgrams.fit(texts, { maxFeatures: featuresPerWord.characters * words });
}

/** Letters in scripts without spaces, from which on words are cut by dictionaries, and texts that are looked at. */
const fewestUnspaced = 0.2;
const looked = 1000;

/** How texts are cut into words: at spaces as in the lecture, or by dictionaries where a script has no spaces. */
function standardizationFor(texts: readonly string[]): Standardization {
  return unspacedShare(texts.slice(0, looked).join("\n")) >= fewestUnspaced ? "segmented" : "lowerAndStripPunctuation";
}

/**
 * Whether nothing is left of a text once its punctuation is gone. Most texts show a letter at once, and need not be cut
 * into words.
 */
function isWordless(text: string): boolean {
  return !/\w/.test(text) && wordsOf(text).length === 0;
}

/** A vocabulary, or a DataError where there are no words to learn. */
function learned<Words>(file: string, fit: () => Words): Words {
  try {
    return fit();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new DataError("the texts hold no words", { file, help: "choose another column of texts (--text)", cause });
  }
}

/** Batches whose texts are sorted by length together. */
const bucketed = 20;

/**
 * How a model's lists are brought to one length. Words are cut in front, and padded there or behind; bags are not cut.
 */
export function paddingOf(
  model: NetworkName,
  preset: Preset,
  length: number,
): { readonly maxlen?: number; readonly length: "maxlen" | "longest"; readonly padding?: Side } {
  const { reads, padding = "pre" } = bodyOf(model);
  if (reads === "bag") return { length: "longest" };
  return { padding, maxlen: length, length: isMasked(model, preset) ? "longest" : "maxlen" };
}

/** The indices of all texts. */
export function encodeAll(encoder: Encoder, texts: readonly string[]): TokenLists {
  return tokenLists(map(texts, (text) => encoder.encode(text)));
}

function* map<From, To>(values: Iterable<From>, f: (value: From) => To): Generator<To> {
  for (const value of values) yield f(value);
}

/** 0 or 1 for two classes, else the class. */
function targets(labels: Int32Array, classes: number): Int32Array | Float32Array {
  return classes === 2 ? Float32Array.from(labels) : labels;
}

function neverRead(): never {
  throw new Error("a baseline reads no texts");
}
