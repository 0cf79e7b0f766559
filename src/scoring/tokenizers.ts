import { splitAtSpace } from "./white-space.ts";

/**
 * How a sentence is cut into tokens before n-grams are counted; the names are sacreBLEU's.
 *
 * - "13a": the rules of NIST's mteval-v13a, the standard of WMT: four HTML entities are resolved, ASCII punctuation
 *   stands alone, periods and commas
 *   stay between digits, a hyphen leaves the digit before it. Other alphabets' punctuation stays with its word.
 * - "intl": the rules of mteval-v14 (--international-tokenization): Unicode punctuation stands alone unless a digit is
 *   on its other side, symbols always.
 * - "char": every character is a token.
 * - "none": the text is tokenised already; it is cut at white space.
 */
export type Tokenizer = "13a" | "intl" | "char" | "none";

export const tokenizers: readonly Tokenizer[] = ["13a", "intl", "char", "none"];

const ways: Readonly<Record<Tokenizer, (text: string) => readonly string[]>> = {
  "13a": mteval13,
  intl: mteval14,
  char: (text) => Array.from(splitAtSpace(text).join("")),
  none: splitAtSpace,
};

/** The tokens of a sentence. */
export function tokenize(text: string, tokenizer: Tokenizer): readonly string[] {
  return ways[tokenizer](text);
}

function mteval13(text: string): readonly string[] {
  const joined = text.replaceAll("<skipped>", "").replaceAll("-\n", "").replaceAll("\n", " ");
  // The spaces at both ends are the neighbours that the rules about digits ask for.
  const parted = ` ${withoutEntities(joined)} `
    .replace(/[!-&(-+/:-@[-`{-~]/g, " $& ")
    .replace(/([^0-9])([.,])/gu, "$1 $2 ")
    .replace(/([.,])([^0-9])/gu, " $1 $2")
    .replace(/([0-9])-/g, "$1 - ");
  return splitAtSpace(parted);
}

/** One entity after another, so that "&amp;lt;" ends as "<", as in the original. */
function withoutEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll("&quot;", '"').replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">");
}

function mteval14(text: string): readonly string[] {
  const parted = text
    .replace(/(\P{N})(\p{P})/gu, "$1 $2 ")
    .replace(/(\p{P})(\P{N})/gu, " $1 $2")
    .replace(/\p{S}/gu, " $& ");
  return splitAtSpace(parted);
}
