import { decimalsFor, intervalDecimals, missing, showNumber, showPercent, showUnit } from "../drawing/format.ts";
import { rowOf } from "../drawing/leaderboard.ts";
import { plainTable } from "../drawing/table.ts";
import type { ForecastData } from "./forecast-data.ts";

/** More next values than this stay in the figure and in forecast.csv. */
const mostNextValues = 8;
const shownLevel = 0.8;

/** The next values with their 80 % interval, and how many more there are; "" where there are none. */
export function nextValuesTable({ future, unit }: Pick<ForecastData, "future" | "unit">): string {
  const { moments, forecast, bands } = future;
  const band = bands.find(({ level }) => level === shownLevel);
  const inUnit = unit === "" ? "" : ` (${showUnit(unit)})`;
  const shown = moments.slice(0, mostNextValues);
  const ends = (i: number): (number | null)[] => [band?.lower[i] ?? null, band?.upper[i] ?? null];
  const decimals = intervalDecimals(
    shown.map((_, i) => forecast[i]),
    shown.map((_, i) => ({ lower: band?.lower[i] ?? null, upper: band?.upper[i] ?? null })),
  );
  const rows = shown.map((moment, i) => {
    const [lower, upper] = ends(i).map((end) => showNumber(end, decimals));
    return [moment, showNumber(forecast[i], decimals), lower === missing ? missing : `${lower} to ${upper}`];
  });
  if (rows.length === 0) return "";
  const more =
    moments.length > rows.length
      ? `<p class="more">The first ${rows.length} of ${moments.length}; all are in forecast.csv.</p>\n`
      : "";
  return plainTable("Next values", ["Time", `Forecast${inUnit}`, `80 % interval${inUnit}`], rows) + more;
}

/**
 * How the intervals of the best model did on the test split, dashes where there were too few errors to make one; ""
 * where there are none.
 */
export function intervalsTable({
  leaderboard,
  future,
  unit,
}: Pick<ForecastData, "leaderboard" | "future" | "unit">): string {
  const { intervals } = rowOf(leaderboard.rows, leaderboard.best).metrics;
  if (intervals.length === 0) return "";
  const inUnit = unit === "" ? "" : ` (${showUnit(unit)})`;
  const decimals = decimalsFor(
    intervals.flatMap(({ width, winkler }) => [width, winkler]),
    3,
  );
  return plainTable(
    "Intervals",
    ["Interval", "held", `mean width${inUnit}`, `Winkler score${inUnit}`],
    [...new Set([...intervals, ...future.bands].map(({ level }) => level))].map((level) => {
      const scores = intervals.find((interval) => interval.level === level);
      return [
        showPercent(level),
        showPercent(scores?.coverage ?? null),
        showNumber(scores?.width ?? null, decimals),
        showNumber(scores?.winkler ?? null, decimals),
      ];
    }),
  );
}
