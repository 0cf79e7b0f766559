import { dateFormOf } from "../../data/series/date-forms.ts";
import { formatDuration, parseDuration, type Duration } from "../../data/series/durations.ts";
import type { SurveyedColumns } from "./columns.ts";
import { DataError, namesList, suggest } from "./data-error.ts";
import { textOf, type Engine } from "./engine.ts";
import type { RawTable, Reading } from "./raw-table.ts";
import type { ReadingOptions } from "./reading-options.ts";
import type { Source } from "./source.ts";
import { findTimeParts, namedTimeParts } from "./time-parts.ts";
import { toUtc } from "./time-zones.ts";
import { findTimeColumn, readTimeColumn, unreadTime, type TimeColumn } from "./times.ts";

/** The column of times, found or named. Throws a DataError where there is none. */
export async function timeColumn(
  engine: Engine,
  source: Source,
  { facts }: SurveyedColumns,
  { time: timeName, timeFormat, step }: ReadingOptions,
): Promise<TimeColumn> {
  if (step !== undefined) return countedRows(source, step);
  const names = source.columns.map(({ name }) => name);
  if (timeName === undefined) {
    const alone = await findTimeColumn(engine, source, facts, timeFormat);
    const found = (await findTimeParts(engine, source, facts, alone, timeFormat)) ?? alone;
    if (found !== null) return found;
    const unread = unreadTime(source, facts);
    if (unread !== null) {
      throw new DataError(`holds times, it seems, such as "${unread.example}", which are not read here`, {
        file: source.name,
        column: unread.column,
        help: timeHelp,
      });
    }
    const named = source.text === null || !source.format.includes("without a line of column names");
    throw new DataError(`no column holds times; the columns are ${namesList(names)}`, {
      file: source.name,
      help:
        "name the column of times (time), or say how far apart rows are (step), such as --step 1d" +
        (named ? "" : "; names of columns were not found either"),
    });
  }
  const column = source.columns.find(({ name }) => name.trim() === timeName.trim());
  const parts = column === undefined ? await namedTimeParts(engine, source, timeName, timeFormat) : null;
  if (parts !== null) return parts;
  if (column === undefined) {
    throw new DataError(`there is no column "${timeName}" for the time`, {
      file: source.name,
      help: suggest(timeName, names),
    });
  }
  const found = await readTimeColumn(engine, source, column, true, timeFormat);
  if (found !== null) return found;
  throw new DataError("does not hold times that are read here", {
    file: source.name,
    column: timeName,
    help: timeHelp,
  });
}

/** Rows that show how times are written. */
const rowsShown = 100;

/** How the source writes its dates, where its times have no clock. */
export async function writtenAs(
  engine: Engine,
  { relation, columns }: Source,
  time: TimeColumn,
  times: Float64Array,
): Promise<Pick<RawTable, "dateForm">> {
  const column = columns.find(({ name }) => name === time.column);
  if (column === undefined) return {};
  const texts: string[] = [];
  for await (const rows of engine.texts(`SELECT ${textOf(column)} FROM ${relation} LIMIT ${rowsShown}`)) {
    texts.push(...rows.map(([text]) => text ?? ""));
  }
  const form = dateFormOf(texts, [...times.subarray(0, texts.length)]);
  return form === null ? {} : { dateForm: form };
}

/** Rows of a file without times, one after the other. */
function countedRows({ name: file }: Source, step: Duration): TimeColumn {
  try {
    const milliseconds = parseDuration(String(step));
    const sql = `${Date.UTC(2000, 0, 1)} + (row_number() OVER () - 1) * ${milliseconds}::DOUBLE`;
    const format = { name: `rows counted from 2000-01-01, every ${formatDuration(milliseconds)}`, sql };
    return { column: "number of the row", parts: [], format, zone: "none", ambiguous: false };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new DataError(`step: ${cause.message.replace(/; help: .*/, "")}`, {
      file,
      help: "write a number and a unit, such as --step 1h",
      cause,
    });
  }
}

/** Turns the clock of a zone into UTC, in place. */
export function zoned(
  { name: file }: Source,
  { column, zone }: TimeColumn,
  timeZone: string | undefined,
  times: Float64Array,
): Pick<Reading["time"], "zone" | "timeZone"> {
  if (timeZone === undefined) return { zone };
  if (zone !== "none") {
    throw new DataError("times name their distance from UTC already", {
      file,
      column,
      help: "leave out the zone (timeZone, --time-zone)",
    });
  }
  try {
    toUtc(times, timeZone);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const help = "name a zone of the IANA list, such as Europe/Berlin (timeZone, --time-zone)";
    throw new DataError(`there is no time zone "${timeZone}"`, { file, help, cause });
  }
  return { zone: "utc", timeZone };
}

const timeHelp =
  "say how they are written (timeFormat, --time-format), such as %d.%m.%Y %H:%M for 31.01.2020 12:00, where %y is a " +
  "year of two digits, %b a month's name, %I with %p a clock of 12 hours";
