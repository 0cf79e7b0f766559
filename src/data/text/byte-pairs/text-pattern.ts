/**
 * What is looked for in a text: a text, or a regular expression as `tokenizer.json` files write it, in the language of
 * Oniguruma.
 */
export type TextPattern = { readonly text: string } | { readonly regex: string };

/** What the two languages of regular expressions write alike and mean differently, or what JavaScript lacks. */
const notTaken = /\\[bBwWhHAzZGKXR]|\[\[:|&&|\(\?>|\(\?[a-z]*-?[a-z]+\)/;

/**
 * A JavaScript expression with the flags g and u that finds what `pattern` does. White space (\s, \S) is that of
 * Unicode, digits (\d) are those of all scripts, and (?i:…) may hold letters and signs. Throws a RangeError for what
 * cannot be said in JavaScript.
 */
export function compilePattern(pattern: TextPattern): RegExp {
  if ("text" in pattern) return new RegExp(escaped(pattern.text), "gu");
  const source = pattern.regex
    .replace(/\\\\|\\s/g, (match) => (match === "\\s" ? "\\p{White_Space}" : match))
    .replace(/\\\\|\\S/g, (match) => (match === "\\S" ? "\\P{White_Space}" : match))
    .replace(/\\\\|\\d/g, (match) => (match === "\\d" ? "\\p{Nd}" : match))
    .replace(/\(\?i:([A-Za-z'’|]*)\)/g, (_, body: string) => `(?:${body.replace(/[A-Za-z]/g, eitherCase)})`);
  const odd = notTaken.exec(source.replaceAll("\\\\", ""));
  if (odd !== null) {
    throw new RangeError(
      `the regular expression ${JSON.stringify(pattern.regex)} uses ${odd[0]}, which is not supported`,
    );
  }
  try {
    return new RegExp(source, "gu");
  } catch (cause) {
    throw new RangeError(`the regular expression ${JSON.stringify(pattern.regex)} is not supported`, { cause });
  }
}

/** An expression, without flags, that finds just this text. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function eitherCase(letter: string): string {
  return `[${letter.toLowerCase()}${letter.toUpperCase()}]`;
}
