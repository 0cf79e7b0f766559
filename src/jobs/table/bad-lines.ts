import { z } from "zod";
import { DataError } from "./data-error.ts";
import type { Engine } from "./engine.ts";
import type { Source } from "./source.ts";

/** A line of a text file that was left out, and why. */
export interface BadLine {
  readonly line: number;
  readonly problem: string;
}

/**
 * The lines that were left out while `recordingRelation` of a source was read, such as those with too many columns.
 * Throws a DataError when they are more than ten and more than a tenth of the rows.
 */
export async function findBadLines(engine: Engine, opened: Source, rows: number): Promise<readonly BadLine[]> {
  if (opened.recordingRelation === opened.relation) return [];
  const badLines = await engine.query(
    "SELECT line::DOUBLE AS line, min(error_message) AS problem FROM reject_errors GROUP BY line ORDER BY line",
    z.object({ line: z.number(), problem: z.string() }),
  );
  if (badLines.length <= Math.max(10, rows / 10)) return badLines;
  const [{ line, problem }] = badLines;
  throw new DataError(`too many lines do not fit its ${opened.columns.length} columns: ${problem}`, {
    file: opened.name,
    place: `line ${line}`,
    help: "look for a quote that is not closed, or say what separates the columns (delimiter)",
  });
}
