import { DataError } from "./data-error.ts";
import type { TextFile } from "./inspect-text.ts";

/** Rows that DuckDB can read, before anything is known of what they mean. */
export interface Source {
  /** The path or the query, for messages. */
  readonly name: string;
  /** "CSV", with what was found out about it. */
  readonly format: string;
  /** What stands behind FROM in SQL. */
  readonly relation: string;
  /** The same, writing lines with too many or too few columns into the table reject_errors. Lines like that are left out either way. */
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
  const [first] = cause instanceof Error ? cause.message.split("\n") : [String(cause)];
  return new DataError(`${problem} (${first})`, { file, help, cause });
}
