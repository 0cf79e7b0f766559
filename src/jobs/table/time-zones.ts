const hour = 3_600_000;

/**
 * Turns times by the clock of a zone into UTC, in place; NaN stays NaN. Of an hour that comes twice, at the end of
 * summer time, a time is the second one where that time, or a later one of the hour, stood in a row before. A clock
 * time that summer time leaves out counts as if the clock had not been changed. Throws a RangeError for a zone that is
 * not known.
 */
export function toUtc(times: Float64Array, zone: string): void {
  const offsetAt = offsets(zone);
  /** Of the hour that comes twice: the latest clock time so far, and whether its second pass has begun. */
  let [latest, second] = [-Infinity, false];
  for (let row = 0; row < times.length; row++) {
    const clock = times[row];
    if (Number.isNaN(clock)) continue;
    const [before, after] = [offsetAt(clock - 12 * hour), offsetAt(clock + 12 * hour)];
    const early = clock - before;
    const late = clock - after;
    const twice = before > after && offsetAt(early) === before && offsetAt(late) === after;
    if (twice) {
      second = clock <= latest && latest - clock < hour ? true : second && clock - latest < hour;
      latest = clock;
    }
    const isLate = twice ? second : offsetAt(late) === after && offsetAt(early) !== before;
    times[row] = isLate ? late : early;
  }
}

/** UTC → how far the zone's clock is ahead of it, in milliseconds. */
export function offsets(zone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  /** Zones change their clock at quarters of an hour. */
  const known = new Map<number, number>();
  return (time) => {
    const quarter = Math.floor(time / (hour / 4)) * (hour / 4);
    const found = known.get(quarter);
    if (found !== undefined) return found;
    const parts = new Map(format.formatToParts(quarter).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? NaN;
    const clock = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
    known.set(quarter, clock - quarter);
    return clock - quarter;
  };
}
