import { compilePattern, type TextPattern } from "./text-pattern.ts";

/** One thing that is done to a text before it is cut into words. */
export type NormalizeStep =
  | { readonly kind: "unicode"; readonly form: "NFC" | "NFD" | "NFKC" | "NFKD" }
  | { readonly kind: "lower" }
  /** Puts a text before every text that is not empty. */
  | { readonly kind: "prepend"; readonly text: string }
  | { readonly kind: "replace"; readonly pattern: TextPattern; readonly by: string }
  /** Takes white space off the ends. */
  | { readonly kind: "trim"; readonly start: boolean; readonly end: boolean };

/** Half of a surrogate pair, alone or not: quick to look for, as most texts have none. */
const halfOfPair = /[\uD800-\uDFFF]/;

/**
 * All steps, one after another. Lone halves of surrogate pairs, which no encoding can write, become U+FFFD before.
 * Lower case is JavaScript's, by which a capital sigma at the end of a word becomes "ς".
 */
export function normalizer(steps: readonly NormalizeStep[]): (text: string) => string {
  const all = steps.map(doing);
  return (text) => {
    let result = halfOfPair.test(text) ? text.replace(/\p{Surrogate}/gu, "\uFFFD") : text;
    for (const step of all) result = step(result);
    return result;
  };
}

function doing(step: NormalizeStep): (text: string) => string {
  switch (step.kind) {
    case "unicode":
      return (text) => text.normalize(step.form);
    case "lower":
      return (text) => text.toLowerCase();
    case "prepend":
      return (text) => (text === "" ? text : step.text + text);
    case "replace": {
      const pattern = compilePattern(step.pattern);
      return (text) => text.replace(pattern, () => step.by);
    }
    default: {
      const ends = [
        ...(step.start ? ["^\\p{White_Space}+"] : []),
        ...(step.end ? ["(?<!\\p{White_Space})\\p{White_Space}+$"] : []),
      ];
      const pattern = new RegExp(ends.join("|") || "(?!)", "gu");
      return (text) => text.replace(pattern, "");
    }
  }
}
