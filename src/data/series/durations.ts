/** A length of time with its unit, such as "10d", "1h", "30min", "90s", "2w" or "1d12h"; or a number of rows. */
export type Duration = string | number;

const units: Readonly<Record<string, number>> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, min: 60_000, s: 1000 };

const help =
  `help: write a number and a unit, one of ${Object.keys(units).join(", ")}, such as "10d", ` +
  `"24h", "30min" or "1d12h"`;

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
 * messages call it. Throws a RangeError unless that is a whole number of at least one row.
 */
export function rowsIn(duration: Duration, step: number, name: string): number {
  const count = typeof duration === "number" ? duration : /^\d+$/.test(duration.trim()) ? Number(duration) : undefined;
  if (count !== undefined) {
    if (Number.isSafeInteger(count) && count > 0) return count;
    throw new RangeError(`${name} ${duration} is not a whole number of rows, 1 or more; ${help}`);
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
