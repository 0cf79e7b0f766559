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

/** Names in quotes; the first twenty of many, and how many more there are. */
export function namesList(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => `"${name.length > 80 ? `${name.slice(0, 80)}…` : name}"`);
  const more = names.length - shown.length;
  return shown.join(", ") + (more === 0 ? "" : ` and ${more.toLocaleString("en-US")} more`);
}

/** "did you mean …?" for a name that is not among the known ones, and all of them. */
export function suggest(name: string, known: readonly string[]): string {
  const list = namesList(known);
  if (known.length === 0) return "there are none";
  const start = plain(name);
  const starting = start === "" ? undefined : known.find((column) => plain(column).startsWith(start));
  // Long names take long to compare, and are no slips of the keyboard.
  const comparable = name.length > 200 ? [] : known.filter(({ length }) => length <= 200);
  const near = starting ?? (comparable.length === 0 ? undefined : closest(name, comparable));
  const isNear =
    near !== undefined &&
    (near === starting || distance(name.toLowerCase(), near.toLowerCase()) <= Math.max(2, name.length / 2));
  return isNear ? `did you mean "${near}"? There are ${list}` : `there are ${list}`;
}

/**
 * Throws a DataError when a table has fewer rows than a job needs, such as one window, or one window for each part of a
 * split. `purpose` ends the sentence "… rows are needed for".
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
