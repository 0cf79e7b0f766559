import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import type { z } from "zod";
import { withTemporaryFolder } from "../../files/temporaries.ts";

/** An embedded DuckDB that is open for one job. */
export interface Engine {
  /** A folder for files that the job needs meanwhile. */
  readonly folder: string;
  /** All rows of a small result, checked against a schema of one row. */
  query<Row>(sql: string, row: z.ZodType<Row>): Promise<Row[]>;
  /**
   * Columns of numbers, some 2,000 rows at a time, in the order of the result. What is null or no number comes as NaN. The arrays are used again
   * for the next rows.
   */
  numbers(sql: string): AsyncGenerator<readonly Float64Array[]>;
  /** Rows of texts, some 2,000 at a time, in the order of the result. */
  texts(sql: string): AsyncGenerator<readonly (readonly (string | null)[])[]>;
  run(sql: string): Promise<void>;
}

/**
 * Opens a DuckDB in memory, runs f, and closes it. It keeps to 256 MB and spills what needs more into the temporary folder; it never loads
 * extensions from the network. Times without a zone count as UTC.
 */
export async function withEngine<Result>(f: (engine: Engine) => Promise<Result>): Promise<Result> {
  return withTemporaryFolder((folder) => withInstance(folder, f));
}

async function withInstance<Result>(folder: string, f: (engine: Engine) => Promise<Result>): Promise<Result> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "2",
    memory_limit: "256MB",
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
  return {
    folder,
    async query(sql, row) {
      const reader = await connection.runAndReadAll(sql);
      return reader.getRowObjectsJson().map((object) => row.parse(object));
    },
    async *numbers(sql) {
      const result = await connection.stream(sql);
      const columns: Float64Array[] = [];
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return;
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
      const result = await connection.stream(sql);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return;
        yield chunk.getRows().map((row) => row.map((value) => (typeof value === "string" ? value : null)));
      }
    },
    async run(sql) {
      await connection.run(sql);
    },
  };
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

/** A path as DuckDB reads it: its pattern characters mean themselves. */
export function sqlPath(path: string): string {
  return sqlText(path.replaceAll(/[*?[]/g, "[$&]"));
}
