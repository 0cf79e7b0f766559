import { z } from "zod";
import { sqlName, sqlText, textOf, type Engine } from "./engine.ts";
import type { ColumnFacts } from "./columns.ts";
import type { Source } from "./source.ts";

/** How the times of a column are written. */
export interface TimeFormat {
  /** For people: "DD.MM.YYYY hh:mm:ss". */
  readonly name: string;
  /** SQL for milliseconds since 1970, or null. */
  readonly sql: string;
}

export interface TimeColumn {
  /** Its name in the source. */
  readonly column: string;
  readonly format: TimeFormat;
  /**
   * "utc" when every time names its distance from UTC, and all are turned into UTC; "none" when none does; "mixed" when
   * only some do, and the rest count as UTC.
   */
  readonly zone: "none" | "utc" | "mixed";
  /** Day and month could be either way round in every row; day first was taken. */
  readonly ambiguous: boolean;
}

const clocks = ["%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M:%S %p", "%I:%M %p"];

/** Texts in which year, month and day stand in one order. Of two that read equally many rows, the first is taken. */
const dates = [
  ["DD.MM.YYYY", "%d.%m.%Y"],
  ["DD/MM/YYYY", "%d/%m/%Y"],
  ["MM/DD/YYYY", "%m/%d/%Y"],
  ["DD-MM-YYYY", "%d-%m-%Y"],
  ["MM-DD-YYYY", "%m-%d-%Y"],
  ["DD.MM.YY", "%d.%m.%y"],
  ["DD/MM/YY", "%d/%m/%y"],
  ["MM/DD/YY", "%m/%d/%y"],
] as const;
const monthFirst: Readonly<Record<string, string>> = {
  "DD/MM/YYYY": "MM/DD/YYYY",
  "DD-MM-YYYY": "MM-DD-YYYY",
  "DD/MM/YY": "MM/DD/YY",
};

/** Digits alone, which any number could be: read as times only in a column that is called one. */
const digits = ["%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d%H", "%Y%m%d", "%Y-%m", "%Y"];

const epochs = [
  { name: "seconds since 1970", factor: 1000, from: 1e8, to: 1e11 },
  { name: "milliseconds since 1970", factor: 1, from: 1e11, to: 1e14 },
];

const isTimeType = (type: string): boolean => /^(?:TIMESTAMP|DATE)/.test(type);
const isNumberType = (type: string): boolean => /INT|FLOAT|DOUBLE|DECIMAL/.test(type);
const soundsLikeTime = (name: string): boolean =>
  /time|date|stamp|datum|zeit|epoch|unix|year|month|^ts$|^t$/i.test(name);

type Column = Source["columns"][number];

/** Dates before the year 1000 are two-digit years read as four. */
function inOurEra(timestamp: string): string {
  return `CASE WHEN ${timestamp} >= TIMESTAMP '1000-01-01' THEN epoch_ms(${timestamp})::DOUBLE END`;
}

function formatsFor(column: Column, named: boolean): TimeFormat[] {
  const { type } = column;
  const name = sqlName(column.name);
  if (isTimeType(type)) {
    const zoned = type.includes("TIME ZONE");
    return [{ name: type.toLowerCase(), sql: `epoch_ms(${name}${zoned ? "" : "::TIMESTAMP"})::DOUBLE` }];
  }
  const epochFormats = epochs.map(({ name: unit, factor, from, to }) => {
    const number = `TRY_CAST(${name} AS DOUBLE)`;
    return { name: unit, sql: `CASE WHEN ${number} >= ${from} AND ${number} < ${to} THEN ${number} * ${factor} END` };
  });
  if (isNumberType(type)) return named ? epochFormats : [];
  if (type !== "VARCHAR" && type !== "JSON") return [];
  const text = textOf(column);
  const parsed = (formats: readonly string[]): string =>
    inOurEra(`try_strptime(${text}, [${formats.map((format) => sqlText(format)).join(", ")}])`);
  return [
    { name: "YYYY-MM-DD", sql: `epoch_ms(TRY_CAST(${text} AS TIMESTAMPTZ))::DOUBLE` },
    ...dates.map(([family, date]) => ({
      name: family,
      sql: parsed([...clocks.map((clock) => `${date} ${clock}`), date]),
    })),
    ...(named ? [{ name: "YYYYMMDD", sql: parsed(digits) }, ...epochFormats] : []),
  ];
}

interface Possible {
  readonly column: Column;
  readonly example: string | null;
}

/** Those of which one value is a time. */
async function withTimeFirst(engine: Engine, possible: readonly Possible[], named: boolean): Promise<Possible[]> {
  const formats = formatsFor({ name: "example", type: "VARCHAR" }, named);
  const rows = possible.map(
    ({ example }, i) => `(${i}, ${example === null ? "NULL" : sqlText(example.slice(0, 100))})`,
  );
  const found = await engine.query(
    `SELECT place FROM (VALUES ${rows.join(", ")}) AS examples(place, example) WHERE ` +
      `coalesce(${formats.map(({ sql }) => sql).join(", ")}) IS NOT NULL`,
    z.object({ place: z.number() }),
  );
  return found
    .map(({ place }) => place)
    .toSorted((a, b) => a - b)
    .slice(0, mostLookedAt)
    .map((place) => possible[place]);
}

const counts = z.record(z.string(), z.number());

/**
 * How a column writes times, or null when fewer than 95 % of its values are times. `named` columns may also hold
 * numbers: seconds or milliseconds since 1970, or digits such as 20200131.
 */
export async function readTimeColumn(
  engine: Engine,
  { relation }: Source,
  column: Column,
  named: boolean,
): Promise<TimeColumn | null> {
  const { name, type } = column;
  const text = textOf(column);
  const candidates = formatsFor(column, named);
  if (candidates.length === 0) return null;
  const count = async (formats: readonly TimeFormat[], from: string): Promise<[number, number, number[]]> => {
    const sums = formats.map(({ sql }, i) => `count(${sql})::DOUBLE AS f${i}`).join(", ");
    const zone = "':\\d\\d(?:\\.\\d+)?\\s*(?:Z|[+-]\\d\\d(?::?\\d\\d)?|[A-Z]{3,4})$'";
    const zoned = `count(CASE WHEN regexp_matches(${text}, ${zone}) THEN 1 END)::DOUBLE`;
    const [row] = await engine.query(
      `SELECT ${sums}, count(${text})::DOUBLE AS n, ${zoned} AS zoned FROM ${from}`,
      counts,
    );
    return [row["n"], row["zoned"], formats.map((_, i) => row[`f${i}`])];
  };
  // Trying every format on every row would take long; a thousand rows show which are worth it.
  const [sampled, , hits] = await count(
    candidates,
    `(SELECT ${sqlName(name)} FROM ${relation} WHERE ${text} IS NOT NULL LIMIT 1000)`,
  );
  const likely = candidates.filter((_, i) => hits[i] > 0 && hits[i] >= sampled / 5);
  if (likely.length === 0) return null;
  const [total, zoned, found] = await count(likely, relation);
  const best = found.indexOf(Math.max(...found));
  if (found[best] < 0.95 * total) return null;
  const format = likely[best];
  const other = likely.findIndex((candidate) => candidate.name === monthFirst[format.name]);
  const iso = format.name === "YYYY-MM-DD";
  const zone =
    type.includes("TIME ZONE") || (iso && zoned === total)
      ? "utc"
      : iso && zoned > 0 && !isTimeType(type)
        ? "mixed"
        : "none";
  return { column: name, format, zone, ambiguous: other >= 0 && found[other] === found[best] };
}

/**
 * In tables with more columns that may be times, one value of each is looked at first, and so many columns are looked
 * at whole.
 */
const mostLookedAt = 100;

/**
 * The first column that holds times nearly everywhere: typed or readable as dates; else one that is called a time and
 * holds digits. `facts` are those of the survey, by the columns' places.
 */
export async function findTimeColumn(
  engine: Engine,
  source: Source,
  facts: readonly ColumnFacts[],
): Promise<TimeColumn | null> {
  for (const named of [false, true]) {
    // No date is a number.
    const possible = source.columns.flatMap((column, i) => {
      const { filled, point, example } = facts[i];
      const may = named ? filled > 0 && soundsLikeTime(column.name) : point < 0.05 * filled;
      return may ? [{ column, example }] : [];
    });
    const likely = possible.length > mostLookedAt ? await withTimeFirst(engine, possible, named) : possible;
    for (const { column } of likely) {
      const found = await readTimeColumn(engine, source, column, named);
      if (found !== null) return found;
    }
  }
  return null;
}
