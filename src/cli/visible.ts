/** Control characters of both sets, marks that turn the direction of text around, and what parts lines otherwise. */
// oxlint-disable-next-line no-control-regex -- these are what is meant
const hidden = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Text from outside as a terminal may show it: what would move the cursor, change colours or turn text around is
 * written as in a string of JavaScript, such as "\\u001b". Names of columns and files, labels, and what messages quote
 * go through this before they are printed.
 */
export function visible(text: string): string {
  return text.replace(hidden, escaped);
}

/** The same for text of several lines. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

/** A value as one line of JSON, which stays JSON, and is safe to show. */
export function jsonLine(value: object): string {
  return `${visible(JSON.stringify(value))}\n`;
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
