import type { Scaler } from "../../data/series/scaler.ts";
import { rowQuality, type RegularTable } from "../../data/series/table.ts";
import { DataError } from "../table/data-error.ts";
import type { Diagnosis } from "../table/diagnosis.ts";

/** Training deviations that the mean of a column may lie away from its mean in training. */
const mostDeviations = 10;
const show = (value: number): string => String(Number(value.toPrecision(4)));

/** The share of the cells of a column that may be missing. */
const mostMissing = 0.5;

/**
 * Throws a DataError for a table that the model cannot have been made for: a column whose mean is many training
 * deviations from that in training, as in another unit, or half of whose cells are not there.
 */
export function checkInputs(table: RegularTable, scaler: Scaler, { missing, rows: read }: Diagnosis): void {
  const { columns, rows, values, quality, source } = table;
  const help = "check the file, or forecast all the same (anyway, --anyway)";
  for (const [k, column] of columns.entries()) {
    const absent = missing.find((found) => found.column === column)?.count ?? 0;
    if (absent >= mostMissing * read) {
      throw new DataError(`${absent} of ${read} cells are missing or no number`, { file: source, column, help });
    }
    let [sum, count] = [0, 0];
    for (let row = 0; row < rows; row++) {
      if (quality[row] === rowQuality.hole) continue;
      sum += values[row * columns.length + k];
      count++;
    }
    const mean = sum / count;
    const away = Math.abs(mean - scaler.mean[k]) / scaler.stddev[k];
    if (!(away > mostDeviations)) continue;
    throw new DataError(
      `has a mean of ${show(mean)}, ${show(away)} deviations from the ${show(scaler.mean[k])} of the training ` +
        "rows: is it in another unit?",
      { file: source, column, help },
    );
  }
}
