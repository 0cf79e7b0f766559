import { rowQuality, type Range, type Table } from "./table.ts";

/** What a scaler is saved as. */
export interface ScalerData {
  readonly columns: readonly string[];
  readonly mean: readonly number[];
  readonly stddev: readonly number[];
}

/** What version 0.1 saved a scaler as. */
interface FirstScalerData extends Omit<ScalerData, "stddev"> {
  readonly deviation: readonly number[];
}

/**
 * Brings each column to mean 0 and standard deviation 1, and back to its own units: z = (x − mean) / stddev.
 *
 * The standard deviation is that of the population, √(Σ(x − mean)² / n), as numpy.std gives it; both are summed in
 * float64. A column that never changes gets 1, so that it becomes 0 and stays finite.
 */
export class Scaler {
  readonly columns: readonly string[];
  readonly mean: readonly number[];
  readonly stddev: readonly number[];

  constructor({ columns, mean, stddev }: ScalerData) {
    if (mean.length !== columns.length || stddev.length !== columns.length) {
      throw new RangeError(
        `a scaler of ${columns.length} columns needs as many means and deviations, got ${mean.length} and ` +
          `${stddev.length}`,
      );
    }
    const bad = columns.findIndex((_, k) => !Number.isFinite(mean[k]) || !(stddev[k] > 0) || stddev[k] === Infinity);
    if (bad >= 0) {
      throw new RangeError(
        `column "${columns[bad]}" cannot be scaled with mean ${mean[bad]} and deviation ${stddev[bad]}; help: ` +
          "both must be finite numbers, the deviation above 0",
      );
    }
    this.columns = columns;
    this.mean = mean;
    this.stddev = stddev;
  }

  /**
   * Measures the rows of `range`, which must be the training rows alone, or validation and test leak into training.
   * Rows that `quality` calls holes are left out. Throws a RangeError when no row is left, or when a value is not
   * finite.
   */
  static fit(table: Pick<Table, "columns" | "values" | "rows">, range: Range, quality?: Uint8Array): Scaler {
    const { columns, values } = table;
    const width = columns.length;
    const { from, to } = range;
    if (!(from >= 0 && to > from && to <= table.rows)) {
      throw new RangeError(`scaler of rows ${from} to ${to - 1} of a table that has ${table.rows} rows`);
    }
    const mean = new Float64Array(width);
    const square = new Float64Array(width);
    const low = new Float64Array(width).fill(Infinity);
    const high = new Float64Array(width).fill(-Infinity);
    let count = 0;
    for (let row = from; row < to; row++) {
      if (quality?.[row] === rowQuality.hole) continue;
      count++;
      for (let k = 0; k < width; k++) {
        const value = values[row * width + k];
        mean[k] += value;
        if (value < low[k]) low[k] = value;
        if (value > high[k]) high[k] = value;
      }
    }
    if (count === 0) throw new RangeError(`scaler of rows ${from} to ${to - 1}: all of them are holes`);
    // Rounding would give a column that never changes a deviation just above 0, and every other value an enormous
    // score.
    for (let k = 0; k < width; k++) mean[k] = low[k] === high[k] ? low[k] : mean[k] / count;
    for (let row = from; row < to; row++) {
      if (quality?.[row] === rowQuality.hole) continue;
      for (let k = 0; k < width; k++) square[k] += (values[row * width + k] - mean[k]) ** 2;
    }
    const stddev = Array.from(square, (sum) => (sum === 0 ? 1 : Math.sqrt(sum / count)));
    return new Scaler({ columns, mean: Array.from(mean), stddev });
  }

  /** Reads what JSON.stringify made of a scaler, also one of version 0.1. */
  static fromJSON(data: ScalerData | FirstScalerData): Scaler {
    const { columns, mean } = data;
    return new Scaler({ columns, mean, stddev: "stddev" in data ? data.stddev : data.deviation });
  }

  toJSON(): ScalerData {
    return { columns: this.columns, mean: this.mean, stddev: this.stddev };
  }

  /** values [rows, columns] → the same scaled, as a new array. NaN stays NaN. */
  scale(values: Float32Array | Float64Array): Float32Array {
    const width = this.columns.length;
    if (values.length % width !== 0) {
      throw new RangeError(`scaler of ${width} columns got ${values.length} values, not a multiple of the columns`);
    }
    const scaled = new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) scaled[i] = (values[i] - this.mean[i % width]) / this.stddev[i % width];
    return scaled;
  }

  /** A scaled value of column number `column` in its own units. */
  invert(value: number, column: number): number {
    return value * this.stddev[column] + this.mean[column];
  }
}
