import { z } from "zod";
import type { ColumnFacts } from "./columns.ts";
import { DataError, namesList } from "./data-error.ts";
import { sqlName, sqlText, textOf, type Engine } from "./engine.ts";
import { failed, type Source } from "./source.ts";
import { digitsName, formatCalled, formatNames, formatsFor, isTimeType, type TimeFormat } from "./time-formats.ts";
import { stepsKept } from "./timeline.ts";

export interface TimeColumn {
  /** Its name in the source; with a + between them the names of columns that were put together. */
  readonly column: string;
  /** The columns that were put together. */
  readonly parts?: readonly string[];
  readonly format: TimeFormat;
  /**
   * "utc" when every time names its distance from UTC, and all are turned into UTC; "none" when none does; "mixed" when
   * only some do, and the rest count as UTC.
   */
  readonly zone: "none" | "utc" | "mixed";
  /** Every row could be read in another format, too; in the one taken rows follow each other at one step. */
  readonly ambiguous: boolean;
}

const soundsLikeTime = (name: string): boolean =>
  /time|date|stamp|datum|zeit|epoch|unix|year|month|quarter|week|^ts$|^t$/i.test(name);

type Column = Source["columns"][number];

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
    z.object({ index: z.number() }),
  );
  return found
    .map(({ index }) => index)
    .toSorted((a, b) => a - b)
    .slice(0, mostLookedAt)
    .map((index) => possible[index]);
}

const counts = z.record(z.string(), z.number());

/**
 * How a column writes times, or null when fewer than 95 % of its values are times. `named` columns may also hold
 * numbers: epochs, days as Excel counts them, or digits such as 20200131. `wanted` is the format that was named for it.
 *
 * Where several formats read every row, the one in which rows follow each other at one step is taken; where two are
 * equally regular, a DataError asks for the format.
 */
export async function readTimeColumn(
  engine: Engine,
  source: Source,
  column: Column,
  named: boolean,
  wanted?: string,
): Promise<TimeColumn | null> {
  const { name, type } = column;
  const { relation } = source;
  const text = textOf(column);
  const candidates = wanted === undefined ? formatsFor(column, named) : wantedFormat(source, column, wanted);
  if (candidates.length === 0) return null;
  const count = async (formats: readonly TimeFormat[], from: string): Promise<[number, number, number[]]> => {
    const sums = formats.map(({ sql }, i) => `count(${sql})::DOUBLE AS f${i}`).join(", ");
    const zone = "':\\d\\d(?:\\.\\d+)?\\s*(?:Z|[+-]\\d\\d(?::?\\d\\d)?|[A-Z]{3,4})$'";
    const zoned = `count(CASE WHEN regexp_matches(${text}, ${zone}) THEN 1 END)::DOUBLE`;
    const [row] = await engine
      .query(`SELECT ${sums}, count(${text})::DOUBLE AS n, ${zoned} AS zoned FROM ${from}`, counts)
      .catch((cause: unknown) => {
        if (wanted === undefined) throw cause;
        throw failed(source.name, `cannot read times as "${wanted}"`, cause, patternHelp);
      });
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
  const most = Math.max(...found);
  if (most < 0.95 * total) return null;
  const readable = likely.filter((_, i) => found[i] === most);
  // Hardly any counts of seconds have months and days in all of their digits.
  const dated = readable.find((format) => format.name === digitsName);
  const equal = dated === undefined ? readable : [dated];
  const format = equal.length === 1 ? equal[0] : await mostRegular(engine, source, column, equal);
  const iso = format.name === "YYYY-MM-DD";
  const zone =
    type.includes("TIME ZONE") || (iso && zoned === total)
      ? "utc"
      : iso && zoned > 0 && !isTimeType(type)
        ? "mixed"
        : "none";
  return { column: name, format, zone, ambiguous: equal.length > 1 };
}

const patternHelp = "a format has a name, such as DD.MM.YYYY, or signs, such as %d.%m.%Y %H:%M (timeFormat)";

function wantedFormat(source: Source, column: Column, wanted: string): TimeFormat[] {
  if (isTimeType(column.type)) return formatsFor(column, true);
  const format = formatCalled(column, wanted);
  if (format !== null) return [format];
  throw new DataError(`there is no time format "${wanted}"`, {
    file: source.name,
    column: column.name,
    help: `${patternHelp}; those with names are ${namesList(formatNames(column))}`,
  });
}

/** Rows that decide between formats. */
const rowsCompared = 5000;

/** The one format in which the rows, as they stand, follow each other at one step. */
async function mostRegular(
  engine: Engine,
  source: Source,
  column: Column,
  formats: readonly TimeFormat[],
): Promise<TimeFormat> {
  const times: number[][] = formats.map(() => []);
  const wanted = formats.map(({ sql }) => sql).join(", ");
  for await (const chunk of engine.numbers(`SELECT ${wanted} FROM ${source.relation} LIMIT ${rowsCompared}`)) {
    chunk.forEach((numbers, i) => times[i].push(...numbers));
  }
  // Formats that read the same times, as months with and without a day, are one.
  const different = formats.filter(
    (_, i) => times.findIndex((other) => other.every((time, row) => Object.is(time, times[i][row]))) === i,
  );
  const kept = different.map((format) => stepsKept(Float64Array.from(times[formats.indexOf(format)])));
  const best = Math.max(...kept);
  const leading = different.filter((_, i) => kept[i] === best);
  if (leading.length === 1) return leading[0];
  const names = leading.map(({ name }) => name);
  throw new DataError(`times can be read as ${names.join(" or as ")}, and nothing in the file decides`, {
    file: source.name,
    column: column.name,
    help: `say which (timeFormat, --time-format ${names[0]})`,
  });
}

/**
 * In tables with more columns that may be times, one value of each is looked at first, and this number of columns is
 * looked at whole.
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
  wanted?: string,
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
      const found = await readTimeColumn(engine, source, column, named, wanted);
      if (found !== null) return found;
    }
  }
  return null;
}

/** The first column that is called a time and was not read as one, with one of its values. */
export function unreadTime(
  { columns }: Source,
  facts: readonly ColumnFacts[],
): { readonly column: string; readonly example: string } | null {
  const index = columns.findIndex(({ name }, i) => soundsLikeTime(name) && facts[i].text !== null);
  return index < 0 ? null : { column: columns[index].name, example: facts[index].text?.slice(0, 40) ?? "" };
}
