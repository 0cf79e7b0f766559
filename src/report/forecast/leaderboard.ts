import type { FigureText } from "../drawing/figure.ts";
import type { ForecastData, ForecastRow } from "./forecast-data.ts";
import { decimalsFor, escapeText, missing, showNumber, showPercent, showSeconds, showUnit } from "../drawing/format.ts";
import { leaderboardRow } from "../drawing/leaderboard.ts";
import { scrollingTable } from "../drawing/table.ts";

export type LeaderboardData = Pick<ForecastData, "leaderboard" | "unit" | "simulated">;

export function describeLeaderboard({ leaderboard, unit, simulated }: LeaderboardData): FigureText {
  const { reference, naive } = leaderboard;
  const inUnit = unit === "" ? "" : ` in ${showUnit(unit)}`;
  const marked = reference === naive ? `of ${naive}` : `of ${reference}, the best reference model, and of ${naive}`;
  return {
    title: "Leaderboard",
    caption:
      `Mean absolute error (MAE), root mean squared error (RMSE) and continuous ranked probability score ` +
      `(CRPS)${inUnit} of every model${simulated ? " on simulated data" : ""}; ` +
      "MASE is the MAE in units of the seasonal naive error over the training rows, and the last column of the test " +
      "is the share of values that the 80 % interval held. The order and the choice go by the validation split. The " +
      `bars show each test MAE from zero, with ${reference === naive ? "a line" : "lines"} at that ${marked}; ` +
      `one that fades is more than ${longestBar} times as long as that of ${reference}.`,
  };
}

/** How many times the MAE of the best reference model a bar can show; the number beside it says the rest. */
const longestBar = 3;

/**
 * An HTML table of all models, best validation error first, with a bar for the test error of each. It scrolls sideways
 * where it is too wide.
 */
export function drawLeaderboard(data: LeaderboardData): string {
  const { rows, best, naive, reference } = data.leaderboard;
  const order = rows.toSorted((a, b) => (a.validation.mae ?? Infinity) - (b.validation.mae ?? Infinity) || 0);
  const decimals = decimalsFor(
    rows.flatMap((row) => [row.validation.mae, row.test.mae, row.test.rmse, row.metrics.crps]),
    3,
  );
  const maseDecimals = Math.min(
    4,
    Math.max(
      2,
      decimalsFor(
        rows.map((row) => row.metrics.mase),
        1,
      ),
    ),
  );
  const maeOf = (model: string): number | null => rows.find((row) => row.model === model)?.test.mae ?? null;
  const against = reference === naive ? [naive] : [reference, naive];
  const scale = scaleOf(
    rows.map((row) => row.test.mae),
    against.map(maeOf),
  );
  const testColumns = [
    `<th scope="col">MAE</th>`,
    `<th scope="col" class="bars">from zero</th>`,
    ...against.map((model) => `<th scope="col">against<br>${escapeText(model)}</th>`),
    ...["RMSE", "MASE", "CRPS", "in<br>80 %"].map((name) => `<th scope="col">${name}</th>`),
  ];
  const head = [
    `<th scope="col" rowspan="2" class="model">Model</th>`,
    `<th scope="colgroup" colspan="${testColumns.length}">Test</th>`,
    `<th scope="colgroup" colspan="1">Validation</th>`,
    `<th scope="colgroup" colspan="2">Training</th>`,
    `<th scope="col" rowspan="2">Parameters</th>`,
  ];
  const others = ["MAE", "best<br>epoch", "time"].map((name) => `<th scope="col">${name}</th>`);
  const body = order.map((row) =>
    drawRow(row, {
      isBest: row.model === best,
      isNaive: row.model === naive,
      isReference: row.model === reference,
      skills: against.map((model) => (model === naive ? row.skill : (row.againstReference?.skill ?? null))),
      own: against.indexOf(row.model),
      decimals,
      maseDecimals,
      scale,
    }),
  );
  const rowsOfHead = `<tr>${head.join("")}</tr><tr>${[...testColumns, ...others].join("")}</tr>`;
  return scrollingTable("Leaderboard", "leaderboard narrow", rowsOfHead, body.join(""));
}

interface RowStyle {
  readonly isBest: boolean;
  readonly isNaive: boolean;
  readonly isReference: boolean;
  /** Against the best reference model and naive. */
  readonly skills: readonly (number | null)[];
  /** Which of these the row itself is; −1 for none. */
  readonly own: number;
  readonly decimals: number;
  readonly maseDecimals: number;
  readonly scale: Scale;
}

function drawRow(row: ForecastRow, style: RowStyle): string {
  const { isBest, isNaive, isReference, decimals, maseDecimals, scale } = style;
  const number = (value: number | null, digits = decimals): string => `<td>${showNumber(value, digits)}</td>`;
  const isTrained = row.epochs > 0;
  const epochs =
    row.bestEpoch === null || !isTrained ? missing : `${row.bestEpoch} <span class="of">of ${row.epochs}</span>`;
  const coverage = row.metrics.intervals.find(({ level }) => level === 0.8)?.coverage ?? null;
  return leaderboardRow(
    { model: row.model, isBest, isNaive, note: row.note ?? "", ...(isReference ? { tag: "best reference" } : {}) },
    number(row.test.mae) +
      `<td class="bars">${drawBar(row.test.mae, scale)}</td>` +
      style.skills.map((skill, i) => `<td>${i === style.own ? "" : showSkill(skill)}</td>`).join("") +
      number(row.test.rmse) +
      number(row.metrics.mase, maseDecimals) +
      number(row.metrics.crps) +
      `<td>${showPercent(coverage)}</td>` +
      number(row.validation.mae) +
      `<td>${epochs}</td>` +
      `<td>${isTrained ? showSeconds(row.seconds) : missing}</td>` +
      `<td>${row.parameters > 0 ? showNumber(row.parameters, 0) : missing}</td>`,
  );
}

function showSkill(skill: number | null): string {
  const text = showPercent(skill);
  return skill !== null && skill > 0 ? `+${text}` : text;
}

interface Scale {
  /** The error at the right end. */
  readonly end: number;
  /** Errors that every bar marks: of the best reference model, then of naive. */
  readonly marked: readonly (number | null)[];
}

/** From zero to the largest error, but not so far that one failed model makes all others look alike. */
function scaleOf(errors: readonly (number | null)[], marked: readonly (number | null)[]): Scale {
  const largest = Math.max(0, ...errors.map((error) => error ?? 0).filter(Number.isFinite));
  const reference = marked[0] ?? 0;
  return { end: (reference > 0 ? Math.min(largest, longestBar * reference) : largest) || 1, marked };
}

/** A bar from zero, in the colour of worse where it is longer than the best reference model's. */
function drawBar(error: number | null, { end, marked }: Scale): string {
  const percent = (value: number): string => `${Math.min(100, (value / end) * 100).toFixed(1)}%`;
  const isKnown = error !== null && Number.isFinite(error);
  const kind = isKnown && error > (marked[0] ?? Infinity) ? "worse" : "better";
  const bar = isKnown
    ? `<span class="${kind}${error > end ? " cut" : ""}" style="left:0;width:${percent(error)}"></span>`
    : "";
  const lines = marked.map((value) =>
    value === null || !(value <= end) ? "" : `<span class="zero" style="left:${percent(value)}"></span>`,
  );
  return `<span class="bar" aria-hidden="true">${bar}${lines.join("")}</span>`;
}
