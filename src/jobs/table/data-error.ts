import { closest, distance } from "fastest-levenshtein";

export interface DataErrorDetails {
  /** The file or query that cannot be used as it is. */
  readonly file: string;
  /** Where in it, such as "line 17" or "row 16". */
  readonly place?: string;
  readonly column?: string;
  /** What to do about it. */
  readonly help: string;
  readonly cause?: unknown;
}

/** A user's data cannot be used as they are. The message names file, place, column and what to do. */
export class DataError extends Error {
  override readonly name: string = "DataError";
  readonly file: string;
  readonly place: string | null;
  readonly column: string | null;
  readonly help: string;

  constructor(problem: string, { file, place, column, help, cause }: DataErrorDetails) {
    const where = [file, place, column === undefined ? undefined : `column "${column}"`].filter(
      (part) => part !== undefined,
    );
    super(`${where.join(", ")}: ${problem}; help: ${help}`, { cause });
    this.file = file;
    this.place = place ?? null;
    this.column = column ?? null;
    this.help = help;
  }
}

/** "did you mean …?" for a name that is not among the known ones, and all of them. */
export function suggest(name: string, known: readonly string[]): string {
  const list = known.map((column) => `"${column}"`).join(", ");
  if (known.length === 0) return "there are none";
  const starting = known.find((column) => plain(name) !== "" && plain(column).startsWith(plain(name)));
  const near = starting ?? closest(name, known);
  const isNear =
    starting !== undefined || distance(name.toLowerCase(), near.toLowerCase()) <= Math.max(2, name.length / 2);
  return isNear ? `did you mean "${near}"? There are ${list}` : `there are ${list}`;
}

/**
 * Throws a DataError when a table has fewer rows than a job needs, such as one window, or one window for each part of a split.
 * `purpose` ends the sentence "… rows are needed for".
 */
export function expectRows(
  table: { readonly source: string; readonly rows: number },
  needed: number,
  purpose: string,
): void {
  if (table.rows >= needed) return;
  throw new DataError(`has ${table.rows} rows, and ${needed} are needed for ${purpose}`, {
    file: table.source,
    help: "give more rows, or look back or ahead less",
  });
}

/** Letters and digits alone. */
function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}
