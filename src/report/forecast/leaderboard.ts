import type { FigureText } from "../drawing/figure.ts";
import type { ForecastData, LeaderboardRow } from "./forecast-data.ts";
import { decimalsFor, missing, showNumber, showPercent, showSeconds, showUnit } from "../drawing/format.ts";
import { leaderboardRow } from "../drawing/leaderboard.ts";
import { scrollingTable } from "../drawing/table.ts";

export type LeaderboardData = Pick<ForecastData, "leaderboard" | "unit" | "simulated">;

export function describeLeaderboard({ unit, simulated }: LeaderboardData): FigureText {
  const inUnit = unit === "" ? "" : ` in ${showUnit(unit)}`;
  return {
    title: "Leaderboard",
    caption:
      `Mean absolute error (MAE) and root mean squared error (RMSE)${inUnit} of every ` +
      `model${simulated ? " on simulated data" : ""}; ` +
      "the order and the choice go by the validation split, the bars show how much smaller each test MAE is than " +
      "that of the naive forecast.",
  };
}

/** How much worse than naive a bar can show; the number beside it says the rest. */
const worstBar = -1;

/**
 * An HTML table of all models, best validation error first, with a bar for the skill of each. It scrolls sideways where
 * it is too wide.
 */
export function drawLeaderboard(data: LeaderboardData): string {
  const { rows, best, naive } = data.leaderboard;
  const order = rows.toSorted((a, b) => (a.validation.mae ?? Infinity) - (b.validation.mae ?? Infinity) || 0);
  const decimals = decimalsFor(
    rows.flatMap((row) => [row.validation.mae, row.validation.rmse, row.test.mae, row.test.rmse]),
    3,
  );
  const skills = rows.map((row) => clampSkill(row.skill));
  const scale = { low: Math.min(0, ...skills), high: Math.max(0, ...skills) };
  const head = [
    `<th scope="col" rowspan="2" class="model">Model</th>`,
    `<th scope="colgroup" colspan="3">Test</th>`,
    `<th scope="colgroup" colspan="2">Validation</th>`,
    `<th scope="colgroup" colspan="3">Training</th>`,
    `<th scope="col" rowspan="2">Parameters</th>`,
  ];
  const second = ["MAE", "against naive", "RMSE", "MAE", "RMSE", "best epoch", "per epoch", "in all"].map((name) =>
    name === "against naive" ? `<th scope="col" class="skill">${name}</th>` : `<th scope="col">${name}</th>`,
  );
  const body = order.map((row) =>
    drawRow(row, { isBest: row.model === best, isNaive: row.model === naive, decimals, scale }),
  );
  const rowsOfHead = `<tr>${head.join("")}</tr><tr>${second.join("")}</tr>`;
  return scrollingTable("Leaderboard", "leaderboard", rowsOfHead, body.join(""));
}

interface RowStyle {
  readonly isBest: boolean;
  readonly isNaive: boolean;
  readonly decimals: number;
  readonly scale: { readonly low: number; readonly high: number };
}

function drawRow(row: LeaderboardRow, { isBest, isNaive, decimals, scale }: RowStyle): string {
  const error = (value: number | null): string => `<td>${showNumber(value, decimals)}</td>`;
  const isTrained = row.epochs > 0;
  const epochs =
    row.bestEpoch === null || !isTrained ? missing : `${row.bestEpoch} <span class="of">of ${row.epochs}</span>`;
  return leaderboardRow(
    { model: row.model, isBest, isNaive, note: row.note ?? "" },
    error(row.test.mae) +
      `<td class="skill">${isNaive ? "" : showSkill(row.skill)}${drawBar(row.skill, scale)}</td>` +
      error(row.test.rmse) +
      error(row.validation.mae) +
      error(row.validation.rmse) +
      `<td>${epochs}</td><td>${isTrained ? showSeconds(row.secondsPerEpoch) : missing}</td>` +
      `<td>${isTrained ? showSeconds(row.seconds) : missing}</td>` +
      `<td>${row.parameters > 0 ? showNumber(row.parameters, 0) : missing}</td>`,
  );
}

function clampSkill(skill: number | null): number {
  return skill === null || !Number.isFinite(skill) ? 0 : Math.max(worstBar, skill);
}

function showSkill(skill: number | null): string {
  const text = showPercent(skill);
  return `<span class="number">${skill !== null && skill > 0 ? `+${text}` : text}</span>`;
}

/** A bar from zero to the right for better, to the left for worse. Widths are percentages of the cell. */
function drawBar(skill: number | null, { low, high }: RowStyle["scale"]): string {
  const value = clampSkill(skill);
  const span = high - low || 1;
  const zero = (-low / span) * 100;
  const length = (Math.abs(value) / span) * 100;
  const start = value < 0 ? zero - length : zero;
  return (
    `<span class="bar" aria-hidden="true"><span class="zero" style="left:${zero.toFixed(1)}%"></span>` +
    `<span class="${value < 0 ? "worse" : "better"}" ` +
    `style="left:${start.toFixed(1)}%;width:${length.toFixed(1)}%"></span></span>`
  );
}
