import { checkOptions } from "../../tensor/options.ts";
import { expectOneOf } from "./checks.ts";

/**
 * What happens to a text before it is cut at white space.
 *
 * The first four are those of Keras's TextVectorization, byte for byte: only A … Z are lowered, only the ASCII
 * punctuation !"#$%&()*+,-./:;<=>?@[\]^_`{|}~' is deleted, so that "well-known" becomes "wellknown", and only ASCII
 * white space separates words.
 *
 * "unicode" is for all languages. Composed and decomposed letters become the same (NFC), every script is lowered,
 * apostrophes and soft hyphens are deleted ("don't", "don’t" → "dont"), and all other punctuation of every script
 * becomes a space, so that it separates words ("well-known" → "well known", "gut—schlecht" → "gut schlecht"). Emoji
 * stay. All Unicode white space separates words.
 *
 * "segmented" is "unicode" for scripts that put no spaces between words as well: Thai, Lao, Khmer, Burmese, Chinese and
 * Japanese are cut by Intl.Segmenter, whose dictionaries are those of the program that runs it (ICU), and may change
 * with its version.
 */
export type Standardization =
  "lowerAndStripPunctuation" | "lower" | "stripPunctuation" | "none" | "unicode" | "segmented";

/** What happens to HTML line breaks such as <br />. */
export type LineBreaks = "space" | "keep";

export interface StandardizeOptions {
  /** Default: "lowerAndStripPunctuation", as in Keras. */
  readonly standardize?: Standardization;
  /**
   * "space": each <br>, <br/> or <br /> becomes a space, before anything else happens. "keep": they are text like any
   * other, as in Keras, which makes "goodbr" of "good<br />". Default: "space", the only difference from Keras.
   */
  readonly lineBreaks?: LineBreaks;
}

export const standardizations: readonly Standardization[] = [
  "lowerAndStripPunctuation",
  "lower",
  "stripPunctuation",
  "none",
  "unicode",
  "segmented",
];

const ways: Readonly<Record<Standardization, (text: string) => string>> = {
  lowerAndStripPunctuation: (text) => withoutPunctuation(lowerAscii(text)),
  lower: lowerAscii,
  stripPunctuation: withoutPunctuation,
  none: (text) => text,
  unicode: unicodeWords,
  segmented: unicodeWords,
};

/**
 * The text as it is before it is cut into words: see `Standardization`. Doing it twice changes nothing more, line
 * breaks aside.
 */
export function standardizeText(text: string, options: StandardizeOptions = {}): string {
  checkOptions("standardizeText", options, { standardize: true, lineBreaks: true });
  const { standardize: how = "lowerAndStripPunctuation", lineBreaks = "space" } = options;
  expectOneOf("standardizeText", "standardize", how, standardizations);
  return ways[how](lineBreaks === "space" ? text.replace(/<br\s*\/?>/gi, " ") : text);
}

/** The words of a text, in order. */
export function wordsOf(text: string, options: StandardizeOptions = {}): readonly string[] {
  checkOptions("wordsOf", options, { standardize: true, lineBreaks: true });
  const words = spaced(standardizeText(text, options), options);
  return options.standardize === "segmented" ? words.flatMap(segments) : words;
}

/** What stands between white space: that of Unicode, or of ASCII alone as in Keras. */
export function spaced(text: string, { standardize }: StandardizeOptions): readonly string[] {
  const ofUnicode = standardize === "unicode" || standardize === "segmented";
  return text.match(ofUnicode ? /\P{White_Space}+/gu : /[^ \t\n\v\f\r]+/g) ?? [];
}

const unspacedLetters = /[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu;

/** The share of letters in scripts that put no spaces between words, 0 to 1; 0 without letters. */
export function unspacedShare(text: string): number {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters === 0 ? 0 : Math.min(1, (text.match(unspacedLetters)?.length ?? 0) / letters);
}

let segmenter: Intl.Segmenter | undefined;

/** The words of a run of letters without spaces. */
function segments(run: string): readonly string[] {
  if (run.search(unspacedLetters) < 0) return [run];
  segmenter ??= new Intl.Segmenter("und", { granularity: "word" });
  return Array.from(segmenter.segment(run), ({ segment }) => segment);
}

function withoutPunctuation(text: string): string {
  return text.replace(/[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~']+/g, "");
}

/**
 * Lowers A … Z alone, as tf.strings.lower does by default. toLowerCase is far faster, and the same when all is ASCII.
 */
function lowerAscii(text: string): string {
  return /[^ -~\s]/.test(text) ? text.replace(/[A-Z]+/g, (run) => run.toLowerCase()) : text.toLowerCase();
}

function unicodeWords(text: string): string {
  const lowered = text.normalize("NFC").toLowerCase();
  const parted = lowered.replace(/['’ʼ＇\u00AD\uFEFF]+/g, "").replace(/[\p{P}$+<=>^`|~\u200B]+/gu, " ");
  // What was deleted may have stood between a letter and its mark.
  return parted.normalize("NFC");
}
