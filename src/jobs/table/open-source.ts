import { z } from "zod";
import { DataError } from "./data-error.ts";
import { openCsv, type OpenOptions } from "./csv.ts";
import { sqlPath, type Engine } from "./engine.ts";
import { copyAsPlainText, inspectFile, inspectText } from "./inspect-text.ts";

import { failed, type Source } from "./source.ts";

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

/** Finds out what a path or query holds. */
export async function openSource(engine: Engine, source: string, options: OpenOptions = {}): Promise<Source> {
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
  if (kind === "csv") return openCsv(engine, source, options);
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
  const copied = text.encoding === "latin-1";
  const readable = copied ? await copyAsPlainText(path, text, engine.folder) : path;
  const packing = text.gzip && !copied ? "'gzip'" : "'uncompressed'";
  const relation = `read_json(${sqlPath(readable)}, compression = ${packing}, sample_size = -1)`;
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
