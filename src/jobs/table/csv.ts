import { z } from "zod";
import { DataError } from "./data-error.ts";
import { sqlName, sqlPath, sqlText, type Engine } from "./engine.ts";
import { copyAsPlainText, inspectText } from "./inspect-text.ts";
import { expectWidth, failed, type Source } from "./source.ts";

/** How a CSV is written, by DuckDB's guess. */
const dialectOf = z.object({
  Delimiter: z.string(),
  Comment: z.string(),
  SkipRows: z.number(),
  HasHeader: z.boolean(),
  Columns: z.array(z.object({ name: z.string() })),
});

type Dialect = z.infer<typeof dialectOf>;

/** How a source is opened. */
export interface OpenOptions {
  /** What separates the columns of a CSV, where DuckDB is not to find out by itself. */
  readonly delimiter?: string;
  /** Whether the first line of a CSV holds names, where DuckDB is not to find out by itself. */
  readonly header?: boolean;
  /** Lines may be up to 16 MB long rather than 1 MB, which takes more memory. Default: false. */
  readonly longTexts?: boolean;
}

/** A text file with rows of columns, which are separated by `delimiter` where that is given. */
export async function openCsv(
  engine: Engine,
  path: string,
  { delimiter, header, longTexts = false }: OpenOptions,
): Promise<Source> {
  const text = await inspectText(path);
  const copied = text.mixedLineEnds || text.encoding === "latin-1";
  const readable = copied ? await copyAsPlainText(path, text, engine.folder) : path;
  const file = [
    sqlPath(readable),
    `compression = ${text.gzip && !copied ? "'gzip'" : "'none'"}`,
    `encoding = ${sqlText(copied ? "utf-8" : text.encoding)}`,
    `quote = '"', escape = ` +
      `'"', ${longTexts ? "buffer_size = 33554432, max_line_size = 16777216" : "buffer_size = 1048576"}`,
  ].join(", ");
  const dialectOptions =
    (delimiter === undefined ? "" : `, delim = ${sqlText(delimiter)}`) +
    (header === undefined ? "" : `, header = ${header}`);
  await engine.expectColumns(text.separators);
  try {
    const dialect = await findDialect(engine, file, dialectOptions);
    expectWidth(path, dialect.Columns.length);
    const options = readOptions(file, dialect);
    const separator = separatorNames[dialect.Delimiter] ?? `"${dialect.Delimiter}"`;
    const names = dialect.HasHeader ? "" : ", without a line of column names";
    return {
      name: path,
      format: `CSV, separated by ${separator}${names}`,
      relation: `read_csv(${options}, ignore_errors = true)`,
      recordingRelation: `read_csv(${options}, store_rejects = true)`,
      columns: dialect.Columns.map(({ name }) => ({ name, type: "VARCHAR" })),
      decimalComma: dialect.Delimiter !== ",",
      text,
      firstLine: text.lines === null ? null : dialect.SkipRows + (dialect.HasHeader ? 2 : 1),
    };
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    // What separates columns is in texts too: only where nothing could be read does their number say something.
    expectWidth(path, text.separators);
    const help =
      delimiter === undefined
        ? "say what separates the columns (delimiter), and look for a quote that is not closed"
        : `check that ${separatorNames[delimiter] ?? JSON.stringify(delimiter)} separates the columns`;
    throw failed(path, "is not a table that can be read", cause, help);
  }
}

/**
 * DuckDB's strict look stumbles where lines differ in their number of columns, or takes all lines before a change of it
 * for notes; its lenient look misses real notes above the column names. Where they differ, the one that finds more rows
 * is right.
 */
async function findDialect(engine: Engine, file: string, dialectOptions: string): Promise<Dialect> {
  const dialects: Dialect[] = [];
  let failure: unknown;
  for (const leniency of ["", ", ignore_errors = true"]) {
    try {
      const options = `${file}, all_varchar = true${dialectOptions}${leniency}`;
      const [dialect] = await engine.query(`SELECT * FROM sniff_csv(${options})`, dialectOf);
      if (dialect.Columns.length > 1) dialects.push(dialect);
      if (dialect.Columns.length > 1 && dialect.SkipRows === 0) break;
    } catch (error) {
      failure ??= error;
    }
  }
  if (dialects.length === 0) throw failure ?? new Error("only one column was found");
  if (dialects.length === 1) return dialects[0];
  const rows: number[] = [];
  for (const dialect of dialects) {
    const relation = `read_csv(${readOptions(file, dialect)}, ignore_errors = true)`;
    const [{ n }] = await engine.query(`SELECT count(*)::DOUBLE AS n FROM ${relation}`, z.object({ n: z.number() }));
    rows.push(n);
  }
  return rows[1] > rows[0] ? dialects[1] : dialects[0];
}

function readOptions(file: string, { Delimiter, Comment, SkipRows, HasHeader, Columns }: Dialect): string {
  return [
    file,
    "auto_detect = false",
    `delim = ${sqlText(Delimiter)}`,
    `comment = ${sqlText(Comment === "(empty)" ? "" : Comment)}`,
    `skip = ${SkipRows}`,
    `header = ${HasHeader}`,
    `columns = {${Columns.map(({ name }) => `${sqlName(name)}: 'VARCHAR'`).join(", ")}}`,
  ].join(", ");
}

const separatorNames: Readonly<Record<string, string>> = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  "|": "bars",
};
