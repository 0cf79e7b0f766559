import type { ClassData, ClassRow } from "./class-data.ts";
import { showShare } from "./class-headline.ts";
import type { FigureText } from "../drawing/figure.ts";
import { missing, showNumber, showSeconds } from "../drawing/format.ts";
import { leaderboardTable, shareBar } from "../drawing/leaderboard.ts";

export type ClassLeaderboardData = Pick<ClassData, "rows" | "best">;

export function describeClassLeaderboard(): FigureText {
  return {
    title: "Leaderboard",
    caption:
      "Accuracy is the share of texts in the right class; F1 the mean over classes; log loss the mean of −ln p of " +
      "the right class; calibration how far the " +
      "probabilities are off, on average. The order and the choice go by validation.",
  };
}

/** An HTML table of all models with a bar for each test accuracy. */
export function drawClassLeaderboard({ rows, best }: ClassLeaderboardData): string {
  return leaderboardTable(
    ["Validation", "Test", "", "F1", "Log loss", "Calibration", "Best epoch", "Per epoch", "In all", "Parameters"],
    rows.map((row) => ({
      model: row.model,
      isBest: row.model === best,
      isNaive: row.model === "majority",
      note: row.note ?? "",
      cells: cellsOf(row),
    })),
  );
}

function cellsOf({ parameters, validation, test, bestEpoch, epochs, seconds, secondsPerEpoch }: ClassRow): string[] {
  const trained = epochs > 0;
  return [
    showShare(validation.accuracy),
    showShare(test.accuracy),
    shareBar(100 * test.accuracy),
    showNumber(test.macroF1, 3),
    showNumber(test.logLoss, 3),
    showShare(test.calibration.expectedError),
    bestEpoch === null || !trained ? missing : `${bestEpoch} <span class="of">of ${epochs}</span>`,
    trained ? showSeconds(secondsPerEpoch) : missing,
    trained ? showSeconds(seconds) : missing,
    parameters > 0 ? showNumber(parameters, 0) : missing,
  ];
}
