import { z } from "zod";
import type { ColumnFacts } from "./columns.ts";
import { sqlName, textOf, type Engine } from "./engine.ts";
import type { Source } from "./source.ts";
import { readTimeColumn, type TimeColumn } from "./times.ts";

type Column = Source["columns"][number];

const names = {
  year: /^(?:year|yr|jahr|yyyy)$/i,
  month: /^(?:month|mon|monat|mm|mo)$/i,
  day: /^(?:day|dom|tag|dd|day.?of.?month)$/i,
  hour: /^(?:hour|hours|hr|h|stunde|hod|hour.?of.?day)$/i,
  clock: /^(?:time|clock|uhrzeit|zeit|time.?of.?day)$/i,
} as const;

function called(columns: readonly Column[], part: keyof typeof names): Column | undefined {
  return columns.find(({ name }) => names[part].test(name.trim()));
}

/** SQL for an integer in a column, or null. */
function whole(column: Column): string {
  return `TRY_CAST(TRY_CAST(${sqlName(column.name)} AS DOUBLE) AS INTEGER)`;
}

/** SQL for the milliseconds since midnight that a column of hours, or of clock times, says; 24 is the next midnight. */
function sinceMidnight(column: Column): string {
  const hours = `TRY_CAST(${sqlName(column.name)} AS DOUBLE)`;
  const clock = `TRY_CAST('1970-01-01 ' || ${textOf(column)} AS TIMESTAMP)`;
  return `coalesce(CASE WHEN ${hours} BETWEEN 0 AND 24 THEN ${hours} * 3600000 END, epoch_ms(${clock})::DOUBLE)`;
}

function together(parts: readonly Column[], sql: string, format: string): TimeColumn {
  const column = parts.map(({ name }) => name).join("+");
  return {
    column,
    parts: parts.map(({ name }) => name),
    format: { name: format, sql },
    zone: "none",
    ambiguous: false,
  };
}

/** Times of the columns year and month, with day and hour where they are there. */
function ofNumbers(columns: readonly Column[]): TimeColumn | null {
  const [year, month] = [called(columns, "year"), called(columns, "month")];
  if (year === undefined || month === undefined) return null;
  const [day, hour] = [called(columns, "day"), called(columns, "hour")];
  const date = `${whole(year)} || '-' || ${whole(month)} || '-' || ${day === undefined ? "1" : whole(day)}`;
  const midnight = `epoch_ms(try_strptime(${date}, '%Y-%m-%d'))::DOUBLE`;
  const hours = day === undefined ? undefined : hour;
  return together(
    [year, month, ...(day === undefined ? [] : [day]), ...(hours === undefined ? [] : [hours])],
    hours === undefined ? midnight : `${midnight} + ${sinceMidnight(hours)}`,
    ["year", "month", ...(day === undefined ? [] : ["day"]), ...(hours === undefined ? [] : ["hour"])].join(" and "),
  );
}

async function ofDate(
  engine: Engine,
  source: Source,
  date: Column,
  hour: Column,
  timeFormat: string | undefined,
): Promise<TimeColumn | null> {
  // Days come many times each: only what orders them is of use, and a format that was named.
  const days = await readTimeColumn(engine, source, date, true, timeFormat);
  if (days === null) return null;
  return together([date, hour], `${days.format.sql} + ${sinceMidnight(hour)}`, `${days.format.name} and hours`);
}

const checked = z.object({ clocks: z.number(), readable: z.number(), all: z.number(), apart: z.number() });

/**
 * The times of several columns put together, where one alone does not tell rows apart: a date, and the hours of a
 * column that is called so; or year, month, day and hour. `found` is the column that was found to hold times. Null
 * where there is nothing to put together.
 */
export async function findTimeParts(
  engine: Engine,
  source: Source,
  facts: readonly ColumnFacts[],
  found: TimeColumn | null,
  timeFormat: string | undefined,
): Promise<TimeColumn | null> {
  const filled = source.columns.filter((_, i) => facts[i].filled > 0);
  const date = filled.find(({ name }) => name === found?.column);
  const isPart = date === undefined || names.year.test(date.name.trim()) || names.month.test(date.name.trim());
  const others = filled.filter((column) => column !== date);
  const hour = called(others, "hour") ?? called(others, "clock");
  const parts = isPart
    ? ofNumbers(filled)
    : hour === undefined
      ? null
      : await ofDate(engine, source, date, hour, timeFormat);
  if (parts === null) return null;
  const dates = found?.format.sql ?? "0";
  const [{ clocks, readable, all, apart }] = await engine.query(
    `SELECT count(CASE WHEN ${dates} % 86400000 <> 0 THEN 1 END)::DOUBLE AS clocks, ` +
      `count(${parts.format.sql})::DOUBLE AS readable, count(*)::DOUBLE AS all, ` +
      `(count(DISTINCT ${parts.format.sql}) - count(DISTINCT ${dates}))::DOUBLE AS apart FROM ${source.relation}`,
    checked,
  );
  return clocks === 0 && readable >= 0.95 * all && (apart > 0 || found === null) ? parts : null;
}

/** The times of the columns that an option names with a + between them; null where they are not there or no times. */
export async function namedTimeParts(
  engine: Engine,
  source: Source,
  columnNames: string,
  timeFormat: string | undefined,
): Promise<TimeColumn | null> {
  const parts = columnNames
    .split("+")
    .map((name) => source.columns.find((column) => column.name.trim() === name.trim()));
  const columns = parts.filter((column) => column !== undefined);
  if (columns.length < 2 || columns.length < parts.length) return null;
  const numbers = ofNumbers(columns);
  if (numbers !== null) return numbers;
  return columns.length === 2 ? ofDate(engine, source, columns[0], columns[1], timeFormat) : null;
}
