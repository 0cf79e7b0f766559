import type { FigureText } from "../drawing/figure.ts";
import { showNumber, showSeconds } from "../drawing/format.ts";
import type { TranslationData, TranslationRow } from "./translation-data.ts";
import { averagedNote, leaderboardTable, shareBar } from "../drawing/leaderboard.ts";

export type TranslationLeaderboardData = Pick<TranslationData, "rows" | "best" | "signature">;

export function describeTranslationLeaderboard({ signature }: Pick<TranslationData, "signature">): FigureText {
  return {
    title: "Leaderboard",
    caption:
      "On the validation pairs, which no model was trained on, with greedy translations. BLEU and chrF run from 0 " +
      "to 100, more is better; perplexity is how many tokens " +
      `a model wavers between, less is better. BLEU signature: ${signature}.`,
  };
}

/** An HTML table of all models with a bar for each BLEU. */
export function drawTranslationLeaderboard({ rows, best }: TranslationLeaderboardData): string {
  return leaderboardTable(
    ["BLEU", "", "chrF", "Perplexity", "Updates", "Tokens/s", "Time", "Parameters"],
    rows.map((row) => ({
      model: row.model,
      isBest: row.model === best,
      isNaive: false,
      note: averagedNote(row.averaged, row.note),
      cells: cellsOf(row),
    })),
  );
}

function cellsOf({ parameters, validation, updates, seconds, tokensPerSecond }: TranslationRow): string[] {
  return [
    showNumber(validation.bleu, 2),
    shareBar(Math.min(100, validation.bleu)),
    showNumber(validation.chrf, 2),
    showNumber(validation.perplexity, 2),
    showNumber(updates, 0),
    showNumber(tokensPerSecond, 0),
    showSeconds(seconds),
    showNumber(parameters, 0),
  ];
}
