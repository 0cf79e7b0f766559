import { z } from "zod";
import { sqlText, type Engine } from "./engine.ts";
import { DataError } from "./data-error.ts";
import { describe, failed, type Source } from "./source.ts";

/** Whether a source that is no path of a file looks like a query. */
export function isQuery(source: string): boolean {
  return /^\s*(?:select|with|from)\s/i.test(source);
}

/** Files that a query may read are called like this. */
const dataFile = /\.(?:csv|tsv|txt|jsonl?|ndjson|parquet)(?:\.(?:gz|zst))?$/i;

/** Functions that may stand behind FROM: those that read data files, and those that make rows. */
const tableFunctions = new Set([
  ..."read_csv read_csv_auto read_parquet parquet_scan read_json read_json_auto read_ndjson read_ndjson_auto".split(
    " ",
  ),
  ..."read_json_objects read_ndjson_objects json_each json_tree".split(" "),
  ..."range generate_series unnest repeat repeat_row".split(" "),
]);

const queryHelp = "DuckDB's SQL is at duckdb.org/docs/sql; name files in quotes: FROM 'weather.csv'";

/**
 * Runs a query, once, into a table of its own: it may be slow, or draw at random. A query is one SELECT. It reads the
 * files of this machine that it names in quotes (CSV, JSON, Parquet, patterns of names too) and nothing else, and
 * writes nothing. Throws a DataError for what is more than that, and where the query fails.
 */
export async function openQuery(engine: Engine, query: string): Promise<Source> {
  const name = query.length > 60 ? `${query.slice(0, 57)}…` : query;
  const relation = "query_result";
  await engine.lock(await filesOf(engine, name, query));
  try {
    // Finding out the columns runs nothing.
    await describe(engine, query, name);
    await engine.run("SET lock_configuration = true");
    await engine.run(`CREATE TEMP TABLE ${relation} AS ${query}`);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw failed(name, "the query fails", cause, queryHelp);
  }
  return {
    name,
    format: "SQL query",
    relation,
    recordingRelation: relation,
    columns: await describe(engine, `FROM ${relation}`, name),
    decimalComma: true,
    text: null,
    firstLine: null,
  };
}

const tree = z
  .string()
  .transform((json): unknown => JSON.parse(json))
  .pipe(
    z.union([
      z.object({ error: z.literal(true), error_message: z.string() }),
      z.object({ error: z.literal(false), statements: z.array(z.unknown()) }),
    ]),
  );

/**
 * The files and patterns that a query names, with the files that the patterns stand for. Throws a DataError for what is
 * not one SELECT of data files.
 */
async function filesOf(engine: Engine, name: string, query: string): Promise<readonly string[]> {
  const refuse = (problem: string, help: string): DataError => new DataError(problem, { file: name, help });
  // DuckDB's own parser; it writes out what selects, and nothing else.
  const [{ tree: parsed }] = await engine.query(
    `SELECT json_serialize_sql(${sqlText(query)}) AS tree`,
    z.object({ tree }),
  );
  if (parsed.error) {
    if (!parsed.error_message.startsWith("Only SELECT"))
      throw refuse(`the query fails (${parsed.error_message})`, queryHelp);
    throw refuse(
      "is not a query that only selects",
      "write one SELECT; what writes, loads or sets something is not run here",
    );
  }
  if (parsed.statements.length !== 1)
    throw refuse(
      `holds ${parsed.statements.length} statements`,
      "write one SELECT, without another statement after it",
    );
  const named: string[] = [];
  for (const relation of relationsIn(parsed.statements[0])) {
    if ("call" in relation && !tableFunctions.has(relation.call.toLowerCase())) {
      throw refuse(
        `calls ${relation.call}, which is not for data files`,
        "read files by FROM 'file.csv', read_csv, read_json or read_parquet",
      );
    }
    for (const text of relation.texts) {
      if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
        throw refuse(`reads from ${text}`, "download the file first: queries read files of this machine alone");
      if (dataFile.test(text)) named.push(text);
    }
  }
  const files = await filesBehind(engine, named);
  const missing = named.find((_, i) => files[i].length === 0);
  if (missing !== undefined) throw refuse(`there is no file ${missing}`, "check the path; it starts from this folder");
  return [...new Set([...named, ...files.flat()])];
}

/** The files that names and patterns of names stand for, for each of them. */
async function filesBehind(engine: Engine, patterns: readonly string[]): Promise<readonly (readonly string[])[]> {
  const files: string[][] = [];
  for (const pattern of patterns) {
    const rows = await engine.query(`SELECT file FROM glob(${sqlText(pattern)})`, z.object({ file: z.string() }));
    files.push(rows.map(({ file }) => file));
  }
  return files;
}

const node = z.union([
  z.object({
    type: z.literal("BASE_TABLE"),
    catalog_name: z.string(),
    schema_name: z.string(),
    table_name: z.string(),
  }),
  z.object({
    type: z.literal("TABLE_FUNCTION"),
    function: z.object({ function_name: z.string(), children: z.array(z.unknown()) }),
  }),
]);
const text = z.object({ type: z.object({ id: z.literal("VARCHAR") }), value: z.string() });

/**
 * What stands behind FROM anywhere in a query: names of tables, and functions with the texts that they are called with.
 */
function* relationsIn(
  statement: unknown,
): Generator<{ readonly texts: readonly string[] } | { readonly call: string; readonly texts: readonly string[] }> {
  for (const part of partsOf(statement)) {
    const { data } = node.safeParse(part);
    if (data === undefined) continue;
    if (data.type === "BASE_TABLE") {
      const names = [data.catalog_name, data.schema_name, data.table_name].filter((one) => one !== "");
      yield { texts: [names.join(".")] };
    } else {
      const texts = [...partsOf(data.function.children)].flatMap((one) => text.safeParse(one).data?.value ?? []);
      yield { call: data.function.function_name, texts };
    }
  }
}

/** Everything within plain data, itself first. */
function* partsOf(whole: unknown): Generator {
  const waiting: unknown[] = [whole];
  while (waiting.length > 0) {
    const part = waiting.pop();
    yield part;
    if (typeof part === "object" && part !== null) for (const within of Object.values(part)) waiting.push(within);
  }
}
