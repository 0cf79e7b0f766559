/** What a row is of a calendar: "fixed" is a length of time that never varies. */
export type StepUnit = "fixed" | "business day" | "month" | "quarter" | "year";

/** The moments at which rows are due, counted from 0. */
export interface Grid {
  readonly unit: StepUnit;
  /** Milliseconds from one row to the next; a mean length for months, quarters and years, a day for business days. */
  readonly step: number;
  /** The moment of row 0. */
  readonly origin: number;
  /** Months, quarters and years end on the last day of a month. */
  readonly monthEnd: boolean;
}

const day = 86_400_000;
const monthsPer: Readonly<Partial<Record<StepUnit, number>>> = { month: 1, quarter: 3, year: 12 };

/** The moment of row number `index`, which may lie before row 0 or after the last. */
export function gridTime(grid: Grid, index: number): number {
  const { unit, step, origin } = grid;
  const months = monthsPer[unit];
  if (months !== undefined) return monthsAfter(grid, index * months);
  if (unit === "fixed") return origin + index * step;
  const clock = clockOf(origin);
  const count = businessDays(origin - clock) + index;
  return (Math.floor(count / 5) * 7 + (((count % 5) + 5) % 5) - monday) * day + clock;
}

/** The number of the row whose moment is nearest to a time. */
export function gridIndex(grid: Grid, time: number): number {
  const { unit, step, origin } = grid;
  const months = monthsPer[unit];
  if (unit === "fixed") return Math.round((time - origin) / step);
  if (months === undefined) {
    const clock = clockOf(origin);
    return businessDays(Math.round((time - clock) / day) * day) - businessDays(origin - clock);
  }
  const near = Math.round((time - origin) / step);
  const nearest = [near - 1, near, near + 1].map((index) => ({ index, off: Math.abs(gridTime(grid, index) - time) }));
  return nearest.reduce((best, one) => (one.off < best.off ? one : best)).index;
}

/** Weekdays before a midnight, from the Monday before 1970; a Saturday and a Sunday count like the Monday after. */
function businessDays(midnight: number): number {
  const days = Math.round(midnight / day) + monday;
  return Math.floor(days / 7) * 5 + Math.min(5, ((days % 7) + 7) % 7);
}

/** Days from the Monday before 1970-01-01 to it. */
const monday = 3;

function clockOf(time: number): number {
  return ((time % day) + day) % day;
}

/** The same day and clock time some months later, or the last day of a month that has no such day. */
function monthsAfter({ origin, monthEnd }: Grid, months: number): number {
  const date = new Date(origin);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, monthEnd ? last : Math.min(date.getUTCDate(), last)) + clockOf(origin);
}
