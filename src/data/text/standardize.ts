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
 */
export type Standardization = "lowerAndStripPunctuation" | "lower" | "stripPunctuation" | "none" | "unicode";

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
];

const ways: Readonly<Record<Standardization, (text: string) => string>> = {
  lowerAndStripPunctuation: (text) => withoutPunctuation(lowerAscii(text)),
  lower: lowerAscii,
  stripPunctuation: withoutPunctuation,
  none: (text) => text,
  unicode: unicodeWords,
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
  const standardized = standardizeText(text, options);
  return standardized.match(options.standardize === "unicode" ? /\P{White_Space}+/gu : /[^ \t\n\v\f\r]+/g) ?? [];
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
