/**
 * White space as Python's str.split and str.rstrip have it, and so sacreBLEU: JavaScript's own with U+001C … U+001F and
 * U+0085, and without U+FEFF.
 */
const space = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const run = new RegExp(`[^${space}]+`, "g");
// Looked at once, from where a run begins: a long run within a text would take its square otherwise.
const atEnd = new RegExp(`(?<![${space}])[${space}]+$`);

/** The parts of a text between white space. */
export function splitAtSpace(text: string): readonly string[] {
  return text.match(run) ?? [];
}

export function withoutTrailingSpace(text: string): string {
  return text.replace(atEnd, "");
}
