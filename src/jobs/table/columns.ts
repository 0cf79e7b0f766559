import { z } from "zod";
import { DataError } from "./data-error.ts";
import { columnsTogether, textOf, type Engine } from "./engine.ts";
import { booleanSql, decimalOf, holdsTexts, numberSql, readsBothWays, type Decimal } from "./number-formats.ts";
import type { Source } from "./source.ts";

/** A column of numbers, under the name that it goes by from here on. */
export interface NumberColumn {
  /** Its name with lost characters put back, without blanks around it. */
  readonly name: string;
  /** Its name in the source. */
  readonly original: string;
  /** SQL for its numbers; null where there is none. */
  readonly sql: string;
  /** The sign before its decimals. */
  readonly decimal: Decimal;
  /** Its cells are true and false, or yes and no: 1 and 0. */
  readonly boolean: boolean;
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
  /** In the source's order. */
  readonly facts: readonly ColumnFacts[];
  readonly numbers: readonly NumberColumn[];
  readonly leftOut: readonly LeftOutColumn[];
}

/** What one column holds, over all rows. */
export interface ColumnFacts {
  /** Values, and those of them that are numbers: with a decimal point, and with a comma. */
  readonly filled: number;
  readonly point: number;
  readonly comma: number;
  /** Values that are other numbers with a point and with a comma. */
  readonly either: number;
  /** Whether there is a comma in any value. */
  readonly commas: boolean;
  /** Numbers that are −9999. */
  readonly sentinels: number;
  /** Values that are true, false, yes or no. */
  readonly booleans: number;
  readonly example: string | null;
  /** A value that is no number. */
  readonly text: string | null;
}

/**
 * Looks at every row of every column, some columns at a time: which hold numbers, in at least half of what is not
 * empty, or nothing but true and false, or yes and no, which are 1 and 0. DuckDB's own guess would rest on the first
 * rows, and one "NA" further down would end the reading.
 *
 * The decimal sign of a column is that which reads more of its cells. Where both read all of them, as other numbers,
 * the sign of the file's other columns decides, or that the comma separates columns and is in no cell; else a DataError
 * asks for it. `decimalOption` decides for all columns.
 */
export async function surveyColumns(engine: Engine, source: Source, decimalOption?: Decimal): Promise<SurveyedColumns> {
  const { columns } = source;
  const { rows, facts } = await factsOf(engine, source);
  const names = repairedNames(columns.map(({ name }) => name));
  const shared = sharedDecimal(source, facts);
  const numbers: NumberColumn[] = [];
  const leftOut: LeftOutColumn[] = [];
  for (const [i, column] of columns.entries()) {
    const { filled, sentinels, text, ...fact } = facts[i];
    const name = names[i];
    const example = fact.example?.slice(0, 40) ?? null;
    const decimal = decimalOption ?? decimalOf(fact) ?? shared ?? "point";
    const readable = fact[decimal];
    const leave = (reason: LeftOutColumn["reason"]): void =>
      void leftOut.push({ name, original: column.name, reason, example });
    if (filled === 0) leave("empty");
    else if (numberSql(column, "point") === "NULL") leave("other type");
    else if (fact.booleans === filled) {
      const sql = booleanSql(column);
      const unreadable = { count: 0, examples: [] };
      numbers.push({ name, original: column.name, sql, decimal: "point", boolean: true, unreadable });
    } else if (readable < filled / 2) leave("text");
    else if (sentinels === readable) leave("only -9999");
    else {
      if (decimalOption === undefined && decimalOf(fact) === null && shared === null)
        throw undecided(source, name, await bothWays(engine, source, column));
      const sql = numberSql(column, decimal);
      const unreadable = filled - readable;
      const several = unreadable > 0 && columns.length <= columnsTogether;
      const examples = several ? await unreadableTexts(engine, source, column, sql) : [];
      if (unreadable > 0 && !several && text !== null) examples.push(text.slice(0, 40));
      const found = { count: unreadable, examples };
      numbers.push({ name, original: column.name, sql, decimal, boolean: false, unreadable: found });
    }
  }
  return { rows, facts, numbers, leftOut };
}

/** The decimal sign of all columns that show one; null where they differ, or none does. */
function sharedDecimal({ decimalComma }: Source, facts: readonly ColumnFacts[]): Decimal | null {
  const shown = facts.filter(({ point, comma }) => point !== comma && Math.max(point, comma) > 0);
  const signs = new Set(shown.map((fact) => decimalOf(fact)));
  if (signs.size === 1) return [...signs][0];
  // A comma between columns, and none in a cell.
  return signs.size === 0 && !decimalComma && facts.every(({ commas }) => !commas) ? "point" : null;
}

async function bothWays(engine: Engine, { relation }: Source, column: Source["columns"][number]): Promise<string> {
  const sql = `SELECT ${textOf(column)} AS text FROM ${relation} WHERE ${readsBothWays(column)} LIMIT 1`;
  const [{ text }] = await engine.query(sql, z.object({ text: z.string() }));
  return text;
}

function undecided({ name: file }: Source, column: string, text: string): DataError {
  const digits = text.replace(/[.,]/, "");
  return new DataError(`"${text}" can be ${text.replace(",", ".")} or ${digits}, and nothing in the file decides`, {
    file,
    column,
    help:
      `say which sign stands before decimals: point or comma (decimal); with ` +
      `--decimal ${text.includes(".") ? "comma" : "point"} it is ${digits}`,
  });
}

async function factsOf(
  engine: Engine,
  source: Source,
): Promise<{ readonly rows: number; readonly facts: readonly ColumnFacts[] }> {
  const { columns, relation, recordingRelation } = source;
  let rows = 0;
  const facts: ColumnFacts[] = [];
  for (let from = 0; from < columns.length; from += columnsTogether) {
    const group = columns.slice(from, from + columnsTogether);
    const parts = group.flatMap((column, i) => {
      const point = numberSql(column, "point");
      return [
        `count(${textOf(column)})::DOUBLE AS filled${i}`,
        `count(${point})::DOUBLE AS point${i}`,
        `any_value(${point})::DOUBLE AS number${i}`,
        ...(holdsTexts(column) ? [`bool_or(contains(${textOf(column)}, ','))::DOUBLE AS commas${i}`] : []),
      ];
    });
    const row = await oneRow(engine, ["count(*)::DOUBLE AS rows", ...parts], from === 0 ? recordingRelation : relation);
    rows = row.count("rows");
    for (const i of group.keys()) {
      const [filled, point] = [row.count(`filled${i}`), row.count(`point${i}`)];
      const texts = holdsTexts(group[i]);
      const commas = texts && row.count(`commas${i}`) === 1;
      const sentinels = row.text(`number${i}`) === "-9999" ? 1 : 0;
      const read = { filled, point, comma: texts ? 0 : point, either: 0 };
      facts.push({ ...read, commas, sentinels, booleans: 0, example: null, text: null });
    }
  }
  // Patterns take long, and are of use only where a comma may stand before decimals.
  const texts = columns.flatMap((column, i) => (holdsTexts(column) ? [i] : []));
  const looked = source.decimalComma || facts.some(({ commas }) => commas) ? texts : [];
  for (let from = 0; from < looked.length; from += columnsTogether) {
    const group = looked.slice(from, from + columnsTogether);
    const parts = group.flatMap((i) => {
      const comma = numberSql(columns[i], "comma");
      return [
        `count(${comma})::DOUBLE AS comma${i}`,
        `any_value(${comma})::DOUBLE AS number${i}`,
        `count(CASE WHEN ${readsBothWays(columns[i])} THEN 1 END)::DOUBLE AS either${i}`,
      ];
    });
    const row = await oneRow(engine, parts, relation);
    for (const i of group) {
      const [comma, either] = [row.count(`comma${i}`), row.count(`either${i}`)];
      const sentinels = row.text(`number${i}`) === "-9999" ? 1 : facts[i].sentinels;
      facts[i] = { ...facts[i], comma, either, sentinels };
    }
  }
  // What is odd, and seldom is, is looked at again: a query takes longer the more it asks.
  const odd = facts.flatMap(({ filled, point, comma, sentinels }, i) =>
    filled > Math.max(point, comma) || sentinels > 0 ? [i] : [],
  );
  for (let from = 0; from < odd.length; from += oddTogether) {
    const group = odd.slice(from, from + oddTogether);
    const parts = group.flatMap((i) => {
      const text = textOf(columns[i]);
      const number = numberSql(columns[i], decimalOf(facts[i]) ?? "point");
      return [
        `any_value(${text}) AS example${i}`,
        `count(CASE WHEN ${number} = -9999 THEN 1 END)::DOUBLE AS sentinels${i}`,
        `count(${booleanSql(columns[i])})::DOUBLE AS booleans${i}`,
        `any_value(CASE WHEN ${number} IS NULL THEN ${text} END) AS text${i}`,
      ];
    });
    const row = await oneRow(engine, parts, relation);
    for (const i of group) {
      const [example, text] = [row.text(`example${i}`), row.text(`text${i}`)];
      facts[i] = {
        ...facts[i],
        sentinels: row.count(`sentinels${i}`),
        booleans: row.count(`booleans${i}`),
        example,
        text,
      };
    }
  }
  return { rows, facts };
}

/** Columns that are looked at closely in one query. */
const oddTogether = 32;

async function oneRow(engine: Engine, parts: readonly string[], relation: string) {
  const schema = z.record(z.string(), z.union([z.number(), z.string(), z.null()]));
  const [row] = await engine.query(`SELECT ${parts.join(", ")} FROM ${relation}`, schema);
  return {
    count: (key: string): number => Number(row[key]),
    text: (key: string): string | null => (row[key] === null ? null : String(row[key])),
  };
}

async function unreadableTexts(
  engine: Engine,
  { relation }: Source,
  column: Source["columns"][number],
  sql: string,
): Promise<string[]> {
  const text = textOf(column);
  const rows = await engine.query(
    `SELECT ${text} AS text FROM ${relation} WHERE ${text} IS NOT NULL AND ${sql} IS NULL GROUP BY 1 ORDER BY ` +
      "count(*) DESC, 1 LIMIT 3",
    z.object({ text: z.string() }),
  );
  return rows.map((row) => row.text.slice(0, 40));
}

/**
 * What U+FFFD most likely stood for, where text in Latin-1 was read as UTF-8 before it came here: the signs of units.
 */
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
  const next = new Map<string, number>();
  return names.map((name) => {
    const signs = lostSigns.reduce((text, [lost, sign]) => text.replaceAll(lost, sign), name).trim();
    const base = signs === "" ? "unnamed" : signs;
    let unique = base;
    let number = next.get(base) ?? 2;
    for (; taken.has(unique); number++) unique = `${base} ${number}`;
    next.set(base, number);
    taken.add(unique);
    return unique;
  });
}
