/**
 * The form in which a source writes days, months, quarters, weeks and years, so that others are written like them:
 * signs as strptime has them (%Y %y %m %d %b %B), %q for the quarter, %G and %V for the year and the number of an ISO
 * week, and %-m and %-d for months and days without a leading 0.
 */
export type DateForm = string;

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const day = 86_400_000;
const two = (number: number): string => String(number).padStart(2, "0");

/** A time in milliseconds since 1970 in a form; its clock time is left out. */
export function writeDate(time: number, form: DateForm): string {
  const date = new Date(time);
  const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const week = isoWeek(date);
  const parts: Readonly<Record<string, string>> = {
    "%Y": String(year),
    "%y": two(year % 100),
    "%m": two(month + 1),
    "%-m": String(month + 1),
    "%d": two(dayOfMonth),
    "%-d": String(dayOfMonth),
    "%b": months[month].slice(0, 3),
    "%B": months[month],
    "%q": String(Math.floor(month / 3) + 1),
    "%G": String(week.year),
    "%V": two(week.number),
  };
  return form.replaceAll(/%-?[a-zA-Z]/g, (sign) => parts[sign] ?? sign);
}

/** The week of a date: that of its Thursday, which also gives the year. */
function isoWeek(date: Date): { readonly year: number; readonly number: number } {
  const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * day);
  const year = thursday.getUTCFullYear();
  return { year, number: 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * day)) };
}

const days = ["%d", "%-d"].flatMap((d) => ["%m", "%-m"].map((m) => [d, m] as const));
const signs = ["-", "/", "."];
const forms: readonly DateForm[] = [
  ...signs.flatMap((sign) =>
    ["%Y", "%y"].flatMap((year) =>
      days.flatMap(([d, m]) =>
        [
          [year, m, d],
          [d, m, year],
          [m, d, year],
        ].map((parts) => parts.join(sign)),
      ),
    ),
  ),
  ...["%b", "%B"].flatMap((name) => [
    ...["-", " "].flatMap((sign) => [
      `%d${sign}${name}${sign}%Y`,
      `%-d${sign}${name}${sign}%Y`,
      `%d${sign}${name}${sign}%y`,
    ]),
    ...["-", " "].flatMap((sign) => [`${name}${sign}%Y`, `%Y${sign}${name}`]),
    `${name} %d, %Y`,
    `${name} %-d, %Y`,
  ]),
  ...[...signs, ""].flatMap((sign) => [`%Y${sign}%m`, ...(sign === "" ? [] : [`%m${sign}%Y`])]),
  "%Y%m%d",
  "%Y",
  ...["", "-", " ", "/"].flatMap((sign) => [`%Y${sign}Q%q`, `Q%q${sign}%Y`]),
  "%G-W%V",
  "%GW%V",
];

/** The form in which every one of the texts writes its time; null where there is none, as for times with a clock. */
export function dateFormOf(texts: readonly string[], times: readonly number[]): DateForm | null {
  if (texts.length === 0) return null;
  return (
    forms.find((form) => texts.every((text, i) => Number.isFinite(times[i]) && writeDate(times[i], form) === text)) ??
    null
  );
}
