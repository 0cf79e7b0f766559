const HOUR = 3_600_000;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** What stands where there is no number. */
export const missing = "–";

/** Keeps a number and its unit on one line. */
export const noBreak = "\u00a0";

/** Text that is safe inside HTML and SVG, in elements and in quoted attributes. */
export function escapeText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/**
 * A number with a set number of decimals, thousands parted by commas and a true minus sign. Very large and very small
 * numbers are written as 1.23 × 10⁻⁷.
 */
export function showNumber(value: number | null, decimals: number): string {
  if (value === null || !Number.isFinite(value)) return missing;
  const size = Math.abs(value);
  if (size >= 1e9 || (size > 0 && size < 0.5 * 10 ** -decimals && decimals >= mostDecimals)) {
    return showScientific(value);
  }
  // Rounding first keeps a small negative number from being written as −0.
  const rounded = Number(value.toFixed(decimals)) + 0;
  const text = Math.abs(rounded).toFixed(decimals);
  const [whole, fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${rounded < 0 ? "−" : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** More decimals are hard to count. */
export const mostDecimals = 6;

/** A number as digits and a power of ten: 1.23 × 10⁻⁷. */
export function showScientific(value: number): string {
  const [digits, exponent] = value.toExponential(2).split("e");
  return `${digits} × 10${superscript(Number(exponent))}`.replace("-", "−");
}

/** A power of ten: 10⁻⁷; 1 and 10 as they are. */
export function showPowerOfTen(exponent: number): string {
  return exponent === 0 || exponent === 1 ? String(10 ** exponent) : `10${superscript(exponent)}`;
}

/** Decimals with which the smallest of some sizes still shows `digits` significant digits; between 0 and 6. */
export function decimalsFor(values: readonly (number | null)[], digits: number): number {
  const sizes = values.flatMap((value) =>
    value !== null && Number.isFinite(value) && value !== 0 ? [Math.abs(value)] : [],
  );
  if (sizes.length === 0) return 0;
  const exponent = Math.floor(Math.log10(Math.min(...sizes)));
  return Math.min(mostDecimals, Math.max(0, digits - 1 - exponent));
}

/**
 * Decimals for values and the intervals around them: the median width of the intervals shows two digits; where none has
 * a width, the smallest value shows three.
 */
export function intervalDecimals(
  values: readonly (number | null)[],
  intervals: readonly { readonly lower: number | null; readonly upper: number | null }[],
): number {
  const widths = intervals
    .map(({ lower, upper }) => (upper ?? NaN) - (lower ?? NaN))
    .filter((width) => Number.isFinite(width) && width > 0)
    .toSorted((a, b) => a - b);
  return widths.length === 0 ? decimalsFor(values, 3) : decimalsFor([widths[widths.length >> 1]], 2);
}

/**
 * Two sizes with at least two digits, and with as many more (up to four) as it takes to show how far apart they are.
 */
export function showPair(a: number | null, b: number | null): [string, string] {
  const apart = Math.abs((a ?? NaN) - (b ?? NaN));
  const needed = [2, 3, 4]
    .map((digits) => decimalsFor([a, b], digits))
    .find((decimals) => !(10 ** -decimals > apart / 2));
  const decimals = needed ?? decimalsFor([a, b], apart === 0 ? 2 : 4);
  return [showNumber(a, decimals), showNumber(b, decimals)];
}

/** A share as a percentage: 0.273 is 27 %; below one percent with one decimal. */
export function showPercent(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return missing;
  const percent = share * 100;
  const decimals = Math.abs(percent) < 0.95 && Math.abs(percent) >= 0.05 ? 1 : 0;
  return `${showNumber(percent, decimals)}${noBreak}%`;
}

/** The mean length of a month: rows of months, quarters and years are counted in it. */
export const hoursPerMonth = 30.436875 * 24;

/** Hours in the largest unit that leaves a whole number, up to days: "10 min", "24 h", "36 h", "7 days". */
export function showHours(hours: number): string {
  const minutes = Math.round(hours * 60);
  if (hours < 0 || !Number.isFinite(hours)) return missing;
  const count = Math.round(hours / hoursPerMonth);
  if (count > 0 && Math.abs(hours / hoursPerMonth - count) < 1e-9 * count)
    return `${showNumber(count, 0)}${noBreak}month${count === 1 ? "" : "s"}`;
  if (minutes === 0 && hours > 0) return `${Math.round(hours * 3600)}${noBreak}s`;
  if (minutes >= 48 * 60 && minutes % (24 * 60) === 0) return `${showNumber(minutes / (24 * 60), 0)}${noBreak}days`;
  if (minutes % 60 === 0) return `${showNumber(minutes / 60, 0)}${noBreak}h`;
  if (minutes < 120) return `${minutes}${noBreak}min`;
  return `${showNumber(minutes / 60, 1)}${noBreak}h`;
}

/** Seconds for people: "0.42 s", "8.3 s", "2 min 05 s", "1 h 12 min". */
export function showSeconds(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return missing;
  if (seconds < 59.95) return `${showNumber(seconds, seconds < 1 ? 2 : 1)}${noBreak}s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return [Math.floor(whole / 60), "min", String(whole % 60).padStart(2, "0"), "s"].join(noBreak);
  const minutes = Math.round(seconds / 60);
  return [showNumber(Math.floor(minutes / 60), 0), "h", String(minutes % 60).padStart(2, "0"), "min"].join(noBreak);
}

/** A day such as "3 Feb 2020" (UTC). */
export function showDay(time: number): string {
  const date = new Date(time);
  return `${date.getUTCDate()}${noBreak}${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** A month such as "Feb" (UTC). */
export function showMonth(time: number): string {
  return months[new Date(time).getUTCMonth()];
}

/** A clock time such as "06:30" (UTC). */
export function showClock(time: number): string {
  return new Date(time).toISOString().slice(11, 16);
}

/** A moment such as "3 Feb 2020, 06:30" (UTC). */
export function showMoment(time: number): string {
  return `${showDay(time)}, ${showClock(time)}`;
}

/** A time range: days alone where it is longer than two days. */
export function showTimeRange(from: number, to: number): string {
  const show = to - from > 48 * HOUR ? showDay : showMoment;
  return `${show(from)} to ${show(to)}`;
}

/** Units as they are written by people: degC becomes °C. */
export function showUnit(unit: string): string {
  const spellings: Readonly<Record<string, string>> = { degC: "°C", degF: "°F", deg: "°" };
  return Object.hasOwn(spellings, unit) ? spellings[unit] : unit;
}

/** A number's text with its unit behind it. */
export function withUnit(text: string, unit: string): string {
  const shown = showUnit(unit);
  return shown === "" ? text : `${text}${noBreak}${shown}`;
}

/** A column and its unit, once: "T (degC)" and "degC" give "T (°C)". */
export function showQuantity(name: string, unit: string): string {
  if (unit === "") return name;
  const tail = `(${unit})`;
  const bare = name.endsWith(tail) ? name.slice(0, -tail.length).trimEnd() : name;
  return `${bare} (${showUnit(unit)})`;
}

/** At most `length` characters, the last an ellipsis where some were cut. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length
    ? text
    : `${characters
        .slice(0, Math.max(1, length - 1))
        .join("")
        .trimEnd()}…`;
}

function superscript(exponent: number): string {
  const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  return Array.from(String(exponent), (character) => (character === "-" ? "⁻" : raised[Number(character)])).join("");
}
