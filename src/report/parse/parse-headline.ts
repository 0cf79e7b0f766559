import { showNumber } from "../drawing/format.ts";
import { rowOf } from "../drawing/leaderboard.ts";
import type { Answer } from "../drawing/sections.ts";
import type { ParseData, ParseRow } from "./parse-data.ts";

/** The answer of the report: one sentence for its top, one below it. */
export function parseHeadline({ rows, best }: Pick<ParseData, "rows" | "best">): Answer {
  const chosen = rowOf(rows, best);
  const part = chosen.test === null ? "validation" : "test";
  const plain = rows
    .filter(({ training }) => training === null)
    .reduce<ParseRow | null>((a, b) => (a === null || judgedF1(b) > judgedF1(a) ? b : a), null);
  const { sentences, wellFormed } = chosen.test ?? chosen.validation;
  return {
    answer: `${best} reaches ${showNumber(judgedF1(chosen), 1)} bracket F1 on the ${part} sentences.`,
    detail:
      (plain === null
        ? ""
        : `The best tree without learning, ${plain.model}, reaches ${showNumber(judgedF1(plain), 1)}. `) +
      `Every output is a tree over exactly its words; ${showNumber(sentences - wellFormed, 0)} of ` +
      `${showNumber(sentences, 0)} had to be mended.`,
  };
}

function judgedF1(row: ParseRow): number {
  return (row.test ?? row.validation).f1;
}
