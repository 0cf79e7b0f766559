import { timeText } from "../data/series/time-text.ts";
import type { RegularTable } from "../data/series/table.ts";
import type { Future } from "../jobs/forecast/future.ts";
import { intervalDecimals, showNumber, showUnit } from "../report/drawing/format.ts";
import { drawTable } from "./table.ts";
import { visible } from "./visible.ts";

/** Moments that are printed, at most. */
const most = 8;

/** The next values as a table of at most eight of them, evenly spread, the last one included. */
export function futureText({ times, forecast, intervals }: Future, table: RegularTable, unit: string): string[] {
  const count = Math.min(most, times.length);
  if (count === 0) return [];
  const shown = Array.from({ length: count }, (_, i) =>
    times.length <= most ? i : Math.round(((i + 1) * times.length) / most) - 1,
  );
  const narrowest = intervals[0];
  const decimals = intervalDecimals(
    shown.map((i) => forecast[i]),
    narrowest === undefined ? [] : shown.map((i) => ({ lower: narrowest.lower[i], upper: narrowest.upper[i] })),
  );
  const range = (lower: number, upper: number): string =>
    Number.isFinite(lower) && Number.isFinite(upper)
      ? `${showNumber(lower, decimals)} to ${showNumber(upper, decimals)}`
      : "not known";
  return [
    drawTable(
      [
        times.length > most ? `next values, ${count} of ${times.length}` : "next values",
        unit === "" ? "forecast" : `forecast, ${visible(showUnit(unit))}`,
        ...intervals.map(({ level }) => `${Number((100 * level).toFixed(2))} % interval`),
      ],
      shown.map((i) => [
        timeText(table, times[i]),
        showNumber(forecast[i], decimals),
        ...intervals.map(({ lower, upper }) => range(lower[i], upper[i])),
      ]),
    ),
  ];
}
