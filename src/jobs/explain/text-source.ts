import { loadClassifier } from "../classify/save.ts";
import { readRows } from "../classify/predict.ts";
import { OptionError } from "../option-error.ts";
import { DataError } from "../table/data-error.ts";

/** The text in one row of a table, counted from 1, in the column that the model was trained on. */
export async function textOfRow(model: string, source: string, row: number): Promise<string> {
  const { manifest } = await loadClassifier(model);
  const { texts } = await readRows({ source }, manifest);
  if (texts.length === 0)
    throw new DataError("holds no text", { file: source, help: "give a table with a column of texts" });
  if (row > texts.length) {
    throw new OptionError(`${source} has ${texts.length} texts, got row ${row}; help: give --row 1 to ${texts.length}`);
  }
  return texts[row - 1];
}
