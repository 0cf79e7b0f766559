import { escapeText, missing, showNumber, showSeconds } from "../drawing/format.ts";
import type { ParseData, ParseRow } from "./parse-data.ts";

export type ParseLeaderboardData = Pick<ParseData, "rows" | "best">;

export const parseLeaderboardCaption =
  "F1, precision and recall of labelled brackets by EVALB's rules, in per cent; exact is the share of trees without a mistake. Models were chosen by the greedily decoded trees of the " +
  "validation; the test was decoded by beam search. Branching trees know nothing of the words: what is not above them has learned nothing.";

/** An HTML table of all rungs and baselines. It scrolls sideways where it is too wide. */
export function drawParseLeaderboard({ rows, best }: ParseLeaderboardData): string {
  const head = [
    "Test F1",
    "",
    "Precision",
    "Recall",
    "Exact",
    "Validation F1",
    "Perplexity",
    "Updates",
    "Time",
    "Parameters",
  ];
  return (
    `<div class="scroll" role="region" aria-label="Leaderboard" tabindex="0"><table class="leaderboard">` +
    `<thead><tr><th scope="col" class="rung">Model</th>${head.map((name) => `<th scope="col">${name}</th>`).join("")}</tr></thead>` +
    `<tbody>${rows.map((row) => drawRow(row, row.rung === best)).join("")}</tbody></table></div>`
  );
}

function drawRow({ rung, parameters, validation, test, training, note }: ParseRow, isBest: boolean): string {
  const tag = isBest ? ` <span class="tag best">chosen</span>` : "";
  const mean = training !== null && training.averaged > 1 ? `mean of the last ${training.averaged} checkpoints` : "";
  const words = [mean, note ?? ""].filter((text) => text !== "").join("; ");
  const width = Math.min(100, (test ?? validation).f1).toFixed(1);
  const bar = `<span class="bar" aria-hidden="true"><span class="better" style="left:0;width:${width}%"></span></span>`;
  const cells = [
    showNumber(test?.f1 ?? null, 2),
    bar,
    showNumber(test?.precision ?? null, 2),
    showNumber(test?.recall ?? null, 2),
    showNumber(test?.exactMatch ?? null, 2),
    showNumber(validation.f1, 2),
    showNumber(training?.perplexity ?? null, 2),
    showNumber(training?.updates ?? null, 0),
    training === null ? missing : showSeconds(training.seconds),
    training === null ? missing : showNumber(parameters, 0),
  ];
  const kind = isBest ? ' class="is-best"' : training === null ? ' class="is-naive"' : "";
  return (
    `<tr${kind}><th scope="row" class="rung"><span class="name">${escapeText(rung)}</span>${tag}` +
    `${words === "" ? "" : `<span class="note">${escapeText(words)}</span>`}</th>` +
    `${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`
  );
}
