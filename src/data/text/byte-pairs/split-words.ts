import { compilePattern, type TextPattern } from "./text-pattern.ts";

/** One thing that is done to cut a normalized text into words, across which nothing is merged. */
export type SplitStep =
  /**
   * "isolate": what is found is a word, and so is what lies between. "remove": only what lies between. "find": only
   * what is found.
   */
  | { readonly kind: "pattern"; readonly pattern: TextPattern; readonly keep: "isolate" | "remove" | "find" }
  /**
   * What GPT-2 does: perhaps puts a space before a piece that has none, and perhaps cuts into words, digits, other
   * signs and white space.
   */
  | { readonly kind: "byteLevel"; readonly prefixSpace: boolean; readonly cut: boolean }
  /** Writes spaces as another character, puts one before a piece that has none, and perhaps cuts before each. */
  | {
      readonly kind: "metaspace";
      readonly character: string;
      readonly prepend: "always" | "first" | "never";
      readonly cut: boolean;
    };

/**
 * How GPT-2 cuts (Radford et al. 2019): English endings such as 's, then runs of one kind, a space before them
 * included.
 */
const gpt2Words = "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/** A function that cuts a text; `first` says that nothing comes before it. */
export function splitter(steps: readonly SplitStep[]): (text: string, first: boolean) => readonly string[] {
  const all = steps.filter((step) => step.kind !== "byteLevel" || step.prefixSpace || step.cut).map(doing);
  // Mostly there is one step.
  if (all.length === 1) return all[0];
  return (text, first) =>
    all.reduce<readonly string[]>(
      (pieces, step) => pieces.flatMap((piece, i) => step(piece, first && i === 0)),
      text === "" ? [] : [text],
    );
}

function doing(step: SplitStep): (piece: string, first: boolean) => readonly string[] {
  switch (step.kind) {
    case "pattern": {
      const pattern = compilePattern(step.pattern);
      if (step.keep === "find") return (piece) => piece.match(pattern)?.filter((word) => word !== "") ?? [];
      return (piece) => cut(piece, pattern, step.keep === "isolate");
    }
    case "byteLevel": {
      const pattern = compilePattern({ regex: gpt2Words });
      const { prefixSpace } = step;
      const spaced = (piece: string): string => (prefixSpace && !piece.startsWith(" ") ? ` ${piece}` : piece);
      return step.cut ? (piece) => cut(spaced(piece), pattern, true) : (piece) => [spaced(piece)];
    }
    default:
      return (piece, first) => {
        const spaced = piece.replaceAll(" ", step.character);
        const add = step.prepend === "always" || (step.prepend === "first" && first);
        const whole = add && !spaced.startsWith(step.character) ? step.character + spaced : spaced;
        return step.cut ? beforeEach(whole, step.character) : [whole];
      };
  }
}

function cut(piece: string, pattern: RegExp, isolate: boolean): readonly string[] {
  if (isolate) {
    // Patterns mostly find all there is, and this way is several times as fast.
    const found: readonly string[] = piece.match(pattern) ?? [];
    let length = 0;
    for (const word of found) length += word.length;
    if (length === piece.length) return found.includes("") ? found.filter((word) => word !== "") : found;
  }
  const words: string[] = [];
  let end = 0;
  for (const { 0: found, index } of piece.matchAll(pattern)) {
    if (index > end) words.push(piece.slice(end, index));
    if (isolate && found !== "") words.push(found);
    end = index + found.length;
  }
  if (end < piece.length) words.push(piece.slice(end));
  return words;
}

function beforeEach(text: string, character: string): string[] {
  const words: string[] = [];
  let start = 0;
  for (let at = text.indexOf(character, 1); at >= 0; at = text.indexOf(character, at + character.length)) {
    words.push(text.slice(start, at));
    start = at;
  }
  if (start < text.length) words.push(text.slice(start));
  return words;
}
