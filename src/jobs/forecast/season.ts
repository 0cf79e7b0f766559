import type { StepUnit } from "../../data/series/grid.ts";
import type { RegularTable } from "../../data/series/table.ts";

const day = 86_400_000;
const week = 7 * day;

/** Rows in a year of a calendar, or in a week of business days. */
const seasons: Readonly<Record<StepUnit, number | null>> = {
  fixed: null,
  "business day": 5,
  month: 12,
  quarter: 4,
  year: null,
};

/**
 * Rows of the season that the step of a table suggests: a day of rows that come several times a day, a week of daily
 * ones, a year of months and quarters; null where there is none.
 */
export function seasonRows({ step, grid }: RegularTable): number | null {
  const unit = grid?.unit ?? "fixed";
  if (unit !== "fixed") return seasons[unit];
  if (step < day) return day % step === 0 ? day / step : null;
  if (step === day) return 7;
  return step === week ? 52 : null;
}
