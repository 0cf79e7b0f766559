import { z } from "zod";
import type { SurveyedColumns } from "./columns.ts";
import { DataError, namesList, suggest } from "./data-error.ts";
import { sqlName, sqlText, textOf, type Engine } from "./engine.ts";
import type { Source } from "./source.ts";
import type { TimeColumn } from "./times.ts";
import { sortedRows } from "./timeline.ts";

/** A column whose values tell rows of the same time apart. */
export interface SeriesColumn {
  readonly column: string;
  /** How many series there are, and the first of their names. */
  readonly count: number;
  readonly first: readonly string[];
}

/** Rows that share their time with another, of all rows, from which on a file holds several series. */
const sharedTimes = 0.2;
/** Columns that are looked at, first those of texts. */
const mostLookedAt = 20;

/**
 * The column that would explain why many rows have the same time: with it, times come once each. Null where times come
 * once anyway, or no column explains it.
 */
export async function findSeries(
  engine: Engine,
  source: Source,
  { leftOut, numbers, rows }: SurveyedColumns,
  time: TimeColumn,
  times: Float64Array,
): Promise<SeriesColumn | null> {
  const order = sortedRows(times);
  let repeated = 0;
  for (let i = 1; i < order.length; i++) if (times[order[i]] === times[order[i - 1]]) repeated++;
  if (repeated < sharedTimes * rows) return null;
  const candidates = [...leftOut.filter(({ reason }) => reason === "text"), ...numbers]
    .map(({ original }) => source.columns.find(({ name }) => name === original))
    .filter((column) => column !== undefined && column.name !== time.column)
    .slice(0, mostLookedAt);
  for (const column of candidates) {
    if (column === undefined) continue;
    const text = textOf(column);
    const [{ apart, count }] = await engine.query(
      `SELECT count(DISTINCT (${time.format.sql}, ${text}))::DOUBLE AS apart, count(DISTINCT ${text})::DOUBLE AS ` +
        `count FROM ${source.relation}`,
      z.object({ apart: z.number(), count: z.number() }),
    );
    // Readings tell nearly all rows apart, and are many; names of series are few.
    if (count < 2 || count > rows / 4 || rows - apart > 0.01 * rows) continue;
    return { column: column.name.trim(), count, first: await namesOf(engine, source, column) };
  }
  return null;
}

async function namesOf(engine: Engine, { relation }: Source, column: Source["columns"][number]): Promise<string[]> {
  const rows = await engine.query(
    `SELECT DISTINCT ${textOf(column)} AS name FROM ${relation} WHERE name IS NOT NULL ORDER BY 1 LIMIT 20`,
    z.object({ name: z.string() }),
  );
  return rows.map(({ name }) => name);
}

/** Which series each row of a table belongs to. */
export interface SeriesRows {
  readonly column: string;
  readonly names: readonly string[];
  /** [rows] an index into the names each. */
  readonly of: Int32Array;
}

/** Series that one file may hold, at most. */
const mostSeries = 100_000;

/** Which series of the column `id` each row belongs to. Throws a DataError for a row without a name. */
export async function readSeriesRows(engine: Engine, source: Source, rows: number, id: string): Promise<SeriesRows> {
  const column = columnOf(source, id);
  const indices = new Map<string, number>();
  const of = new Int32Array(rows);
  let row = 0;
  for await (const chunk of engine.texts(`SELECT ${textOf(column)} FROM ${source.relation}`)) {
    for (const [name] of chunk) {
      if (name === null) {
        throw new DataError(`row ${row + 1} names no series`, {
          file: source.name,
          column: id,
          help: "name the series of every row, or leave such rows out in SQL",
        });
      }
      const index = indices.get(name) ?? indices.size;
      indices.set(name, index);
      if (row < rows) of[row++] = index;
    }
    if (indices.size > mostSeries)
      throw new DataError(`holds more than ${mostSeries} series`, {
        file: source.name,
        column: id,
        help: "choose some in SQL, or the column of the series' names",
      });
  }
  return { column: column.name.trim(), names: [...indices.keys()], of };
}

function columnOf({ columns, name: file }: Source, wanted: string): Source["columns"][number] {
  const column = columns.find(({ name }) => name.trim() === wanted.trim());
  if (column !== undefined) return column;
  const help = suggest(
    wanted,
    columns.map(({ name }) => name),
  );
  throw new DataError(`there is no column "${wanted}" for the id`, { file, help });
}

/** The column of an id, which is "column" for all its series or "column=name" for one. */
export function idParts(id: string): { readonly column: string; readonly series: string | null } {
  const cut = id.indexOf("=");
  return cut < 0 ? { column: id, series: null } : { column: id.slice(0, cut), series: id.slice(cut + 1).trim() };
}

/** The rows of one series. Throws a DataError that lists what there is where it names none. */
export async function selectSeries(engine: Engine, source: Source, wanted: string, series: string): Promise<Source> {
  const { columns, name: file } = source;
  const column = columnOf(source, wanted);
  const found = await namesOf(engine, source, column);
  const test = `${textOf(column)} = ${sqlText(series)}`;
  const [{ n }] = await engine.query(
    `SELECT count(*)::DOUBLE AS n FROM ${source.relation} WHERE ${test}`,
    z.object({ n: z.number() }),
  );
  if (n === 0) {
    throw new DataError(`there is no series "${series}"`, {
      file,
      column: wanted,
      help: `choose one (id), such as --id ${wanted}=${found[0] ?? ""}: there are ${namesList(found)}`,
    });
  }
  const kept = columns.map(({ name }) => sqlName(name)).join(", ");
  const only = (relation: string): string => `(SELECT ${kept} FROM ${relation} WHERE ${test})`;
  return {
    ...source,
    relation: only(source.relation),
    recordingRelation: only(source.recordingRelation),
    firstLine: null,
  };
}
