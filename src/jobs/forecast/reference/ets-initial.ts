import { lineThrough, movingAverage, seasonsOf } from "./decompose.ts";
import type { EtsShape, EtsStates } from "./fitted.ts";

/** Rows of the line that gives the first level and growth. */
const lineRows = 10;

/** Seasons at the beginning that the first states are found from. */
const mostSeasons = 5;

/** Rows at the beginning of a series that its first states are found from. */
export function warmUpRows(period: number): number {
  return period === 1 ? lineRows : Math.max(lineRows + period, 3 * period);
}

/**
 * States before the first value by the heuristic of Hyndman et al. (2008), 2.6.1: the seasons by decomposition of the
 * first seasons, level and growth by a line through the first rows of the seasonally adjusted series.
 */
export function initialStates(values: Float64Array, { trend, season, period }: EtsShape): EtsStates {
  const seasons =
    season === "none"
      ? []
      : seasonsOf(values.subarray(0, Math.min(values.length, mostSeasons * period)), period, season);
  const rows = Math.min(values.length, season === "none" ? lineRows : Math.max(lineRows, 2 * period));
  const adjusted = values.slice(0, rows).map((value, i) => {
    if (season === "none") return value;
    return season === "additive" ? value - seasons[i % period] : value / seasons[i % period];
  });
  const { start, growth } = lineThrough(adjusted);
  if (trend !== "none") return { level: start - growth, growth, seasons };
  const middle = start + (growth * (rows - 1)) / 2;
  const smooth =
    season === "none" ? Number.NaN : (movingAverage(values.subarray(0, rows), period).find(isKnown) ?? middle);
  return { level: Number.isNaN(smooth) ? middle : smooth, growth: 0, seasons };
}

const isKnown = (value: number): boolean => !Number.isNaN(value);
