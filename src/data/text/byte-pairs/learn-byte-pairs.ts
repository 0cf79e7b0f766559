import { checkOptions } from "../../../tensor/options.ts";
import { expectOneOf, expectInteger } from "../checks.ts";
import { byteAlphabet, byteCharacters } from "./byte-alphabet.ts";
import { beginToken, endToken, paddingToken, specialToken, type BytePairData } from "./byte-pair-data.ts";
import { learnMerges, type CountedWord } from "./learn-merges.ts";
import type { NormalizeStep } from "./normalize.ts";
import type { SplitStep } from "./split-words.ts";
import { WordCounts } from "./word-counts.ts";

export interface BytePairOptions {
  /** Tokens in all, special ones and bytes among them. Exactly one of this and `merges` is to be given. */
  readonly vocabularySize?: number;
  /** Merges to learn. */
  readonly merges?: number;
  /** Pairs that occur less often are not merged, so there may be fewer tokens than vocabularySize. Default: 2. */
  readonly leastCount?: number;
  /**
   * Where texts are cut. "words": letters, digits and other signs part from each other and at white space, as raw text
   * wants it. "spaces": at white space alone, for texts that were tokenized before. A space belongs to the word after
   * it. Default: "words".
   */
  readonly cut?: "words" | "spaces";
  /** Lower the texts. Default: false. */
  readonly lower?: boolean;
  /**
   * The Unicode normal form of the texts; "NFKC" also makes one of a sign's variants, such as full-width letters.
   * Default: "NFC".
   */
  readonly unicode?: "NFC" | "NFKC" | "none";
  /** Special tokens after <pad>, <s> and </s>: ids from 3. Default: none. */
  readonly special?: readonly string[];
}

/** Texts are added one by one, so they need not be in memory together. */
export interface Learning {
  add(text: string): void;
  /** Learns the merges from all texts added. */
  finish(): BytePairData;
}

const cuts: Readonly<Record<"words" | "spaces", string>> = {
  words:
    " ?[\\p{L}\\p{M}]+| ?\\p{N}+| " +
    "?[^\\p{White_Space}\\p{L}\\p{M}\\p{N}]+|\\p{White_Space}+(?!\\P{White_Space})|\\p{White_Space}+",
  spaces: " ?\\P{White_Space}+|\\p{White_Space}+(?!\\P{White_Space})|\\p{White_Space}+",
};

/** Longer words, in bytes of UTF-8, teach nothing: they are no words, and would be looked at in most merges. */
const longestWord = 1000;

export function learnBytePairs(options: BytePairOptions): Learning {
  checkOptions("learnBytePairs", options, {
    vocabularySize: true,
    merges: true,
    leastCount: true,
    cut: true,
    lower: true,
    unicode: true,
    special: true,
  });
  const {
    vocabularySize,
    merges,
    leastCount = 2,
    cut = "words",
    lower = false,
    unicode = "NFC",
    special = [],
  } = options;
  const who = "byte pairs";
  const specials = [paddingToken.text, beginToken.text, endToken.text, ...special];
  const smallest = specials.length + byteAlphabet.length;
  if ((vocabularySize === undefined) === (merges === undefined))
    throw new RangeError(`${who}: give either vocabularySize or merges, got ${vocabularySize} and ${merges}`);
  if (vocabularySize !== undefined) expectInteger(who, "vocabularySize", vocabularySize, smallest);
  if (merges !== undefined) expectInteger(who, "merges", merges, 0);
  expectInteger(who, "leastCount", leastCount, 1);
  expectOneOf(who, "cut", cut, Object.keys(cuts));
  expectOneOf(who, "unicode", unicode, ["NFC", "NFKC", "none"]);
  const twice = specials.find((text, i) => text.length < 2 || specials.indexOf(text) !== i);
  if (twice !== undefined)
    throw new RangeError(`${who}: special tokens differ and have two characters or more, got ${JSON.stringify(twice)}`);
  const normalize: readonly NormalizeStep[] = [
    ...(unicode === "none" ? [] : [{ kind: "unicode", form: unicode } as const]),
    ...(lower ? [{ kind: "lower" } as const] : []),
    // The first word is then the same token as within a text; decoding takes the space off again.
    { kind: "prepend", text: " " },
  ];
  const split: readonly SplitStep[] = [
    { kind: "pattern", pattern: { regex: cuts[cut] }, keep: "isolate" },
    { kind: "byteLevel", prefixSpace: false, cut: false },
  ];
  const words = new WordCounts(normalize, split);
  return {
    add: (text) => words.add(text),
    finish() {
      const learnt = learnMerges(asBytes(words.counts), byteAlphabet, {
        ...(merges === undefined ? {} : { merges }),
        ...(vocabularySize === undefined ? {} : { tokens: vocabularySize - specials.length }),
        leastCount,
        reserved: new Set(specials),
      });
      return {
        tokens: [...specials, ...learnt.tokens],
        merges: learnt.merges,
        added: specials.map((text, id) => specialToken(id, text)),
        alphabet: "bytes",
        byteFallback: false,
        unknown: null,
        fuseUnknown: false,
        wholeWordsFirst: false,
        normalize,
        split,
        space: " ",
        spacesToStrip: 1,
      };
    },
  };
}

function* asBytes(counts: ReadonlyMap<string, number>): Iterable<CountedWord> {
  const encoder = new TextEncoder();
  const placeOf = byteCharacters.map((character) => byteAlphabet.indexOf(character));
  for (const [word, count] of counts) {
    const bytes = encoder.encode(word);
    if (bytes.length <= longestWord) yield { symbols: bytes.map((byte) => placeOf[byte]), count };
  }
}
