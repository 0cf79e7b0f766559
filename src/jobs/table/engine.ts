import { join, resolve } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { z } from "zod";
import { DataError } from "./data-error.ts";
import { withTemporaryFolder } from "../../files/temporaries.ts";

/** An embedded DuckDB that is open for one job. */
export interface Engine {
  /** A folder for files that the job needs meanwhile. */
  readonly folder: string;
  /** All rows of a small result, checked against a schema of one row. */
  query<Row>(sql: string, row: z.ZodType<Row>): Promise<Row[]>;
  /**
   * Columns of numbers, some 2,000 rows at a time, in the order of the result. What is null or no number comes as NaN.
   * The arrays are used again for the next rows.
   */
  numbers(sql: string): AsyncGenerator<readonly Float64Array[]>;
  /** Rows of texts, some 2,000 at a time, in the order of the result. */
  texts(sql: string): AsyncGenerator<readonly (readonly (string | null)[])[]>;
  run(sql: string): Promise<void>;
  /** Allows the memory that tables with this number of columns need: some 160 KB a column beside what any table has. */
  expectColumns(columns: number): Promise<void>;
  /**
   * From here on only these files are read (paths, or patterns of paths), nothing is written outside the folder, no
   * extension is loaded, and nothing comes from the network. None of this can be taken back.
   */
  lock(files: readonly string[]): Promise<void>;
}

/** What DuckDB refused, in the first line of its words. */
export class EngineError extends Error {
  override readonly name: string = "EngineError";

  constructor(cause: unknown) {
    super(reasonOf(cause), { cause });
  }
}

/** Megabytes that the engine may hold at once. */
const memory = 256;
/** Columns up to which tables are read. */
export const mostColumns = 10_000;
/** Columns that one query looks at: what a query needs grows with them, faster than they do. */
export const columnsTogether = 128;

/**
 * Opens a DuckDB in memory, runs f, and closes it. It keeps to 256 MB, more for wide tables, and spills what needs more
 * into the temporary folder; it never loads extensions from the network. Times without a zone count as UTC. What DuckDB
 * refuses, and f does not explain, becomes a DataError about `source`.
 */
export async function withEngine<Result>(source: string, f: (engine: Engine) => Promise<Result>): Promise<Result> {
  try {
    return await withTemporaryFolder((folder) => withInstance(folder, f));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const full = error.message.startsWith("Out of Memory");
    throw new DataError(full ? "needs more memory than a table is given" : `cannot be read: ${error.message}`, {
      file: source,
      help: full
        ? "give fewer columns or shorter texts, or write the table as Parquet"
        : "check the file, or write the table as plain CSV or Parquet",
      cause: error,
    });
  }
}

async function withInstance<Result>(folder: string, f: (engine: Engine) => Promise<Result>): Promise<Result> {
  // Only where a table is read: it takes longer to load than all else of a command.
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "2",
    memory_limit: `${memory}MB`,
    temp_directory: join(folder, "spilled"),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  try {
    const connection = await instance.connect();
    try {
      await connection.run("SET TimeZone = 'UTC'");
      return await f(engineOn(connection, folder));
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

function engineOn(connection: DuckDBConnection, folder: string): Engine {
  const run = async (sql: string): Promise<void> => {
    await attempt(() => connection.run(sql));
  };
  async function* chunks(sql: string) {
    const result = await attempt(() => connection.stream(sql));
    for (;;) {
      const chunk = await attempt(() => result.fetchChunk());
      if (chunk === null || chunk.rowCount === 0) return;
      yield chunk;
    }
  }
  return {
    folder,
    async query(sql, row) {
      const reader = await attempt(() => connection.runAndReadAll(sql));
      return attempt(() => reader.getRowObjectsJson().map((object) => row.parse(object)));
    },
    async *numbers(sql) {
      const columns: Float64Array[] = [];
      for await (const chunk of chunks(sql)) {
        const { rowCount, columnCount } = chunk;
        for (let k = 0; k < columnCount; k++) {
          if ((columns[k]?.length ?? 0) < rowCount) columns[k] = new Float64Array(rowCount);
          const vector = chunk.getColumnVector(k);
          for (let row = 0; row < rowCount; row++) {
            const value = vector.getItem(row);
            columns[k][row] = typeof value === "number" ? value : NaN;
          }
        }
        yield columns.map((column) => column.subarray(0, rowCount));
      }
    },
    async *texts(sql) {
      for await (const chunk of chunks(sql)) {
        yield chunk.getRows().map((row) => row.map((value) => (typeof value === "string" ? value : null)));
      }
    },
    run,
    async expectColumns(columns) {
      const needed = memory + Math.ceil(0.16 * Math.min(columns, mostColumns));
      if (columns > 500) await run(`SET memory_limit = '${needed}MB'`);
    },
    async lock(files) {
      await run(`SET allowed_paths = [${files.map(sqlText).join(", ")}]`);
      await run(`SET allowed_directories = [${sqlText(folder)}]`);
      await run("SET enable_external_access = false");
    },
  };
}

/** What DuckDB answers; what it throws as an EngineError. */
async function attempt<Result>(f: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await f();
  } catch (cause) {
    throw new EngineError(cause);
  }
}

/** The first line of a reason. A result of another form than expected is told apart from what DuckDB says. */
function reasonOf(cause: unknown): string {
  if (cause instanceof Error && cause.name.includes("ZodError")) return "its values have a form that is not known here";
  const [first] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
  return first;
}

/** A name as SQL reads it, whatever is in it. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** SQL for the text of a column, without blanks around it; null where nothing is left. */
export function textOf({ name, type }: { readonly name: string; readonly type: string }): string {
  const text = type === "JSON" ? `(${sqlName(name)} ->> '$')` : `${sqlName(name)}::VARCHAR`;
  return `nullif(trim(${text}), '')`;
}

export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * A path as DuckDB reads it: whole, so that nothing at its start ("~", "http:", "-") has a meaning, and its pattern
 * characters mean themselves.
 */
export function sqlPath(path: string): string {
  return sqlText(pathPattern(path));
}

/** The pattern that only the file at this path has. */
export function pathPattern(path: string): string {
  return resolve(path).replaceAll(/[*?[]/g, "[$&]");
}
