const endings = [
  "ment",
  "able",
  "ible",
  "ions",
  "ness",
  "ing",
  "ers",
  "est",
  "ity",
  "ies",
  "ion",
  "ous",
  "ive",
  "ary",
  "ed",
  "ly",
  "er",
  "al",
  "ic",
  "ss",
  "y",
  "s",
];

/**
 * What can be seen of a word that is not known: digits, capitals, hyphens and its ending, as "<unknown-Capital-ing>" or
 * "<number-point>". Parsers of English have long done so (Klein & Manning 2003, "Accurate Unlexicalized Parsing").
 * `first` says that it begins the sentence, where a capital tells little.
 */
export function wordClass(word: string, first: boolean): string {
  if (/\p{Nd}/u.test(word)) return numberClass(word);
  if (!/\p{L}/u.test(word)) return "<sign>";
  const lower = word.toLowerCase();
  const ending = endings.find((one) => lower.length > one.length + 1 && lower.endsWith(one));
  const capitals =
    word.length > 1 && word === word.toUpperCase()
      ? "CAPITALS"
      : /^\p{Lu}/u.test(word)
        ? first
          ? "First"
          : "Capital"
        : "";
  const parts = ["unknown", capitals, word.includes("-") ? "hyphen" : "", ending ?? ""];
  return `<${parts.filter((part) => part !== "").join("-")}>`;
}

function numberClass(word: string): string {
  if (!/^[\p{Nd}.,/\\:-]+$/u.test(word)) return word.endsWith("s") ? "<number-letters-s>" : "<number-letters>";
  if (/^\p{Nd}{4}$/u.test(word)) return "<number-year>";
  return /[.,]/.test(word) ? "<number-point>" : "<number>";
}
