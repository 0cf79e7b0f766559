import type { StepUnit } from "./grid.ts";

/**
 * A length of time with its unit, such as "10d", "1h", "30min", "90s", "2w" or "1d12h"; of the calendar, "1mo", "1q",
 * "1y", or "5b" for business days; or a number of rows.
 */
export type Duration = string | number;

const units: Readonly<Record<string, number>> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, min: 60_000, s: 1000 };

const help =
  `help: write a number and a unit, one of ${Object.keys(units).join(", ")}, such as "10d", ` +
  `"24h", "30min" or "1d12h"`;

/** Months in each unit of the calendar. */
const calendarUnits: Readonly<Record<string, number>> = { mo: 1, q: 3, y: 12 };
const monthsPerRow: Readonly<Partial<Record<StepUnit, number>>> = { month: 1, quarter: 3, year: 12 };
const shortUnit: Readonly<Record<StepUnit, string>> = {
  fixed: "",
  "business day": "b",
  month: "mo",
  quarter: "q",
  year: "y",
};

function calendarParts(text: string): { readonly amount: number; readonly unit: string } | null {
  const found = /^\s*(\d+)\s*(mo|q|y|b)\s*$/.exec(text);
  return found === null ? null : { amount: Number(found[1]), unit: found[2] };
}

/** Throws a RangeError for what is no length of time, neither fixed nor of the calendar. */
export function checkDuration(text: string): void {
  const { amount } = calendarParts(text) ?? { amount: parseDuration(text) };
  if (!(amount > 0)) throw new RangeError(`"${text}" is not a length of time; ${help}`);
}

/** The step between two rows in words: "1h", "month", "business day". */
export function formatStep({ step, unit }: { readonly step: number; readonly unit: StepUnit }): string {
  return unit === "fixed" ? formatDuration(step) : unit;
}

/** So many rows in words: "12 months", "5 business days", or a length of time such as "10d". */
export function formatRows(rows: number, { step, unit }: { readonly step: number; readonly unit: StepUnit }): string {
  return unit === "fixed" ? formatDuration(rows * step) : `${rows} ${unit}${rows === 1 ? "" : "s"}`;
}

/** Rows of the calendar that a length of time is, or NaN. */
function calendarRows(text: string, unit: StepUnit): number {
  const parts = calendarParts(text);
  const months = monthsPerRow[unit];
  if (parts === null) return unit === "business day" && /^\s*\d+\s*w\s*$/.test(text) ? 5 * parseInt(text, 10) : NaN;
  if (parts.unit === "b") return unit === "business day" ? parts.amount : NaN;
  return months === undefined ? NaN : (parts.amount * calendarUnits[parts.unit]) / months;
}

/** "1d12h" → its milliseconds. Throws a RangeError for anything else than numbers with units. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*/gy)];
  const read = parts.reduce((length, [all]) => length + all.length, 0);
  const total = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit] ?? NaN), 0);
  if (parts.length === 0 || read !== text.length || !(total > 0 && Number.isFinite(total))) {
    throw new RangeError(`"${text}" is not a length of time; ${help}`);
  }
  return total;
}

/**
 * Milliseconds → "1d12h", the shortest form that parseDuration reads back. Milliseconds below a second become decimals:
 * "0.25s".
 */
export function formatDuration(milliseconds: number): string {
  let rest = milliseconds;
  let text = "";
  for (const [unit, length] of Object.entries(units)) {
    const amount = unit === "s" ? rest / length : Math.floor(rest / length);
    if (amount > 0) text += `${amount}${unit}`;
    rest -= amount * length;
  }
  return text === "" ? "0s" : text;
}

/**
 * How many rows of `step` milliseconds a duration is. Plain numbers, also as text, are rows already. `name` is what
 * messages call it, `unit` what of a calendar a row is. Throws a RangeError unless that is an integer of at
 * least 1.
 */
export function rowsIn(duration: Duration, step: number, name: string, unit: StepUnit = "fixed"): number {
  const count = typeof duration === "number" ? duration : /^\d+$/.test(duration.trim()) ? Number(duration) : undefined;
  if (count !== undefined) {
    if (Number.isSafeInteger(count) && count > 0) return count;
    throw new RangeError(`${name} ${duration} is not a whole number of rows, 1 or more; ${help}`);
  }
  if (unit !== "fixed") {
    const counted = calendarRows(String(duration), unit);
    if (Number.isSafeInteger(counted) && counted > 0) return counted;
    checkDuration(String(duration));
    throw new RangeError(
      `${name} ${duration} is not a whole number of steps: one row is a ${unit}; help: use 1${shortUnit[unit]} or ` +
        `12${shortUnit[unit]}, or a number of rows`,
    );
  }
  if (calendarParts(String(duration)) !== null) {
    throw new RangeError(
      `${name} ${duration} is a time of the calendar, and one row is ${formatDuration(step)}; ${help}`,
    );
  }
  const milliseconds = parseDuration(String(duration));
  const rows = milliseconds / step;
  if (Number.isInteger(rows)) return rows;
  const below = Math.floor(rows) * step;
  const nearest = [below, below + step].filter((length) => length > 0).map(formatDuration);
  throw new RangeError(
    `${name} ${duration} is not a whole number of steps: one row is ${formatDuration(step)}; help: ` +
      `use ${nearest.join(" or ")}`,
  );
}
