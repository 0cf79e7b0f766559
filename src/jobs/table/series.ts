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

/** The rows of one series: `id` is "column=name". Throws a DataError that lists what there is where it names none. */
export async function selectSeries(engine: Engine, source: Source, id: string): Promise<Source> {
  const { columns, name: file } = source;
  const cut = id.indexOf("=");
  const [wanted, series] = cut < 0 ? [id, null] : [id.slice(0, cut), id.slice(cut + 1).trim()];
  const column = columns.find(({ name }) => name.trim() === wanted.trim());
  if (column === undefined) {
    const help = suggest(
      wanted,
      columns.map(({ name }) => name),
    );
    throw new DataError(`there is no column "${wanted}" for the id`, { file, help });
  }
  const found = await namesOf(engine, source, column);
  const test = `${textOf(column)} = ${sqlText(series ?? "")}`;
  const [{ n }] = await engine.query(
    `SELECT count(*)::DOUBLE AS n FROM ${source.relation} WHERE ${test}`,
    z.object({ n: z.number() }),
  );
  if (n === 0) {
    throw new DataError(
      series === null ? "holds several series, and one is forecast at a time" : `there is no series "${series}"`,
      {
        file,
        column: wanted,
        help: `choose one (id), such as --id ${wanted}=${found[0] ?? ""}: there are ${namesList(found)}`,
      },
    );
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
