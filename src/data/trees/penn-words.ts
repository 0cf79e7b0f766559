type Rule = readonly [pattern: RegExp, replacement: string];

const rules: readonly Rule[] = [
  // Quotes that open stand after white space or a bracket.
  [/(^|[\s([{<])"/gu, "$1 `` "],
  [/"/gu, " '' "],
  [/[“„«]/gu, " `` "],
  [/[”»]/gu, " '' "],
  [/[(]/gu, " -LRB- "],
  [/[)]/gu, " -RRB- "],
  [/[{]/gu, " -LCB- "],
  [/[}]/gu, " -RCB- "],
  [/(\.{3,}|…)/gu, " $1 "],
  [/([;?!%$&@#[\]])/gu, " $1 "],
  [/(-{2,}|—)/gu, " $1 "],
  // Within numbers and times they belong to them.
  [/([,:])(?!\p{Nd})/gu, " $1 "],
  [/(?<!\p{Nd})([,:])/gu, " $1 "],
  [/[’]/gu, "'"],
  [/(\p{L})('s|'S|'m|'d|'ll|'re|'ve)(?=$|[\s.])/gu, "$1 $2"],
  [/(\p{L})(n't|N'T)(?=$|[\s.])/gu, "$1 $2"],
  [/\b(can)(not)\b/giu, "$1 $2"],
  // An apostrophe after a word is a possessive or a quote.
  [/(\p{L})'(?=$|\s)/gu, "$1 '"],
];

/**
 * The words of a sentence as the Penn Treebank parts them: punctuation by itself, contractions in two ("do n't", "it
 * 's"), quotes as `` and '', brackets as -LRB- and -RRB-. A full stop is a word of its own at the end of the sentence
 * alone, unless another is within its word ("U.S."). What is parted already stays as it is.
 */
export function pennWords(sentence: string): readonly string[] {
  const parted = rules.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), sentence);
  const words = parted.split(/\s+/u).filter((word) => word !== "");
  // Quotes and brackets may follow the end.
  const last = words.findLastIndex((word) => !/^(''|'|-RRB-|-RCB-)$/u.test(word));
  const word = words[last];
  if (word === undefined || !/^[^.]+\.$/u.test(word)) return words;
  return words.toSpliced(last, 1, word.slice(0, -1), ".");
}
