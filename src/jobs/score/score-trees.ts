import { checkOptions } from "../../tensor/options.ts";
import { bracketing } from "../../data/trees/bracketing.ts";
import { anyTag, leavesOf } from "../../data/trees/tree.ts";
import { bracketScores, type BracketResult } from "../../scoring/bracket-scores.ts";
import { readTreebank } from "../parse/read-treebank.ts";
import { DataError } from "../table/data-error.ts";

export interface ScoreTreesOptions {
  /** The right trees: a file, a folder or a zip archive. */
  readonly gold: string;
  /** The trees to score, in the same order. */
  readonly parsed: string;
}

export interface TreeScores {
  readonly gold: string;
  readonly parsed: string;
  readonly result: BracketResult;
  readonly notes: readonly string[];
}

/**
 * Scores parsed trees by EVALB's rules (see `bracketScores`); traces and function tags are taken off both. Trees whose
 * parts of speech are all XX take them from the right trees. Throws a DataError for files that cannot be read, hold no
 * trees, or differ in their number of trees.
 */
export async function scoreTrees(options: ScoreTreesOptions): Promise<TreeScores> {
  checkOptions("scoreTrees", options, { gold: true, parsed: true });
  const { gold, parsed } = options;
  const [right, ours] = [await readTreebank(gold), await readTreebank(parsed)];
  if (right.trees.length !== ours.trees.length) {
    throw new DataError(`has ${ours.trees.length} trees, and ${gold} has ${right.trees.length}`, {
      file: parsed,
      help:
        "tree n of both must be of the same sentence; a sentence without a parse needs a tree too, " +
        "such as (S (XX its) (XX words))",
    });
  }
  const knownTags = ours.trees.some((tree) => leavesOf(tree).some(({ tag }) => tag !== anyTag));
  const result = bracketScores(right.trees.map(bracketing), ours.trees.map(bracketing), { knownTags });
  const { errors, skipped } = result.all;
  const notes: string[] = [];
  if (!knownTags) notes.push(`every part of speech is ${anyTag}: punctuation was told by the tags of the right trees`);
  if (errors > 0) {
    const [example] = result.sentences.flatMap(({ problem }, i) =>
      problem === "words" || problem === "length" ? [i + 1] : [],
    );
    notes.push(
      `${errors} of ${right.trees.length} trees are over other words than the right ones and left out, first tree ` +
        `${example}`,
    );
  }
  if (skipped > 0)
    notes.push(`${skipped} of ${right.trees.length} trees hold nothing but punctuation and are left out`);
  return { gold, parsed, result, notes };
}
