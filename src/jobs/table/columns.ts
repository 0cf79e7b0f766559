import { z } from "zod";
import { sqlName, textOf, type Engine } from "./engine.ts";
import type { Source } from "./source.ts";

/** A column of numbers, under the name that it goes by from here on. */
export interface NumberColumn {
  /** Its name with lost characters put back, without blanks around it. */
  readonly name: string;
  /** Its name in the source. */
  readonly original: string;
  /** SQL for its numbers; null where there is none. */
  readonly sql: string;
  /** Texts that are no numbers, such as "NA": they count as missing. */
  readonly unreadable: { readonly count: number; readonly examples: readonly string[] };
}

/** A column that holds no numbers, and what it holds instead. */
export interface LeftOutColumn {
  readonly name: string;
  /** Its name in the source. */
  readonly original: string;
  readonly reason: "empty" | "text" | "other type" | "only -9999";
  /** One of its values. */
  readonly example: string | null;
}

export interface SurveyedColumns {
  readonly rows: number;
  readonly numbers: readonly NumberColumn[];
  readonly leftOut: readonly LeftOutColumn[];
}

const cell = z.union([z.number(), z.string(), z.null()]);

/**
 * Looks at every row of every column, in one pass: which hold numbers, in at least half of what is not empty. DuckDB's own guess would rest on the
 * first rows, and one "NA" further down would end the reading.
 */
export async function surveyColumns(engine: Engine, source: Source): Promise<SurveyedColumns> {
  const { columns, decimalComma, recordingRelation } = source;
  const parts = columns.flatMap((column, i) => {
    const text = textOf(column);
    const point = numberSql(column, false);
    const comma = numberSql(column, decimalComma);
    return [
      `count(${text})::DOUBLE AS n${i}`,
      `any_value(${text}) AS example${i}`,
      `count(${point})::DOUBLE AS point${i}`,
      `count(${comma})::DOUBLE AS comma${i}`,
      `count_if(${comma} = -9999)::DOUBLE AS sentinel${i}`,
    ];
  });
  const schema = z.record(z.string(), cell);
  const [row] = await engine.query(
    `SELECT count(*)::DOUBLE AS rows, ${parts.join(", ")} FROM ${recordingRelation}`,
    schema,
  );

  const names = repairedNames(columns.map(({ name }) => name));
  const numbers: NumberColumn[] = [];
  const leftOut: LeftOutColumn[] = [];
  for (const [i, column] of columns.entries()) {
    const [filled, point, comma, sentinels] = ["n", "point", "comma", "sentinel"].map((name) =>
      Number(row[`${name}${i}`]),
    );
    const name = names[i];
    const example = row[`example${i}`] === null ? null : String(row[`example${i}`]).slice(0, 40);
    const useComma = comma > point;
    const readable = useComma ? comma : point;
    const leave = (reason: LeftOutColumn["reason"]): void =>
      void leftOut.push({ name, original: column.name, reason, example });
    if (filled === 0) leave("empty");
    else if (numberSql(column, false) === "NULL") leave("other type");
    else if (readable < filled / 2) leave("text");
    else if (sentinels === readable) leave("only -9999");
    else {
      const sql = numberSql(column, useComma);
      const unreadable = filled - readable;
      const examples = unreadable === 0 ? [] : await unreadableTexts(engine, source, column, sql);
      numbers.push({ name, original: column.name, sql, unreadable: { count: unreadable, examples } });
    }
  }
  return { rows: Number(row["rows"]), numbers, leftOut };
}

/** SQL for a column's numbers. With a decimal comma, "1,5" is a number as well. Columns of other types give "NULL". */
function numberSql(column: Source["columns"][number], comma: boolean): string {
  if (/^(?:BOOLEAN|U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL\(.*\))$/.test(column.type)) {
    return `${sqlName(column.name)}::DOUBLE`;
  }
  if (column.type !== "VARCHAR" && column.type !== "JSON") return "NULL";
  const text = textOf(column);
  return `TRY_CAST(${comma ? `replace(${text}, ',', '.')` : text} AS DOUBLE)`;
}

async function unreadableTexts(
  engine: Engine,
  { relation }: Source,
  column: Source["columns"][number],
  sql: string,
): Promise<string[]> {
  const text = textOf(column);
  const rows = await engine.query(
    `SELECT ${text} AS text FROM ${relation} WHERE ${text} IS NOT NULL AND ${sql} IS NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 3`,
    z.object({ text: z.string() }),
  );
  return rows.map((row) => row.text.slice(0, 40));
}

/** What U+FFFD most likely stood for, where text in Latin-1 was read as UTF-8 before it came here: the signs of units. */
const lostSigns: readonly (readonly [RegExp, string])[] = [
  [/\uFFFD(?=[CF]\b)/gu, "°"],
  [/\uFFFD(?=(?:mol|g|m|s|W|l|L|A|V)\b)/gu, "µ"],
  [/(?<=\/c?m)\uFFFD/gu, "²"],
  [/(?<=[([])\uFFFD(?=[)\]])/gu, "°"],
  [/\uFFFD/gu, ""],
];

/** Names without lost characters and blanks around them, each of them once. */
function repairedNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const signs = lostSigns.reduce((text, [lost, sign]) => text.replaceAll(lost, sign), name).trim();
    const base = signs === "" ? "unnamed" : signs;
    let unique = base;
    for (let i = 2; taken.has(unique); i++) unique = `${base} ${i}`;
    taken.add(unique);
    return unique;
  });
}
