import { bracketing } from "../../data/trees/bracketing.ts";
import type { Phrase } from "../../data/trees/tree.ts";
import { printTree } from "../../data/trees/print-tree.ts";
import { linearise } from "../../data/trees/linearise.ts";
import { bracketScores, type BracketScores } from "../../scoring/bracket-scores.ts";
import type { EncoderDecoder } from "../sequences/encoder-decoder.ts";
import type { ValidationResult, SequenceTask } from "../sequences/task.ts";
import type { FullOptions } from "./options.ts";
import { parser, type ParsedSentence, type ParserOptions } from "./parser.ts";
import { wordsOf, type Prepared } from "./prepare.ts";

/** Trees that were parsed, and how they compare to the right ones; the score is bracket F1. */
export interface Parsed extends ValidationResult {
  readonly trees: readonly Phrase[];
  readonly scores: BracketScores;
  /** Trees of which nothing had to be mended. */
  readonly wellFormed: number;
}

/** Learning to parse, evaluated by the bracket F1 of greedily decoded trees. */
export function parseTask(prepared: Prepared, options: FullOptions): SequenceTask<Parsed> {
  return {
    train: prepared.trainPairs,
    validation: prepared.validationPairs,
    evaluate: (model) => () => parseAndScore(model, prepared, options, prepared.validation, { beam: 1 }),
    sample({ trees }, turn) {
      const i = (turn * 7) % trees.length;
      return { source: wordsOf(trees[i]).join(" "), output: linearise(trees[i]).join(" ") };
    },
  };
}

/** Parses the sentences of right trees, and scores what came of it. */
export async function parseAndScore(
  model: EncoderDecoder,
  { vocabulary }: Pick<Prepared, "vocabulary">,
  { lookahead }: Pick<FullOptions, "lookahead">,
  gold: readonly Phrase[],
  options: ParserOptions,
): Promise<Parsed> {
  const results = await parser(model, vocabulary, { lookahead })(gold.map(wordsOf), options);
  const parsed = results.filter((one): one is ParsedSentence => one !== null);
  const trees = parsed.map(({ tree }) => tree);
  const scores = scoresOf(gold, trees);
  return { score: scores.f1, scores, trees, wellFormed: parsed.filter((one) => one.wellFormed).length };
}

/**
 * EVALB's scores of parsed trees, in which punctuation is told by the parts of speech of the right trees: by its own
 * rule EVALB leaves out every sentence in which a model took punctuation for something else, and so those that are
 * hardest.
 */
export function scoresOf(gold: readonly Phrase[], parsed: readonly Phrase[]): BracketScores {
  return bracketScores(gold.map(bracketing), parsed.map(bracketing), { knownTags: false }).all;
}

/** A tree per line. */
export function treeLines(trees: readonly Phrase[]): string {
  return trees.map((tree) => `${printTree(tree)}\n`).join("");
}
