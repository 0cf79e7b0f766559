import { OptionError } from "../option-error.ts";
import { suggest } from "../table/data-error.ts";
import { isHolidaysName, type Holidays, type HolidaysName } from "./holidays.ts";

/** What of a moment can be an input. */
export const calendarNames = ["hour", "weekday", "month"] as const;
export type CalendarName = (typeof calendarNames)[number] | HolidaysName;

/** An input that is known of every moment, also of those to come. */
export interface CalendarFeature {
  readonly name: string;
  /** Of a moment in milliseconds since 1970, by the clock of the source. */
  readonly at: (time: number) => number;
  /** Whether its value now tells its value at any later moment, so that it need not be given for each. */
  readonly turns: boolean;
}

const day = 86_400_000;
const year = 365.2425 * day;
/** The Monday after 1970-01-01, a Thursday. */
const monday = 4 * day;

/** A position in a cycle as a point on a circle, so that its end is near its beginning. */
function circle(name: string, length: number, origin = 0): CalendarFeature[] {
  const angle = (time: number): number => (2 * Math.PI * (time - origin)) / length;
  return [
    { name: `${name} sin`, at: (time) => Math.sin(angle(time)), turns: true },
    { name: `${name} cos`, at: (time) => Math.cos(angle(time)), turns: true },
  ];
}

/**
 * Inputs by their names: "hour" is the hour of the day, "weekday" the day of the week and whether it is Saturday or
 * Sunday, "month" the time of the year, "holidays:DE" whether it is a public holiday, by the `holidays` that were
 * loaded. Throws an OptionError for another name.
 */
export function calendarFeatures(names: readonly string[], holidays: Holidays = new Map()): readonly CalendarFeature[] {
  return names.flatMap((name): readonly CalendarFeature[] => {
    if (isHolidaysName(name)) {
      const isHoliday = holidays.get(name);
      return [{ name, at: (time) => (isHoliday?.(time) === true ? 1 : 0), turns: false }];
    }
    const known = calendarNames.find((one) => one === name);
    if (known === undefined)
      throw new OptionError(
        `there is no calendar input "${name}"; help: ${suggest(name, [...calendarNames, "holidays:DE"])}`,
      );
    if (known === "hour") return circle("hour", day);
    if (known === "month") return circle("month", year);
    const weekend: CalendarFeature = {
      name: "weekend",
      at: (time) => ([0, 6].includes(new Date(time).getUTCDay()) ? 1 : 0),
      turns: false,
    };
    return [...circle("weekday", 7 * day, monday), weekend];
  });
}
