import { checkOptions } from "../../tensor/options.ts";
import { findBadLines, type BadLine } from "./bad-lines.ts";
import { surveyColumns, type NumberColumn, type SurveyedColumns } from "./columns.ts";
import { DataError, namesList, suggest } from "./data-error.ts";
import { columnsTogether, withEngine, type Engine } from "./engine.ts";
import type { RawTable, Reading, RowLines } from "./raw-table.ts";
import { openSource } from "./open-source.ts";
import type { Source } from "./source.ts";
import { readingOptionNames, type ReadingOptions } from "./reading-options.ts";
import { findSeries, idParts, readSeriesRows, selectSeries } from "./series.ts";
import { timeColumn, writtenAs, zoned } from "./time-column.ts";
import type { TimeColumn } from "./times.ts";

export interface ReadOptions extends ReadingOptions {
  /** The columns to predict. Default: none named. */
  readonly targets?: readonly string[];
  /** The columns to read. Default: every column of numbers but the time. Targets are read in any case. */
  readonly features?: readonly string[];
  /** What separates the columns of a text file. Default: found out. */
  readonly delimiter?: string;
}

/**
 * Reads a table of numbers over time from a file (.csv, .tsv, .txt, .json, .jsonl, .ndjson, each also .gz, and
 * .parquet) or from an SQL query in DuckDB's words, which may read files itself: "SELECT * FROM 'a.csv' WHERE station =
 * 7".
 *
 * Times are read from dates and times in ISO form, with or without a distance from UTC, as DD.MM.YYYY, DD/MM/YYYY or
 * MM/DD/YYYY (with dashes, with two-digit years, with the year first), with names of months, as months, quarters and
 * ISO weeks, from seconds to nanoseconds since 1970, and from days as Excel counts them. Without a distance from UTC
 * they keep the clock of the file, or that of `timeZone`. Where several formats read every row, the one in which rows
 * follow each other at one step is taken, and said in `reading.time.ambiguous`; where two do, `timeFormat` must decide.
 *
 * Numbers have a decimal point or comma, and thousands grouped by the other one, blanks or apostrophes; each column is
 * read in one way, and `decimal` must decide where two are possible.
 *
 * Nothing is repaired: rows keep their order, missing values are NaN, and −9999 is −9999. `diagnose` looks for trouble,
 * `repair` mends it. Throws a DataError where the source cannot be used.
 */
export async function readTable(source: string, options: ReadOptions = {}): Promise<RawTable> {
  checkOptions("readTable", options, { ...readingOptionNames, targets: true, features: true, delimiter: true });
  return withEngine(source, async (engine) => {
    const { delimiter, header, id } = options;
    const all = await openSource(engine, source, {
      ...(delimiter === undefined ? {} : { delimiter }),
      ...(header === undefined ? {} : { header }),
    });
    const named = id === undefined ? null : idParts(id);
    const opened =
      named === null || named.series === null ? all : await selectSeries(engine, all, named.column, named.series);
    const surveyed = await surveyColumns(engine, opened, options.decimal);
    // A single line of names alone passes for a row.
    const onlyNames = opened.text !== null && opened.text.lines === opened.text.blankLines.length + 1;
    if (surveyed.rows === 0 || (surveyed.numbers.length === 0 && onlyNames)) {
      throw new DataError("has no rows", { file: opened.name, help: "give a file with at least one line of numbers" });
    }
    if (surveyed.numbers.length === 0) throw noNumbers(opened, surveyed);
    const time = await timeColumn(engine, opened, surveyed, options);
    const ids = named?.series === null ? [named.column] : [];
    const columns = chooseColumns(opened, surveyed, time, options, ids);
    const badLines = await findBadLines(engine, opened, surveyed.rows);
    const numbers = await readNumbers(engine, opened, surveyed.rows, time, columns);
    const rowsOfSeries =
      named?.series === null ? await readSeriesRows(engine, opened, surveyed.rows, named.column) : null;
    const series = rowsOfSeries === null ? await findSeries(engine, opened, surveyed, time, numbers.times) : null;
    const written = await writtenAs(engine, opened, time, numbers.times);
    const zone = zoned(opened, time, options.timeZone, numbers.times);
    const booleans = columns.filter(({ boolean }) => boolean).map(({ name }) => name);
    return {
      source: opened.name,
      columns: columns.map(({ name }) => name),
      rows: surveyed.rows,
      ...numbers,
      ...written,
      ...(rowsOfSeries === null ? {} : { series: rowsOfSeries }),
      targets:
        options.targets === undefined
          ? []
          : columns.filter((column) => isNamed(column, options.targets)).map(({ name }) => name),
      reading: {
        format: opened.format,
        encoding: opened.text?.encoding ?? null,
        time: { ...time, ...zone, format: time.format.name },
        renamed: surveyed.numbers
          .filter(({ name, original }) => name !== original)
          .map(({ name, original }) => ({ from: original, to: name })),
        ...(series === null ? {} : { series }),
        ...(booleans.length === 0 ? {} : { booleans }),
        leftOut: surveyed.leftOut.filter(({ original }) => !isTime(time, original)),
        unreadable: columns
          .filter(({ unreadable }) => unreadable.count > 0)
          .map(({ name, unreadable }) => ({ column: name, ...unreadable })),
        badLines: { count: badLines.length, first: badLines.slice(0, 5) },
      },
      lines: rowLines(opened, surveyed.rows, badLines),
    };
  });
}

function noNumbers({ name, columns }: Source, { leftOut }: SurveyedColumns): DataError {
  const held = leftOut
    .slice(0, 3)
    .map((column) => `"${column.name}" holds ${column.example === null ? "nothing" : `"${column.example}"`}`);
  const help =
    columns.length === 1
      ? "one column was found; say what separates the columns (delimiter)"
      : "give a file with columns of numbers; decimal commas are read, in quotes where commas separate the columns";
  return new DataError(`has no column of numbers: ${held.join(", ")}`, { file: name, help });
}

function isTime({ column, parts }: TimeColumn, name: string): boolean {
  return name === column || (parts?.includes(name) ?? false);
}

function isNamed({ name, original }: NumberColumn, names: readonly string[] = []): boolean {
  return names.some((wanted) => wanted.trim() === name || wanted.trim() === original.trim());
}

function chooseColumns(
  source: Source,
  { numbers, leftOut }: SurveyedColumns,
  time: TimeColumn,
  { targets = [], features }: ReadOptions,
  ids: readonly string[],
): NumberColumn[] {
  const usable = numbers.filter((column) => !isTime(time, column.original) && !isNamed(column, ids));
  const asked = [
    ...targets.map((name) => ["target", name] as const),
    ...(features ?? []).map((name) => ["feature", name] as const),
  ];
  for (const [role, wanted] of asked) {
    if (usable.some((column) => isNamed(column, [wanted]))) continue;
    const out = leftOut.find(({ name, original }) => [name, original.trim()].includes(wanted.trim()));
    if (out !== undefined) {
      const holds = {
        empty: "is empty",
        text: "holds text",
        "other type": "holds no numbers",
        "only -9999": "holds nothing but -9999",
      };
      const example = out.reason === "text" && out.example !== null ? `, such as "${out.example}"` : "";
      throw new DataError(`the ${role} ${holds[out.reason]}${example}`, {
        file: source.name,
        column: wanted,
        help: `choose a column of numbers: ${namesList(usable.map(({ name }) => name))}`,
      });
    }
    throw new DataError(`there is no column "${wanted}" for the ${role}`, {
      file: source.name,
      help: suggest(
        wanted,
        usable.map(({ name }) => name),
      ),
    });
  }
  if (usable.length === 0) {
    throw new DataError("has no column of numbers beside the time", {
      file: source.name,
      help: "give a file with a column to predict",
    });
  }
  return features === undefined ? usable : usable.filter((column) => isNamed(column, [...features, ...targets]));
}

async function readNumbers(
  engine: Engine,
  { name: file, relation }: Source,
  rows: number,
  time: TimeColumn,
  columns: readonly NumberColumn[],
): Promise<{ readonly values: Float32Array | Float64Array; readonly times: Float64Array }> {
  const width = columns.length;
  const values = new Float64Array(rows * width);
  const times = new Float64Array(rows);
  const changed = new DataError("changed while it was read", { file, help: "read it again when nothing writes to it" });
  for (let from = 0; from < width; from += columnsTogether) {
    const group = columns.slice(from, from + columnsTogether);
    const wanted = [...(from === 0 ? [time.format.sql] : []), ...group.map(({ sql }) => sql)];
    let row = 0;
    for await (const chunk of engine.numbers(`SELECT ${wanted.join(", ")} FROM ${relation}`)) {
      const [{ length }] = chunk;
      if (row + length > rows) throw changed;
      if (from === 0) times.set(chunk[0], row);
      for (let k = 0; k < group.length; k++) {
        const numbers = chunk[from === 0 ? k + 1 : k];
        for (let i = 0; i < length; i++) {
          // Beyond what 32 bits hold, numbers are none.
          values[(row + i) * width + from + k] = Number.isFinite(Math.fround(numbers[i])) ? numbers[i] : NaN;
        }
      }
      row += length;
    }
    if (row !== rows) throw changed;
  }
  return { values: values.every(isHeldIn32Bits) ? Float32Array.from(values) : values, times };
}

/** Whether a number, written in decimals, is the one that the first 7 digits of its 32 bits write. */
function isHeldIn32Bits(value: number): boolean {
  if (Number.isNaN(value) || Math.fround(value) === value) return true;
  for (let power = 10; power <= 1e7; power *= 10) {
    const digits = Math.round(value * power);
    if (Math.abs(digits) >= 1e7) return false;
    if (digits / power === value) return true;
  }
  return false;
}

/** Null when lines and rows do not add up: a cell that holds a line end, or comments. */
function rowLines({ text, firstLine }: Source, rows: number, badLines: readonly BadLine[]): RowLines | null {
  if (text === null || text.lines === null || firstLine === null) return null;
  const blank = text.blankLines.filter((line) => line >= firstLine);
  const skipped = [...new Set([...blank, ...badLines.map(({ line }) => line)])].toSorted((a, b) => a - b);
  return text.lines === firstLine - 1 + rows + skipped.length ? { first: firstLine, skipped } : null;
}

export type { RawTable, Reading };
