import { distance } from "fastest-levenshtein";
import { OptionError } from "../option-error.ts";
import { offsets } from "../table/time-zones.ts";

/** "holidays:DE", or of a state "holidays:DE-BY", or of a region in it "holidays:DE-BY-A". */
export type HolidaysName = `holidays:${string}`;

/** Whether a moment lies on a public holiday, for each name that was loaded. */
export type Holidays = ReadonlyMap<HolidaysName, (time: number) => boolean>;

export function isHolidaysName(name: string): name is HolidaysName {
  return /^holidays:[^:]+$/.test(name);
}

const day = 86_400_000;

/**
 * The holidays that are named among calendar inputs, by the package date-holidays, which is loaded only where there are
 * any. A moment is of the date that the clock of the source shows; `zone` is the one whose times were turned into UTC.
 * Throws an OptionError for a country, state or region that is not known, or without the package.
 */
export async function loadHolidays(names: readonly string[], zone?: string): Promise<Holidays> {
  const wanted = names.filter(isHolidaysName);
  if (wanted.length === 0) return new Map();
  const Calendar = await calendarOfHolidays();
  const places = new Calendar();
  const offsetAt = zone === undefined ? (): number => 0 : offsets(zone);
  return new Map(
    wanted.map((name) => {
      const [country, state, region, ...rest] = name.slice("holidays:".length).split("-");
      expectPlace("the country", country, places.getCountries("en"));
      if (state !== undefined) expectPlace(`${country}'s state`, state, places.getStates(country, "en"));
      if (region !== undefined)
        expectPlace(`${country}-${state}'s region`, region, places.getRegions(country, state, "en"));
      if (rest.length > 0) throw new OptionError(`"${name}" has too many parts; help: write holidays:DE-BY-A`);
      const calendar = new Calendar(
        { country, ...(state && { state }), ...(region && { region }) },
        { timezone: "UTC" },
      );
      const isHoliday = datesOf((year) => calendar.getHolidays(year));
      return [name, (time: number) => isHoliday(time + offsetAt(time))];
    }),
  );
}

/** The package is installed by those who want holidays: with what it needs it is larger than all the rest. */
async function calendarOfHolidays(): Promise<typeof import("date-holidays").default> {
  try {
    return (await import("date-holidays")).default;
  } catch {
    throw new OptionError(
      "holidays need the package date-holidays, which is not installed; help: npm install date-holidays",
    );
  }
}

function expectPlace(what: string, code: string, codes: Readonly<Record<string, string>> = {}): void {
  if (Object.hasOwn(codes, code)) return;
  throw new OptionError(`holidays of ${what} "${code}" are not known; help: ${placesNear(code, codes)}`);
}

/** Places whose code is one letter off, or whose name begins alike, in words; all where there are none or few. */
function placesNear(code: string, codes: Readonly<Record<string, string>>): string {
  const all = Object.entries(codes);
  const alike = all.filter(
    ([other, name]) =>
      distance(other, code.toUpperCase()) <= 1 || name.toLowerCase().startsWith(code.toLowerCase().slice(0, 3)),
  );
  const few = alike.length > 0 && all.length > mostNamed ? alike : all;
  if (few.length === 0) return "it has none";
  const named = few.slice(0, mostNamed).map(([other, name]) => `${other} (${name})`);
  return `there are ${named.join(", ")}${few.length > mostNamed ? ` and ${few.length - mostNamed} more` : ""}`;
}

const mostNamed = 20;

/** What is used of a holiday of date-holidays, with its times as if the clock were UTC. */
interface Holiday {
  readonly type: string;
  readonly start: Date;
  readonly end: Date;
}

/**
 * Whether the date of a clock time is a public holiday. A holiday that begins in the evening, or lasts for days, is of
 * the dates whose noon lies in it; one of the year before may last into the new year, and one of the next year be given
 * on a day before it.
 */
function datesOf(holidaysOf: (year: number) => readonly Holiday[]): (time: number) => boolean {
  const listed = new Set<number>();
  const dates = new Set<number>();
  const list = (year: number): void => {
    if (listed.has(year)) return;
    listed.add(year);
    for (const { type, start, end } of holidaysOf(year)) {
      if (type !== "public") continue;
      const [from, to] = [start.getTime(), end.getTime()];
      for (let date = Math.floor(from / day); date * day < to; date++) {
        const noon = (date + 0.5) * day;
        if (noon >= from && noon < to) dates.add(date);
      }
    }
  };
  return (time) => {
    const year = new Date(time).getUTCFullYear();
    for (const near of [year - 1, year, year + 1]) list(near);
    return dates.has(Math.floor(time / day));
  };
}
