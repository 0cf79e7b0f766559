/**
 * Parts of a time in milliseconds since 1970, by the clock of the data itself: no time zone is applied. For errors by
 * hour, figures of the daily and the yearly cycle, and messages.
 */

const day = 86_400_000;

/** 0 … 23 */
export function hourOfDay(time: number): number {
  return new Date(time).getUTCHours();
}

/** 0 (Monday) … 6 (Sunday) */
export function dayOfWeek(time: number): number {
  return (new Date(time).getUTCDay() + 6) % 7;
}

/** 0 (1 January) … 365 */
export function dayOfYear(time: number): number {
  return Math.floor((time - Date.UTC(new Date(time).getUTCFullYear(), 0, 1)) / day);
}

/** 0 (January) … 11 */
export function monthOfYear(time: number): number {
  return new Date(time).getUTCMonth();
}

/** "2020-05-29 09:30", with seconds and their decimals only where there are any. */
export function formatTime(time: number): string {
  if (!Number.isFinite(time)) return "unknown time";
  const [date, clock] = new Date(time).toISOString().slice(0, -1).split("T");
  return `${date} ${clock.replace(/(?::00)?\.000$/, "")}`;
}
