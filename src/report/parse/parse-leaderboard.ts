import { missing, showNumber, showSeconds } from "../drawing/format.ts";
import type { ParseData, ParseRow } from "./parse-data.ts";
import { averagedNote, leaderboardTable, shareBar } from "../drawing/leaderboard.ts";

export type ParseLeaderboardData = Pick<ParseData, "rows" | "best">;

export const parseLeaderboardCaption =
  "F1, precision and recall of labelled brackets by EVALB's rules, in per cent; exact is the share of trees " +
  "without a mistake. Models were chosen by the greedily decoded trees of the " +
  "validation; the test was decoded by beam search. Branching trees know nothing of the words: what is not above " +
  "them has learned nothing.";

/** An HTML table of all models and baselines with a bar for each F1. */
export function drawParseLeaderboard({ rows, best }: ParseLeaderboardData): string {
  return leaderboardTable(
    ["Test F1", "", "Precision", "Recall", "Exact", "Validation F1", "Perplexity", "Updates", "Time", "Parameters"],
    rows.map((row) => ({
      model: row.model,
      isBest: row.model === best,
      isNaive: row.training === null,
      note: averagedNote(row.training?.averaged ?? 1, row.note),
      cells: cellsOf(row),
    })),
  );
}

function cellsOf({ parameters, validation, test, training }: ParseRow): string[] {
  return [
    showNumber(test?.f1 ?? null, 2),
    shareBar(Math.min(100, (test ?? validation).f1)),
    showNumber(test?.precision ?? null, 2),
    showNumber(test?.recall ?? null, 2),
    showNumber(test?.exactMatch ?? null, 2),
    showNumber(validation.f1, 2),
    showNumber(training?.perplexity ?? null, 2),
    showNumber(training?.updates ?? null, 0),
    training === null ? missing : showSeconds(training.seconds),
    training === null ? missing : showNumber(parameters, 0),
  ];
}
