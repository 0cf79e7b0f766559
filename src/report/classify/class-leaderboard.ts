import type { ClassData, ClassRow } from "./class-data.ts";
import { showShare } from "./class-headline.ts";
import type { FigureText } from "../drawing/figure.ts";
import { escapeText, missing, showNumber, showSeconds } from "../drawing/format.ts";

export type ClassLeaderboardData = Pick<ClassData, "rows" | "best">;

export function describeClassLeaderboard(): FigureText {
  return {
    title: "Leaderboard",
    caption:
      "Accuracy is the share of texts in the right class; F1 the mean over classes; log loss the mean of −ln p of the right class; calibration how far the " +
      "probabilities are off, on average. The order and the choice go by validation.",
  };
}

/** An HTML table of all rungs with a bar for each test accuracy. It scrolls sideways where it is too wide. */
export function drawClassLeaderboard({ rows, best }: ClassLeaderboardData): string {
  const head = [
    "Validation",
    "Test",
    "",
    "F1",
    "Log loss",
    "Calibration",
    "Best epoch",
    "Per epoch",
    "In all",
    "Parameters",
  ];
  return (
    `<div class="scroll" role="region" aria-label="Leaderboard" tabindex="0"><table class="leaderboard">` +
    `<thead><tr><th scope="col" class="rung">Model</th>${head.map((name) => `<th scope="col">${name}</th>`).join("")}</tr></thead>` +
    `<tbody>${rows.map((row) => drawRow(row, row.rung === best)).join("")}</tbody></table></div>`
  );
}

function drawRow(row: ClassRow, isBest: boolean): string {
  const { rung, parameters, validation, test, bestEpoch, epochs, seconds, secondsPerEpoch, note } = row;
  const tag = isBest ? ` <span class="tag best">chosen</span>` : "";
  const words = note === undefined || note === "" ? "" : `<span class="note">${escapeText(note)}</span>`;
  const trained = epochs > 0;
  const bar = `<span class="bar" aria-hidden="true"><span class="better" style="left:0;width:${(100 * test.accuracy).toFixed(1)}%"></span></span>`;
  const cells = [
    showShare(validation.accuracy),
    showShare(test.accuracy),
    bar,
    showNumber(test.macroF1, 3),
    showNumber(test.logLoss, 3),
    showShare(test.calibration.expectedError),
    bestEpoch === null || !trained ? missing : `${bestEpoch} <span class="of">of ${epochs}</span>`,
    trained ? showSeconds(secondsPerEpoch) : missing,
    trained ? showSeconds(seconds) : missing,
    parameters > 0 ? showNumber(parameters, 0) : missing,
  ];
  const style = isBest ? ' class="is-best"' : rung === "majority" ? ' class="is-naive"' : "";
  return (
    `<tr${style}><th scope="row" class="rung"><span class="name">${escapeText(rung)}</span>${tag}${words}</th>` +
    `${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`
  );
}
