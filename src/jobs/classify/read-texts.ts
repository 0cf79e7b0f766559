import { stat } from "node:fs/promises";
import { DataError } from "../table/data-error.ts";
import { findBadLines } from "../table/bad-lines.ts";
import { withEngine } from "../table/engine.ts";
import { openSource } from "../table/open-source.ts";
import { TextGatherer, type LabelledTexts } from "./labelled-texts.ts";
import { findLabelFolders, readFolder } from "./text-folder.ts";
import { chooseTextColumns, surveyTexts } from "./text-columns.ts";

export interface ReadTextsOptions {
  /** The column of texts. Default: found. */
  readonly text?: string;
  /** The column of labels. Default: found. */
  readonly label?: string;
}

/** Labelled texts, and the test texts where the source brings them along. */
export interface ReadTexts {
  readonly texts: LabelledTexts;
  /** What a folder has under `test`; null for everything else. */
  readonly test: LabelledTexts | null;
  readonly columns: { readonly text: string; readonly label: string } | null;
}

/**
 * Reads labelled texts from a table (.csv, .tsv, .json, .jsonl, .parquet, texts also .gz), from an SQL query, or from a
 * folder with one folder of text files per label, perhaps below `train` and `test`. Throws a DataError where the source
 * cannot be used.
 */
export async function readTexts(source: string, options: ReadTextsOptions, toLearnFrom: boolean): Promise<ReadTexts> {
  if (await isFolder(source)) {
    const { train, test } = await findLabelFolders(source);
    const read = await readFolder(train, toLearnFrom);
    return { texts: read, test: test === null ? null : await readFolder(test, false), columns: null };
  }
  return withEngine(source, async (engine) => {
    const opened = await openSource(engine, source, { longTexts: true });
    const columns = chooseTextColumns(opened.name, await surveyTexts(engine, opened), options);
    const badLines = await findBadLines(engine, opened, columns.text.filled);
    const gatherer = new TextGatherer();
    gatherer.unreadable = badLines.length;
    if (opened.text?.encoding === "latin-1")
      gatherer.oddities.push(`${opened.name} is not UTF-8; it was read as Latin-1 (Windows-1252).`);
    const sql = `SELECT ${columns.text.sql}, ${columns.label.sql} FROM ${opened.relation}`;
    try {
      for await (const rows of engine.texts(sql)) for (const [text, label] of rows) gatherer.add(text, label);
    } catch (cause) {
      if (cause instanceof DataError) throw cause;
      const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
      throw new DataError(`cannot be read to its end: ${reason}`, {
        file: opened.name,
        help: "look for a row that is cut off, or a quote that is not closed",
        cause,
      });
    }
    return {
      texts: gatherer.finish(opened.name, { toLearnFrom }),
      test: null,
      columns: { text: columns.text.name, label: columns.label.name },
    };
  });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false; // what is wrong with it, reading will say
  }
}
