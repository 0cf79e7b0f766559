import type { Table } from "../../data/series/table.ts";
import type { LeftOutColumn } from "./columns.ts";
import type { SeriesColumn, SeriesRows } from "./series.ts";
import type { TimeColumn } from "./times.ts";

/** Where rows stand in a text file, so that messages can name lines. */
export interface RowLines {
  /** The line of row 0, counted from 1. */
  readonly first: number;
  /** Lines after it that hold no row, rising: blank ones, and ones left out. */
  readonly skipped: readonly number[];
}

/** What reading a source found, beside its numbers. */
export interface Reading {
  /** "CSV, separated by commas" and the like. */
  readonly format: string;
  /** Null where the format leaves no choice. */
  readonly encoding: "utf-8" | "latin-1" | "utf-16" | null;
  readonly time: Omit<TimeColumn, "format"> & {
    readonly format: string;
    /** The zone whose clock was turned into UTC, where one was named. */
    readonly timeZone?: string;
  };
  /** The column that tells rows of the same time apart, where many share one. */
  readonly series?: SeriesColumn;
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  /** Columns of true and false, or yes and no, that are read as 1 and 0; none where it lacks this. */
  readonly booleans?: readonly string[];
  readonly leftOut: readonly LeftOutColumn[];
  /** Texts in columns of numbers, such as "NA": read as missing. */
  readonly unreadable: readonly {
    readonly column: string;
    readonly count: number;
    readonly examples: readonly string[];
  }[];
  /** Lines with too many or too few columns, which were left out. */
  readonly badLines: {
    readonly count: number;
    readonly first: readonly { readonly line: number; readonly problem: string }[];
  };
}

/** A table as its source has it: every row, in the source's order, nothing repaired. */
export interface RawTable extends Table {
  /** The columns to predict; among `columns`. */
  readonly targets: readonly string[];
  /** Which series each row belongs to, where an id column was named for all of them. */
  readonly series?: SeriesRows;
  readonly reading: Reading;
  /** Null where rows are not lines: Parquet, queries, JSON in one piece, cells with line ends. */
  readonly lines: RowLines | null;
}

/** Row number (from 0) → its line (from 1), or null where rows are not lines. */
export function lineOf({ lines }: Pick<RawTable, "lines">, row: number): number | null {
  if (lines === null) return null;
  let line = lines.first + row;
  for (const skipped of lines.skipped) {
    if (skipped > line) break;
    line++;
  }
  return line;
}

/** "line 17", or "row 16" where rows are not lines. */
export function placeOf(table: Pick<RawTable, "lines">, row: number): string {
  const line = lineOf(table, row);
  return line === null ? `row ${row + 1}` : `line ${line}`;
}

/** The rows of each series of a table, in their order, as tables of their own. */
export function tablesOfSeries(raw: RawTable): readonly { readonly name: string; readonly raw: RawTable }[] {
  const { series, columns, values, times } = raw;
  if (series === undefined) return [];
  const width = columns.length;
  const rows: number[][] = series.names.map(() => []);
  series.of.forEach((index, row) => rows[index].push(row));
  const { series: _shared, ...reading } = raw.reading;
  return series.names.map((name, index) => {
    const own = new (values instanceof Float64Array ? Float64Array : Float32Array)(rows[index].length * width);
    rows[index].forEach((row, i) => own.set(values.subarray(row * width, (row + 1) * width), i * width));
    const { series: _rows, ...table } = raw;
    return {
      name,
      raw: {
        ...table,
        source: `${raw.source}, ${series.column} ${name}`,
        rows: rows[index].length,
        values: own,
        times: Float64Array.from(rows[index], (row) => times[row]),
        reading,
        lines: null,
      },
    };
  });
}
