import { checkOptions } from "../tensor/options.ts";
import { bracketCounts, type BracketCounts, type ScoredSentence } from "./bracket-counts.ts";

/** The summary that EVALB prints. Shares are in per cent; where there is nothing to divide by they are 0. */
export interface BracketScores {
  readonly sentences: number;
  /** Sentences left out because words or their number differ. */
  readonly errors: number;
  /** Sentences left out because their parsed tree has no words. */
  readonly skipped: number;
  readonly valid: number;
  /** Phrases. */
  readonly gold: number;
  readonly parsed: number;
  readonly matched: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Sentences whose phrases are all right. */
  readonly exactMatch: number;
  /** Crossing phrases per sentence. */
  readonly averageCrossing: number;
  /** Sentences with no crossing phrase, and with two or less. */
  readonly noCrossing: number;
  readonly twoOrLessCrossing: number;
  /** Words whose part of speech is right; null where `knownTags` is false. */
  readonly taggingAccuracy: number | null;
}

export interface BracketScoreOptions {
  /**
   * Whether the parsed trees have parts of speech of their own. Where they have not, as when a parser writes XX for
   * all, punctuation is found by the tags of the right tree, so that EVALB's lengths agree. Default: true, EVALB's
   * rule.
   */
  readonly knownTags?: boolean;
  /** Longest sentences of the second summary, in words. Default: 40. */
  readonly cutoff?: number;
}

export interface BracketResult {
  readonly all: BracketScores;
  /** Of sentences with at most `cutoff` words. */
  readonly short: BracketScores;
  readonly cutoff: number;
  readonly sentences: readonly BracketCounts[];
}

/**
 * Labelled precision, recall and F1 of phrases, by the rules of EVALB with COLLINS.prm, which is how parsers of the
 * Penn Treebank are compared (Collins 1997). A phrase of the parsed tree is right when the right tree has one of the
 * same label over the same words. Not counted are words tagged `` '' : , . or -NONE-, phrases with no other words, and
 * roots called TOP; function tags are cut off (NP-SBJ is NP); ADVP and PRT are the same. Equal phrases over the same
 * words match one by one. A sentence whose remaining words differ from the right ones is left out and counted as an
 * error, and one without any is skipped.
 *
 * Throws a RangeError where there is not one parsed tree for each right one.
 */
export function bracketScores(
  gold: readonly ScoredSentence[],
  parsed: readonly ScoredSentence[],
  options: BracketScoreOptions = {},
): BracketResult {
  checkOptions("bracketScores", options, { knownTags: true, cutoff: true });
  const { knownTags = true, cutoff = 40 } = options;
  if (gold.length !== parsed.length) {
    throw new RangeError(
      `bracket scores need a parsed tree for each right one, got ${parsed.length} for ${gold.length}`,
    );
  }
  const sentences = gold.map((right, i) => bracketCounts(right, knownTags ? parsed[i] : withTagsOf(right, parsed[i])));
  const summary = (some: readonly BracketCounts[]): BracketScores => summarise(some, knownTags);
  return {
    all: summary(sentences),
    short: summary(sentences.filter(({ length }) => length <= cutoff)),
    cutoff,
    sentences,
  };
}

/** A parsed tree with the tags of the right one, where it has as many words. */
function withTagsOf(gold: ScoredSentence, parsed: ScoredSentence): ScoredSentence {
  const tags = gold.leaves.map(({ tag }) => tag).filter((tag) => tag !== "-NONE-");
  if (tags.length !== parsed.leaves.length) return parsed;
  return { leaves: parsed.leaves.map(({ word }, i) => ({ word, tag: tags[i] })), phrases: parsed.phrases };
}

function summarise(sentences: readonly BracketCounts[], knownTags: boolean): BracketScores {
  const valid = sentences.filter(({ problem }) => problem === null);
  const skipped = sentences.filter(({ problem }) => problem === "empty").length;
  const sum = (of: (one: BracketCounts) => number): number => valid.reduce((total, one) => total + of(one), 0);
  const share = (right: (one: BracketCounts) => boolean): number => percent(valid.filter(right).length, valid.length);
  const gold = sum((one) => one.gold);
  const parsed = sum((one) => one.parsed);
  const matched = sum((one) => one.matched);
  return {
    sentences: sentences.length,
    errors: sentences.length - valid.length - skipped,
    skipped,
    valid: valid.length,
    gold,
    parsed,
    matched,
    precision: percent(matched, parsed),
    recall: percent(matched, gold),
    f1: percent(2 * matched, gold + parsed),
    exactMatch: share((one) => one.gold === one.matched && one.parsed === one.matched),
    averageCrossing:
      percent(
        sum(({ crossing }) => crossing),
        valid.length,
      ) / 100,
    noCrossing: share(({ crossing }) => crossing === 0),
    twoOrLessCrossing: share(({ crossing }) => crossing <= 2),
    taggingAccuracy: knownTags
      ? percent(
          sum(({ correctTags }) => correctTags),
          sum(({ words }) => words),
        )
      : null,
  };
}

function percent(part: number, total: number): number {
  return total === 0 ? 0 : (100 * part) / total;
}
