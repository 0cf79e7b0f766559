import { z } from "zod";
import { DataError } from "./data-error.ts";
import { sqlName, sqlPath, sqlText, type Engine } from "./engine.ts";
import { copyWithOneLineEnd, inspectFile, inspectText, type TextFile } from "./inspect-text.ts";

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

/** File endings that are read, and as what; each text may also end in .gz. */
const kinds: Readonly<Record<string, "csv" | "json" | "parquet">> = {
  csv: "csv",
  tsv: "csv",
  txt: "csv",
  json: "json",
  jsonl: "json",
  ndjson: "json",
  parquet: "parquet",
};

/** Whether a source is a query rather than a path. */
export function isQuery(source: string): boolean {
  return /^\s*(?:select|with|from)\s/i.test(source);
}

/** Finds out what a path or query holds. `delimiter` is what separates the columns of a CSV, where DuckDB is not to find out by itself. */
export async function openSource(engine: Engine, source: string, delimiter?: string): Promise<Source> {
  if (isQuery(source)) return openQuery(engine, source.trim().replace(/;$/, ""));
  const ending = /\.(\w+?)(?:\.gz)?$/.exec(source.toLowerCase())?.[1];
  const kind = ending === undefined ? undefined : kinds[ending];
  const { start } = await inspectFile(source);
  if (start.subarray(0, 4).equals(Buffer.from("PK\u0003\u0004"))) {
    throw new DataError("is a zip archive", { file: source, help: "unpack it and give the file in it" });
  }
  if (kind === undefined) {
    throw new DataError("is not a kind of file that is read here", {
      file: source,
      help: `files end in ${Object.keys(kinds).join(", ")}, texts also with .gz; or write a query, such as SELECT * FROM read_csv('${source}')`,
    });
  }
  if (kind === "csv") return openCsv(engine, source, delimiter);
  return kind === "json" ? openJson(engine, source) : openParquet(engine, source);
}

const described = z.object({ column_name: z.string(), column_type: z.string() });

async function describe(engine: Engine, relation: string): Promise<{ name: string; type: string }[]> {
  const rows = await engine.query(`DESCRIBE SELECT * FROM ${relation}`, described);
  return rows.map((row) => ({ name: row.column_name, type: row.column_type }));
}

/** The query runs once, into a table of its own: it may be slow, or draw at random. */
async function openQuery(engine: Engine, query: string): Promise<Source> {
  const name = query.length > 60 ? `${query.slice(0, 57)}…` : query;
  const relation = "query_result";
  try {
    await engine.run(`CREATE TEMP TABLE ${relation} AS ${query}`);
  } catch (cause) {
    throw failed(
      name,
      "the query fails",
      cause,
      "DuckDB's SQL is at duckdb.org/docs/sql; name files in quotes: FROM 'weather.csv'",
    );
  }
  const columns = await describe(engine, relation);
  return {
    name,
    format: "SQL query",
    relation,
    recordingRelation: relation,
    columns,
    decimalComma: true,
    text: null,
    firstLine: null,
  };
}

async function openParquet(engine: Engine, path: string): Promise<Source> {
  const relation = `read_parquet(${sqlPath(path)})`;
  try {
    const columns = await describe(engine, relation);
    return {
      name: path,
      format: "Parquet",
      relation,
      recordingRelation: relation,
      columns,
      decimalComma: true,
      text: null,
      firstLine: null,
    };
  } catch (cause) {
    throw failed(path, "is not a Parquet file that can be read", cause, "write the file again");
  }
}

async function openJson(engine: Engine, path: string): Promise<Source> {
  const text = await inspectText(path);
  // The types of columns are found from all rows: a value of another kind far down would otherwise end the reading.
  const relation = `read_json(${sqlPath(path)}, compression = ${text.gzip ? "'gzip'" : "'uncompressed'"}, sample_size = -1)`;
  try {
    const columns = await describe(engine, relation);
    const perLine = /\.(?:jsonl|ndjson)(?:\.gz)?$/i.test(path);
    return {
      name: path,
      format: perLine ? "JSON, one object per line" : "JSON",
      relation,
      recordingRelation: relation,
      columns,
      decimalComma: true,
      text,
      firstLine: perLine ? 1 : null,
    };
  } catch (cause) {
    throw failed(
      path,
      "is not JSON of rows",
      cause,
      'write an array of objects, or one object per line: {"time": "2020-01-01", "x": 1}',
    );
  }
}

const sniffed = z.object({
  Delimiter: z.string(),
  Comment: z.string(),
  SkipRows: z.number(),
  HasHeader: z.boolean(),
  Columns: z.array(z.object({ name: z.string() })),
});

type Dialect = z.infer<typeof sniffed>;

async function openCsv(engine: Engine, path: string, delimiter?: string): Promise<Source> {
  const text = await inspectText(path);
  const readable = text.mixedLineEnds ? await copyWithOneLineEnd(path, text, engine.folder) : path;
  const file = `${sqlPath(readable)}, compression = ${text.gzip && readable === path ? "'gzip'" : "'none'"}, encoding = ${sqlText(text.encoding)}, quote = '"', escape = '"', buffer_size = 1048576`;
  const given = delimiter === undefined ? "" : `, delim = ${sqlText(delimiter)}`;
  const names = separatorNames[delimiter ?? ""] ?? delimiter;
  try {
    const dialect = await sniff(engine, `${file}, all_varchar = true${given}`);
    const columns = dialect.Columns.map(({ name }) => ({ name, type: "VARCHAR" }));
    const options = [
      file,
      "auto_detect = false",
      `delim = ${sqlText(dialect.Delimiter)}`,
      `comment = ${sqlText(dialect.Comment === "(empty)" ? "" : dialect.Comment)}`,
      `skip = ${dialect.SkipRows}`,
      `header = ${dialect.HasHeader}`,
      `columns = {${columns.map(({ name }) => `${sqlName(name)}: 'VARCHAR'`).join(", ")}}`,
    ].join(", ");
    const separator = separatorNames[dialect.Delimiter] ?? `"${dialect.Delimiter}"`;
    const lines = dialect.HasHeader ? "" : ", without a line of column names";
    return {
      name: path,
      format: `CSV, separated by ${separator}${lines}`,
      relation: `read_csv(${options}, ignore_errors = true)`,
      recordingRelation: `read_csv(${options}, store_rejects = true)`,
      columns,
      decimalComma: dialect.Delimiter !== ",",
      text,
      firstLine: text.lines === null ? null : dialect.SkipRows + (dialect.HasHeader ? 2 : 1),
    };
  } catch (cause) {
    const help =
      names === undefined
        ? "say what separates the columns (delimiter), and look for a quote that is not closed"
        : `check that ${names} separates the columns`;
    throw failed(path, "is not a table that can be read", cause, help);
  }
}

/**
 * DuckDB's guess of how a CSV is written. Its strict look stumbles where lines differ in their number of columns, its
 * lenient one misses notes above the column names.
 */
async function sniff(engine: Engine, options: string): Promise<Dialect> {
  let failure: unknown;
  for (const leniency of ["", ", ignore_errors = true"]) {
    try {
      const [dialect] = await engine.query(`SELECT * FROM sniff_csv(${options}${leniency})`, sniffed);
      if (dialect.Columns.length > 1) return dialect;
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure ?? new Error("only one column was found");
}

const separatorNames: Readonly<Record<string, string>> = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  "|": "bars",
};

function failed(file: string, problem: string, cause: unknown, help: string): DataError {
  const [first] = cause instanceof Error ? cause.message.split("\n") : [String(cause)];
  return new DataError(`${problem} (${first})`, { file, help, cause });
}
