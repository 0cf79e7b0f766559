import { z } from "zod";
import { DataError, namesList, suggest } from "../table/data-error.ts";
import { columnsTogether, textOf, type Engine } from "../table/engine.ts";
import type { Source } from "../table/source.ts";

/** What one column of a source holds, over all its rows. */
export interface ColumnSurvey {
  readonly name: string;
  /** SQL for its text; null where there is none. */
  readonly sql: string;
  /** Rows that hold something. */
  readonly filled: number;
  /** Different values, about. */
  readonly distinct: number;
  /** Mean number of characters. */
  readonly length: number;
  /** Rows that hold a number that is not whole, and one of them. */
  readonly fractions: number;
  readonly fraction: string | null;
}

export interface TextColumns {
  readonly text: ColumnSurvey;
  readonly label: ColumnSurvey;
}

const labelNames = ["label", "labels", "class", "category", "sentiment", "target", "y"];
const textNames = ["text", "review", "sentence", "content", "comment", "message", "body", "tweet", "document"];

/** More classes than this are taken for something else, such as an identifier, unless the column is named. */
const mostGuessedClasses = 50;

/** Looks at all rows of every column, some columns at a time. */
export async function surveyTexts(engine: Engine, source: Source): Promise<ColumnSurvey[]> {
  const surveys: ColumnSurvey[] = [];
  for (let from = 0; from < source.columns.length; from += columnsTogether) {
    const relation = from === 0 ? source.recordingRelation : source.relation;
    surveys.push(...(await surveyGroup(engine, relation, source.columns.slice(from, from + columnsTogether))));
  }
  return surveys;
}

async function surveyGroup(engine: Engine, relation: string, columns: Source["columns"]): Promise<ColumnSurvey[]> {
  const sqls = columns.map(textOf);
  const parts = sqls.flatMap((sql, i) => {
    const number = `TRY_CAST(${sql} AS DOUBLE)`;
    const fraction = `${number} <> floor(${number})`;
    return [
      `count(${sql})::DOUBLE AS filled${i}`,
      `approx_count_distinct(${sql})::DOUBLE AS distinct${i}`,
      `coalesce(avg(length(${sql})), 0)::DOUBLE AS length${i}`,
      `count(CASE WHEN ${fraction} THEN 1 END)::DOUBLE AS fractions${i}`,
      `any_value(CASE WHEN ${fraction} THEN ${sql} END) AS fraction${i}`,
    ];
  });
  const [row] = await engine.query(
    `SELECT ${parts.join(", ")} FROM ${relation}`,
    z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
  );
  return columns.map(({ name }, i) => {
    const fraction = row[`fraction${i}`];
    return {
      name,
      sql: sqls[i],
      filled: Number(row[`filled${i}`]),
      distinct: Number(row[`distinct${i}`]),
      length: Number(row[`length${i}`]),
      fractions: Number(row[`fractions${i}`]),
      fraction: fraction === null ? null : String(fraction),
    };
  });
}

/**
 * The columns of texts and labels: those named, else those whose names say so, else the one with the longest values and
 * the only other with 2 to 50 different ones. Throws a DataError where that leaves no choice or several.
 */
export function chooseTextColumns(
  file: string,
  surveys: readonly ColumnSurvey[],
  requested: { readonly text?: string; readonly label?: string },
): TextColumns {
  const label = requested.label === undefined ? undefined : named(file, surveys, requested.label, "label");
  const text =
    requested.text === undefined ? guessText(file, surveys, label) : named(file, surveys, requested.text, "text");
  const found = label ?? guessLabel(file, surveys, text);
  if (found === text) {
    throw new DataError("is named for both the text and the label", {
      file,
      column: text.name,
      help: "choose two columns (--text, --label)",
    });
  }
  if (found.fractions > 0) {
    throw new DataError(
      `holds numbers that are not whole, such as ${found.fraction}: a class must be a name or an integer`,
      {
        file,
        column: found.name,
        help:
          "choose a column of names or integers as --label; numbers on a scale can be cut into " +
          "classes with a query: SELECT text, rating > 5 AS label FROM 'file.csv'",
      },
    );
  }
  return { text, label: found };
}

function named(file: string, surveys: readonly ColumnSurvey[], requested: string, role: string): ColumnSurvey {
  const found = surveys.find(({ name }) => name.trim() === requested.trim());
  if (found !== undefined) return found;
  const names = surveys.map(({ name }) => name);
  throw new DataError(`there is no column "${requested}" for the ${role}`, { file, help: suggest(requested, names) });
}

/** The first column of a name that is known, in the order of the names. */
function known(surveys: readonly ColumnSurvey[], names: readonly string[]): ColumnSurvey | undefined {
  for (const name of names) {
    const found = surveys.find((column) => column.name.trim().toLowerCase() === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The column whose name says that it holds labels, if there is one. */
export function labelColumnByName(surveys: readonly ColumnSurvey[]): ColumnSurvey | undefined {
  return known(surveys, labelNames);
}

/** The column of texts where nobody named one. */
export function chooseTextColumn(file: string, surveys: readonly ColumnSurvey[]): ColumnSurvey {
  return guessText(file, surveys, undefined);
}

function guessText(file: string, surveys: readonly ColumnSurvey[], label: ColumnSurvey | undefined): ColumnSurvey {
  const others = surveys.filter((column) => column !== label);
  const [longest] = others.filter(({ filled }) => filled > 0).toSorted((a, b) => b.length - a.length);
  const found = known(others, textNames) ?? longest;
  if (found !== undefined) return found;
  throw new DataError("has no column of texts", {
    file,
    help: "give a table with a column of texts and a column of labels",
  });
}

function guessLabel(file: string, surveys: readonly ColumnSurvey[], text: ColumnSurvey): ColumnSurvey {
  const others = surveys.filter((column) => column !== text && column.filled > 0);
  const byName = known(others, labelNames);
  if (byName !== undefined) return byName;
  const few = others.filter(
    ({ distinct, filled }) => distinct >= 2 && distinct <= Math.min(mostGuessedClasses, filled / 2),
  );
  if (few.length === 1) return few[0];
  const names = (few.length === 0 ? others : few).map(({ name }) => name);
  throw new DataError(few.length === 0 ? "no column looks like labels" : `${few.length} columns could be the labels`, {
    file,
    help:
      names.length === 0 ? "give a column of labels beside the texts" : `name one with --label: ${namesList(names)}`,
  });
}
