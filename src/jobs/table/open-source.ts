import { dirname, resolve } from "node:path";
import { exists } from "../download/cache-directory.ts";
import { DataError } from "./data-error.ts";
import { openCsv, type OpenOptions } from "./csv.ts";
import { pathPattern, sqlPath, type Engine } from "./engine.ts";
import { copyAsPlainText, inspectFile, inspectText } from "./inspect-text.ts";
import { isQuery, openQuery } from "./query.ts";
import { describe, failed, type Source } from "./source.ts";

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

/** Finds out what a path or query holds. What exists under the name is a file, whatever it is called. */
export async function openSource(engine: Engine, source: string, options: OpenOptions = {}): Promise<Source> {
  if (isQuery(source) && !(await exists(source))) return openQuery(engine, source.trim());
  const ending = /\.(\w+?)(?:\.gz)?$/.exec(source.toLowerCase())?.[1];
  const kind = ending === undefined ? undefined : kinds[ending];
  const { start } = await inspectFile(source);
  if (ending === "xlsx" || ending === "xls")
    throw new DataError("is a workbook of Excel", { file: source, help: convert(source) });
  if (start.subarray(0, 4).equals(Buffer.from("PK\u0003\u0004"))) {
    throw new DataError("is a zip archive", { file: source, help: "unpack it and give the file in it" });
  }
  if (kind === undefined) {
    throw new DataError("is not a kind of file that is read here", {
      file: source,
      help:
        `files end in ${Object.keys(kinds).join(", ")}, texts also with .gz; or write a query, ` +
        `such as SELECT * FROM read_csv(${sqlPath(source)})`,
    });
  }
  await engine.lock([pathPattern(source), resolve(source)]);
  if (kind === "csv") return openCsv(engine, source, options);
  return kind === "json" ? openJson(engine, source) : openParquet(engine, source);
}

/** The two lines that make a table of a workbook. */
function convert(workbook: string): string {
  const table = workbook.replace(/\.xlsx?$/i, ".csv");
  return (
    `convert it: libreoffice --headless --convert-to csv --outdir '${dirname(workbook)}' '${workbook}'; or: python3 ` +
    `-c 'import pandas; pandas.read_excel("${workbook}").to_csv("${table}", index=False)'`
  );
}

async function openParquet(engine: Engine, path: string): Promise<Source> {
  const relation = `read_parquet(${sqlPath(path)}, hive_partitioning = false)`;
  try {
    const columns = await describe(engine, `FROM ${relation}`, path);
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
    if (cause instanceof DataError) throw cause;
    throw failed(path, "is not a Parquet file that can be read", cause, "write the file again");
  }
}

async function openJson(engine: Engine, path: string): Promise<Source> {
  const text = await inspectText(path);
  // The types of columns are found from all rows: a value of another kind far down would otherwise end the reading.
  const copied = text.encoding === "latin-1";
  const readable = copied ? await copyAsPlainText(path, text, engine.folder) : path;
  const packing = text.gzip && !copied ? "'gzip'" : "'uncompressed'";
  const options = `compression = ${packing}, sample_size = -1, hive_partitioning = false`;
  const relation = `read_json(${sqlPath(readable)}, ${options})`;
  try {
    const columns = await describe(engine, `FROM ${relation}`, path);
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
    if (cause instanceof DataError) throw cause;
    throw failed(
      path,
      "is not JSON of rows",
      cause,
      'write an array of objects, or one object per line: {"time": "2020-01-01", "x": 1}',
    );
  }
}
