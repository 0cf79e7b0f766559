import { checkOptions } from "../../../tensor/options.ts";
import { abbreviations, type MosesLanguage } from "./abbreviations.ts";

export interface MosesTokenizeOptions {
  readonly language: MosesLanguage;
  /**
   * Write the signs & | < > ' " [ ] as &amp; &#124; &lt; &gt; &apos; &quot; &#91; &#93;, as Moses does. Default: true.
   */
  readonly escape?: boolean;
}

type Rule = readonly [pattern: RegExp, replacement: string];

/** A comma is a token unless digits are on both sides. */
const commas: readonly Rule[] = [
  [/(\P{N}),/gu, "$1 , "],
  [/,(\P{N})/gu, " , $1"],
  [/(\p{N}),$/gu, "$1 , "],
];

/**
 * Between letters, an apostrophe goes with what follows in English ("it 's"), and with what comes before in French ("l'
 * été").
 */
const apostrophes: Readonly<Record<MosesLanguage, readonly Rule[]>> = {
  en: [
    [/(\P{Alphabetic})'(\P{Alphabetic})/gu, "$1 ' $2"],
    [/([^\p{Alphabetic}\p{N}])'(\p{Alphabetic})/gu, "$1 ' $2"],
    [/(\p{Alphabetic})'(\P{Alphabetic})/gu, "$1 ' $2"],
    [/(\p{Alphabetic})'(\p{Alphabetic})/gu, "$1 '$2"],
    [/(\p{N})'s/gu, "$1 's"],
  ],
  fr: [
    [/(\P{Alphabetic})'(\P{Alphabetic})/gu, "$1 ' $2"],
    [/(\P{Alphabetic})'(\p{Alphabetic})/gu, "$1 ' $2"],
    [/(\p{Alphabetic})'(\P{Alphabetic})/gu, "$1 ' $2"],
    [/(\p{Alphabetic})'(\p{Alphabetic})/gu, "$1' $2"],
  ],
  de: [[/'/g, " ' "]],
};

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "|": "&#124;",
  "<": "&lt;",
  ">": "&gt;",
  "'": "&apos;",
  '"': "&quot;",
  "[": "&#91;",
  "]": "&#93;",
};

/**
 * Tokens with single spaces between, by the rules of tokenizer.perl of Moses (Koehn et al. 2007), in which papers count
 * words and BLEU: signs are tokens, except full stops, commas and apostrophes within words and numbers, hyphens within
 * words, and full stops of abbreviations. Runs of full stops stay together. Differs from Moses in its lists of
 * abbreviations, and has neither its protected patterns nor its splitting of hyphens.
 */
export function mosesTokenize(text: string, options: MosesTokenizeOptions): string {
  checkOptions("mosesTokenize", options, { language: true, escape: true });
  const { language, escape = true } = options;
  // oxlint-disable-next-line no-control-regex -- these are what is meant
  const clean = tidy(text).replace(/[\u0000-\u001F]/g, "");
  const signs = clean.replace(/([^\p{Alphabetic}\p{Nd}\s.'`,-])/gu, " $1 ").replace(/\.{2,}/g, " $& ");
  const parted = [...commas, ...apostrophes[language]].reduce(
    (line, [pattern, replacement]) => line.replace(pattern, replacement),
    signs,
  );
  const words = tidy(parted).split(" ");
  const line = words.map((word, i) => withoutFullStop(word, words[i + 1], language)).join(" ");
  const tokens = tidy(line.replace(/(?<!\.)\.' ?$/, " . ' "));
  return escape ? tokens.replace(/[&|<>'"[\]]/g, (sign) => entities[sign]) : tokens;
}

/**
 * Parts the full stop at a word's end, unless it belongs to the word: in abbreviations, and where the sentence goes on
 * in lower case.
 */
function withoutFullStop(word: string, next: string | undefined, language: MosesLanguage): string {
  const before = word.slice(0, -1);
  if (!word.endsWith(".") || before === "" || before.endsWith(".")) return word;
  const { always, beforeNumbers } = abbreviations[language];
  const belongs =
    (before.includes(".") && /\p{Alphabetic}/u.test(before)) ||
    always.has(before) ||
    (next !== undefined && (/^\p{Lowercase}/u.test(next) || (beforeNumbers.has(before) && /^[0-9]/.test(next))));
  return belongs ? word : `${before} .`;
}

function tidy(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
