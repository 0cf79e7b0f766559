import type { ForecastData, LeaderboardRow } from "./forecast-data.ts";
import { missing, shorten, showHours, showPair, showPercent, showQuantity, withUnit } from "../drawing/format.ts";
import { rowOf } from "../drawing/leaderboard.ts";
import type { Answer } from "../drawing/sections.ts";

/** The answer of a report: one sentence for its top, one below it, and the numbers behind both. */
export interface Headline extends Answer {
  readonly numbers: readonly {
    readonly label: string;
    readonly value: string;
    readonly kind: "best" | "naive" | "plain";
  }[];
}

/** Longer names would drown the sentence. */
const longestTarget = 48;

/**
 * Says plainly what came out: how far off the chosen model is beside the naive forecast, or that it does not beat it.
 */
export function headline(
  data: Pick<ForecastData, "target" | "unit" | "simulated" | "horizonHours" | "leaderboard" | "test">,
): Headline {
  const { leaderboard, unit } = data;
  const best = rowOf(leaderboard.rows, leaderboard.best);
  const naive = rowOf(leaderboard.rows, leaderboard.naive);
  const target = `${data.simulated ? "simulated " : ""}${showQuantity(shorten(data.target, longestTarget), unit)}`;
  const upTo = data.test.byHorizon.length > 1 ? "up to " : "";
  const ahead = `${upTo}${showHours(data.horizonHours)} ahead`;
  const [bestText, naiveText] = showPair(best.test.mae, naive.test.mae);
  const bestError = withUnit(bestText, unit);
  const naiveError = withUnit(naiveText, unit);
  const result = bestText === missing ? "gave no finite error" : `is off by ${bestError}`;
  const naiveNumber = { label: "mean error of naive", value: naiveError, kind: "naive" } as const;
  const share = showPercent(best.skill === null ? null : Math.abs(best.skill));

  if (best !== naive && best.skill !== null && best.skill > 0) {
    return {
      answer:
        `${best.model} forecasts ${target} ${ahead} with a mean error of ${bestError}, ${share} better ` +
        `than the naive forecast.`,
      detail:
        `The naive forecast is off by ${naiveError} on average over the same test split, ` +
        `which no model saw before.`,
      numbers: [
        { label: `mean error of ${best.model}`, value: bestError, kind: "best" },
        naiveNumber,
        { label: "better by", value: share, kind: "plain" },
      ],
    };
  }
  if (best !== naive && leaderboard.beatsNaive) {
    return {
      answer: `${best.model}, chosen by its validation error, does not beat the naive forecast of ${target} ${ahead}.`,
      detail:
        `On average over the test split it ${result}, the naive forecast by ${naiveError}. ` +
        `${better(leaderboard.rows, naive, unit)} did ` +
        "better there, but to choose by that would be to use the test split for training.",
      numbers: [{ label: `mean error of ${best.model}`, value: bestError, kind: "best" }, naiveNumber],
    };
  }
  const chosen = best === naive ? undefined : best;
  return {
    answer: leaderboard.beatsNaive
      ? `The naive forecast of ${target} ${ahead} was chosen: no trained model has a smaller validation error.`
      : `No model beats the naive forecast of ${target} ${ahead}.`,
    detail:
      `The naive forecast is off by ${naiveError} on average over the test split` +
      (chosen === undefined
        ? "."
        : `; the chosen model, ${chosen.model}, ${result}${share === missing ? "" : `, ${share} worse`}.`),
    numbers: [
      naiveNumber,
      ...(chosen === undefined
        ? []
        : [{ label: `mean error of ${chosen.model}`, value: bestError, kind: "best" } as const]),
    ],
  };
}

/** The models that beat the naive forecast, with their errors. */
function better(rows: readonly LeaderboardRow[], naive: LeaderboardRow, unit: string): string {
  const winners = rows.filter(({ skill }) => skill !== null && skill > 0);
  if (winners.length === 0) return "Another model";
  return new Intl.ListFormat("en").format(
    winners.map(({ model, test }) => `${model} (${withUnit(showPair(test.mae, naive.test.mae)[0], unit)})`),
  );
}
