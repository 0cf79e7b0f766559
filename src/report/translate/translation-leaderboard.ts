import type { FigureText } from "../drawing/figure.ts";
import { escapeText, showNumber, showSeconds } from "../drawing/format.ts";
import type { TranslationData, TranslationRow } from "./translation-data.ts";

export type TranslationLeaderboardData = Pick<TranslationData, "rows" | "best" | "signature">;

export function describeTranslationLeaderboard({ signature }: Pick<TranslationData, "signature">): FigureText {
  return {
    title: "Leaderboard",
    caption:
      "On the validation pairs, which no model was trained on, with greedy translations. BLEU and chrF run from 0 to 100, more is better; perplexity is how many tokens " +
      `a model wavers between, less is better. BLEU signature: ${signature}.`,
  };
}

/** An HTML table of all rungs. It scrolls sideways where it is too wide. */
export function drawTranslationLeaderboard({ rows, best }: TranslationLeaderboardData): string {
  const head = ["BLEU", "", "chrF", "Perplexity", "Updates", "Tokens/s", "Time", "Parameters"];
  return (
    `<div class="scroll" role="region" aria-label="Leaderboard" tabindex="0"><table class="leaderboard">` +
    `<thead><tr><th scope="col" class="rung">Model</th>${head.map((name) => `<th scope="col">${name}</th>`).join("")}</tr></thead>` +
    `<tbody>${rows.map((row) => drawRow(row, row.rung === best)).join("")}</tbody></table></div>`
  );
}

function drawRow(row: TranslationRow, isBest: boolean): string {
  const { rung, parameters, validation, averaged, updates, seconds, tokensPerSecond, note } = row;
  const tag = isBest ? ` <span class="tag best">chosen</span>` : "";
  const mean = averaged > 1 ? `mean of the last ${averaged} checkpoints` : "";
  const words = [mean, note ?? ""].filter((text) => text !== "").join("; ");
  const bar = `<span class="bar" aria-hidden="true"><span class="better" style="left:0;width:${Math.min(100, validation.bleu).toFixed(1)}%"></span></span>`;
  const cells = [
    showNumber(validation.bleu, 2),
    bar,
    showNumber(validation.chrf, 2),
    showNumber(validation.perplexity, 2),
    showNumber(updates, 0),
    showNumber(tokensPerSecond, 0),
    showSeconds(seconds),
    showNumber(parameters, 0),
  ];
  return (
    `<tr${isBest ? ' class="is-best"' : ""}><th scope="row" class="rung"><span class="name">${escapeText(rung)}</span>${tag}` +
    `${words === "" ? "" : `<span class="note">${escapeText(words)}</span>`}</th>` +
    `${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`
  );
}
