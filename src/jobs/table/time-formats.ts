import { sqlName, sqlText, textOf } from "./engine.ts";
import type { Source } from "./source.ts";

/** How the times of a column are written. */
export interface TimeFormat {
  /** For people: "DD.MM.YYYY". */
  readonly name: string;
  /** SQL for milliseconds since 1970, or null. */
  readonly sql: string;
}

const clocks = ["%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M:%S %p", "%I:%M %p"];

/** Texts in which year, month and day stand in one order. */
const dates: readonly (readonly [string, readonly string[]])[] = [
  ["DD.MM.YYYY", ["%d.%m.%Y"]],
  ["DD/MM/YYYY", ["%d/%m/%Y"]],
  ["MM/DD/YYYY", ["%m/%d/%Y"]],
  ["DD-MM-YYYY", ["%d-%m-%Y"]],
  ["MM-DD-YYYY", ["%m-%d-%Y"]],
  ["YYYY.MM.DD", ["%Y.%m.%d"]],
  ["DD.MM.YY", ["%d.%m.%y"]],
  ["DD/MM/YY", ["%d/%m/%y"]],
  ["MM/DD/YY", ["%m/%d/%y"]],
  ["DD-MM-YY", ["%d-%m-%y"]],
  ["MM-DD-YY", ["%m-%d-%y"]],
  ["YY.MM.DD", ["%y.%m.%d"]],
  ["YY/MM/DD", ["%y/%m/%d"]],
  ["YY-MM-DD", ["%y-%m-%d"]],
  ["DD Mon YYYY", ["%d-%b-%Y", "%d %b %Y", "%d/%b/%Y", "%d-%B-%Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y"]],
  ["DD Mon YY", ["%d-%b-%y", "%d %b %y"]],
  ["Mon YYYY", ["%b %Y", "%b-%Y", "%B %Y", "%B-%Y", "%Y-%b", "%Y %b"]],
  ["MM/YYYY", ["%m/%Y", "%m.%Y", "%m-%Y"]],
];

/** Digits alone, which any number could be: read as times only in a column that is called one. */
export const digitsName = "YYYYMMDD";
const digits = ["%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d%H", "%Y%m%d", "%Y%m", "%Y-%m", "%Y/%m", "%Y"];

const epochs = [
  { name: "seconds since 1970", factor: "1000", from: 1e8, to: 1e11 },
  { name: "milliseconds since 1970", factor: "1", from: 1e11, to: 1e14 },
  { name: "microseconds since 1970", factor: "0.001", from: 1e14, to: 1e17 },
  { name: "nanoseconds since 1970", factor: "0.000001", from: 1e17, to: 1e19 },
];

/** Days since the end of 1899, of the years 1927 to 2119: five digits, as no other number of a time has. */
const excelDays = { name: "days as Excel counts them", from: 10_000, to: 80_000 };

/** Names of zones that stand behind a time, and are not known to DuckDB. */
const summerZones: Readonly<Record<string, string>> = { CEST: "+02", EEST: "+03", WEST: "+01" };

type Column = Source["columns"][number];

export const isTimeType = (type: string): boolean => /^(?:TIMESTAMP|DATE)/.test(type);
const isNumberType = (type: string): boolean => /INT|FLOAT|DOUBLE|DECIMAL/.test(type);

/** Dates before the year 1000 are two-digit years read as four. */
function inOurEra(timestamp: string, zone = ""): string {
  return `CASE WHEN ${timestamp} >= TIMESTAMP${zone} '1000-01-01' THEN epoch_ms(${timestamp})::DOUBLE END`;
}

function parsed(text: string, patterns: readonly string[]): string {
  return inOurEra(`try_strptime(${text}, [${patterns.map((pattern) => sqlText(pattern)).join(", ")}])`);
}

/** The same dates with a clock behind them, and without. */
function withClocks(date: string): string[] {
  return [...clocks.map((clock) => `${date} ${clock}`), date];
}

function numberFormats(name: string): TimeFormat[] {
  const number = `TRY_CAST(${name} AS DOUBLE)`;
  const between = (from: number, to: number): string => `CASE WHEN ${number} >= ${from} AND ${number} < ${to} THEN `;
  return [
    ...epochs.map(({ name: unit, factor, from, to }) => {
      // Microseconds are whole milliseconds from here on: their decimals are beyond a double's digits.
      const milliseconds = from < 1e14 ? `${number} * ${factor}` : `round(${number} * ${factor})`;
      return { name: unit, sql: `${between(from, to)}${milliseconds} END` };
    }),
    {
      name: excelDays.name,
      sql: `${between(excelDays.from, excelDays.to)}round((${number} - 25569) * 86400) * 1000 END`,
    },
  ];
}

/** Quarters ("2009Q1", "Q1 2009") and ISO weeks ("2009-W53"): the first day of each. */
function partsOfYears(text: string): TimeFormat[] {
  const year = `regexp_extract(${text}, '\\d{4}')::INTEGER`;
  const quarter = `regexp_extract(upper(${text}), 'Q([1-4])', 1)::INTEGER`;
  const isQuarter = `regexp_matches(upper(${text}), '^(?:\\d{4}[-/ ]?Q[1-4]|Q[1-4][-/ ]?\\d{4})$')`;
  const date = `make_date(${year}, ${quarter} * 3 - 2, 1)`;
  return [
    { name: "YYYYQn", sql: `CASE WHEN ${isQuarter} THEN epoch_ms(${date}::TIMESTAMP)::DOUBLE END` },
    { name: "YYYY-Wnn", sql: parsed(`(${text} || '-1')`, ["%G-W%V-%u", "%GW%V-%u"]) },
  ];
}

/** Every way in which a column may write times. `named` columns may also hold numbers. */
export function formatsFor(column: Column, named: boolean): TimeFormat[] {
  const { type } = column;
  const name = sqlName(column.name);
  if (isTimeType(type)) {
    const zoned = type.includes("TIME ZONE");
    return [{ name: type.toLowerCase(), sql: `epoch_ms(${name}${zoned ? "" : "::TIMESTAMP"})::DOUBLE` }];
  }
  if (isNumberType(type)) return named ? numberFormats(name) : [];
  if (type !== "VARCHAR" && type !== "JSON") return [];
  const text = textOf(column);
  const zoned = Object.entries(summerZones).reduce(
    (whole, [zone, distance]) => `replace(${whole}, ' ${zone}', '${distance}')`,
    text,
  );
  return [
    { name: "YYYY-MM-DD", sql: inOurEra(`TRY_CAST(${zoned} AS TIMESTAMPTZ)`, "TZ") },
    ...dates.map(([family, patterns]) => ({ name: family, sql: parsed(text, patterns.flatMap(withClocks)) })),
    ...partsOfYears(text),
    ...(named ? [digitsFormat(text), ...numberFormats(name)] : []),
  ];
}

/** Five digits are days as Excel counts them: no date is written so. */
function digitsFormat(text: string): TimeFormat {
  return { name: digitsName, sql: `CASE WHEN length(${text}) <> 5 THEN ${parsed(text, digits)} END` };
}

/** The format that an option names: one of those above, or a pattern such as "%d.%m.%Y %H:%M". */
export function formatCalled(column: Column, format: string): TimeFormat | null {
  if (format.includes("%")) return { name: format, sql: parsed(textOf(column), [format]) };
  return formatsFor(column, true).find(({ name }) => name.toLowerCase() === format.toLowerCase()) ?? null;
}

/** The formats that have names, for messages. */
export function formatNames(column: Column): string[] {
  return formatsFor(column, true).map(({ name }) => name);
}
