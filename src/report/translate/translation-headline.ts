import { showNumber } from "../drawing/format.ts";
import { rowOf } from "../drawing/leaderboard.ts";
import type { Answer } from "../drawing/sections.ts";
import type { TranslationData } from "./translation-data.ts";

/** The answer of the report: one sentence for its top, one below it. */
export function translationHeadline({ rows, best }: Pick<TranslationData, "rows" | "best">): Answer {
  const chosen = rowOf(rows, best);
  const { validation, updates, passes } = chosen;
  return {
    answer: `${best} reaches ${showNumber(validation.bleu, 1)} BLEU on the validation sentences.`,
    detail:
      `With greedy translations, after ${showNumber(updates, 0)} updates in ` +
      `${showNumber(passes, passes < 10 ? 1 : 0)} passes over the training pairs; chosen by that score, so an honest ` +
      "one is that of sentences apart: lookback score.",
  };
}
