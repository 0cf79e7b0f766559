/** A sentence with its phrases, as `bracketing` makes it of a tree. */
export interface ScoredSentence {
  readonly leaves: readonly { readonly tag: string; readonly word: string }[];
  readonly phrases: readonly { readonly label: string; readonly start: number; readonly end: number }[];
}

/** Why a sentence was not scored: other words, another number of words, or, of a parsed tree, no words at all. */
export type BracketProblem = "words" | "length" | "empty";

/** What EVALB counts of one sentence. */
export interface BracketCounts {
  /** Words of the right tree without traces, punctuation included. */
  readonly length: number;
  /** Null where the sentence was scored; otherwise all counts are 0. */
  readonly problem: BracketProblem | null;
  readonly gold: number;
  readonly parsed: number;
  readonly matched: number;
  /** Phrases of the parsed tree that overlap one of the right tree without either holding the other. */
  readonly crossing: number;
  /** Words without punctuation and traces, and those whose parts of speech agree. */
  readonly words: number;
  readonly correctTags: number;
}

/* EVALB's COLLINS.prm: DELETE_LABEL, DELETE_LABEL_FOR_LENGTH, EQ_LABEL. */
const deletedTags = new Set(["TOP", "-NONE-", ",", ":", "``", "''", "."]);
const deletedPhrases = deletedTags;
const notCounted = "-NONE-";
const equalLabels = new Set(["ADVP", "PRT"]);

interface Bracket {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Counts of one sentence by the rules of EVALB (Sekine & Collins 1997) with its parameter file COLLINS.prm; see
 * `bracketScores`.
 */
export function bracketCounts(gold: ScoredSentence, parsed: ScoredSentence): BracketCounts {
  const length = gold.leaves.filter(({ tag }) => tag !== notCounted).length;
  const [a, b] = [kept(gold), kept(parsed)];
  const problem = problemOf(a.leaves, b.leaves);
  const none = { gold: 0, parsed: 0, matched: 0, crossing: 0, words: 0, correctTags: 0 };
  if (problem !== null) return { length, problem, ...none };
  return {
    length,
    problem,
    gold: a.brackets.length,
    parsed: b.brackets.length,
    matched: matches(a.brackets, b.brackets),
    crossing: b.brackets.filter((one) => a.brackets.some((other) => cross(one, other))).length,
    words: a.leaves.length,
    correctTags: a.leaves.filter(({ tag }, i) => equal(tag, b.leaves[i].tag)).length,
  };
}

/** Words without those that are deleted by their tags, and phrases over what is left. */
function kept({ leaves, phrases }: ScoredSentence): {
  readonly leaves: ScoredSentence["leaves"];
  readonly brackets: readonly Bracket[];
} {
  const stays = leaves.map(({ tag }) => !deletedTags.has(tag));
  /** How many words stay before each position. */
  const before = [0];
  for (const one of stays) before.push(before[before.length - 1] + (one ? 1 : 0));
  const brackets = phrases
    .map(({ label, start, end }) => ({ label: label.replace(/[-=].*$/s, ""), start: before[start], end: before[end] }))
    .filter(({ label, start, end }) => start < end && !deletedPhrases.has(label));
  return { leaves: leaves.filter((_, i) => stays[i]), brackets };
}

function problemOf(gold: ScoredSentence["leaves"], parsed: ScoredSentence["leaves"]): BracketProblem | null {
  if (parsed.length === 0) return "empty";
  if (gold.length !== parsed.length) return "length";
  return gold.every(({ word }, i) => word === parsed[i].word) ? null : "words";
}

/** Phrases of equal span and label, each used once, in order. */
function matches(gold: readonly Bracket[], parsed: readonly Bracket[]): number {
  const used = new Set<Bracket>();
  for (const one of gold) {
    const found = parsed.find(
      (other) =>
        !used.has(other) && one.start === other.start && one.end === other.end && equal(one.label, other.label),
    );
    if (found !== undefined) used.add(found);
  }
  return used.size;
}

function equal(a: string, b: string): boolean {
  return a === b || (equalLabels.has(a) && equalLabels.has(b));
}

function cross(a: Bracket, b: Bracket): boolean {
  return (
    (a.start < b.start && b.start < a.end && a.end < b.end) || (b.start < a.start && a.start < b.end && b.end < a.end)
  );
}
