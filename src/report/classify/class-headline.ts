import type { ClassData } from "./class-data.ts";
import { showNumber } from "../drawing/format.ts";
import { rowOf } from "../drawing/leaderboard.ts";
import type { Answer } from "../drawing/sections.ts";

/** Says plainly how often the chosen model is right beside always answering the most frequent class. */
export function classHeadline({ rows, best, classes }: Pick<ClassData, "rows" | "best" | "classes">): Answer {
  const chosen = rowOf(rows, best);
  const majority = rowOf(rows, "majority");
  const texts = chosen.test.perClass.reduce((sum, { support }) => sum + support, 0);
  const testTexts = `${texts.toLocaleString("en-US")} test texts, which no model saw before`;
  const baseline = showShare(majority.test.accuracy);
  if (chosen === majority || chosen.test.accuracy <= majority.test.accuracy) {
    const other = rows.find(({ parameters, test }) => parameters > 0 && test.accuracy > majority.test.accuracy);
    return {
      answer:
        other === undefined
          ? "No model beats always answering the most frequent class."
          : `${best}, chosen by its validation accuracy, does not beat always answering the most frequent class.`,
      detail: `The most frequent class is right for ${baseline} of ${testTexts}${
        chosen === majority ? "" : `; ${best} is right for ${showShare(chosen.test.accuracy)}`
      }.`,
    };
  }
  return {
    answer: `${best} is right for ${showShare(chosen.test.accuracy)} of the test texts.`,
    detail:
      `Evaluated on ${testTexts}, in ${classes.length} classes. Always predicting the most frequent class is ` +
      `right for ${baseline}.`,
  };
}

/** 0.8731 is 87.3 %. */
export function showShare(share: number | null): string {
  return share === null ? "–" : `${showNumber(100 * share, 1)}\u00a0%`;
}
