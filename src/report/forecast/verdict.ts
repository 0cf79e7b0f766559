import { noBreak, showNumber, showPercent } from "../drawing/format.ts";
import { rowOf } from "../drawing/leaderboard.ts";
import type { ForecastLeaderboard, ForecastRow } from "./forecast-data.ts";

/** A difference is called one where chance alone would make it as large less often than this. */
const significance = 0.05;

/** The test by its verdict in plain words: "GRU is better than seasonal: p = 0.003". */
export function verdictOf({ model, againstReference }: ForecastRow): string {
  if (againstReference === undefined) return "";
  const { reference, dieboldMariano } = againstReference;
  if (dieboldMariano === null || !Number.isFinite(dieboldMariano.p))
    return `The test split has too few forecasts to tell ${model} from ${reference}`;
  const { statistic, p } = dieboldMariano;
  if (p >= significance)
    return `Between ${model} and ${reference} there is no difference that this test split could show: ${showChance(p)}`;
  return `${model} is ${statistic < 0 ? "better" : "worse"} than ${reference}: ${showChance(p)}`;
}

/**
 * How the chosen model did against the best reference model on the test split; of a reference that was itself chosen,
 * how the best trained model did against it. "" where nothing was trained.
 */
export function verdict({ rows, best, reference }: ForecastLeaderboard): string {
  const chosen = rowOf(rows, best);
  const row = chosen.againstReference === undefined ? bestTrained(rows) : chosen;
  if (row?.againstReference === undefined) return "";
  const { skill } = row.againstReference;
  const size =
    skill === null || !Number.isFinite(skill)
      ? "no skill could be measured"
      : `the skill of ${row.model} is ${showPercent(skill)}: its mean error is ${showPercent(Math.abs(skill))} ` +
        (skill < 0 ? "larger" : "smaller");
  return (
    `Against ${reference}, the reference model with the smallest validation error, ${size}. ` +
    `${verdictOf(row)} (Diebold–Mariano test).`
  );
}

function bestTrained(rows: readonly ForecastRow[]): ForecastRow | undefined {
  return rows
    .filter(({ parameters }) => parameters > 0)
    .toSorted((one, other) => (one.validation.mae ?? Infinity) - (other.validation.mae ?? Infinity) || 0)
    .at(0);
}

function showChance(p: number): string {
  if (p < 0.001) return ["p", "<", "0.001"].join(noBreak);
  return ["p", "=", showNumber(p, p < 0.095 ? 3 : 2)].join(noBreak);
}
