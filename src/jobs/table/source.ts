import { z } from "zod";
import { DataError } from "./data-error.ts";
import { mostColumns, type Engine } from "./engine.ts";
import type { TextFile } from "./inspect-text.ts";

/** Rows that DuckDB can read, before anything is known of what they mean. */
export interface Source {
  /** The path or the query, for messages. */
  readonly name: string;
  /** "CSV", with what was found out about it. */
  readonly format: string;
  /** What stands behind FROM in SQL. */
  readonly relation: string;
  /**
   * The same, writing lines with too many or too few columns into the table reject_errors. Lines like that are left out
   * either way.
   */
  readonly recordingRelation: string;
  /** Columns by their names in the source, and DuckDB's types. CSV columns are all VARCHAR. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Numbers may be written with a decimal comma: the comma does not separate columns. */
  readonly decimalComma: boolean;
  readonly text: TextFile | null;
  /** The line of the first row in a text file with one row per line. */
  readonly firstLine: number | null;
}

/** What DuckDB cannot read, with the first line of its reason. */
export function failed(file: string, problem: string, cause: unknown, help: string): DataError {
  const [first] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
  return new DataError(`${problem} (${first})`, { file, help, cause });
}

const described = z.object({ column_name: z.string(), column_type: z.string() });

/** The columns of what a query gives, which is not run. Throws a DataError for more of them than are read. */
export async function describe(engine: Engine, query: string, source: string): Promise<Source["columns"]> {
  const rows = await engine.query(`DESCRIBE ${query}`, described);
  expectWidth(source, rows.length);
  await engine.expectColumns(rows.length);
  return rows.map((row) => ({ name: row.column_name, type: row.column_type }));
}

/** Throws a DataError for more columns than are read. */
export function expectWidth(file: string, columns: number): void {
  if (columns <= mostColumns) return;
  const [found, most] = [columns, mostColumns].map((count) => count.toLocaleString("en-US"));
  throw new DataError(`has ${found} columns, and ${most} are the most that are read`, {
    file,
    help: "choose columns (for Parquet by a query), or write one row for each value",
  });
}
