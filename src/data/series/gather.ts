import { keep } from "../../tensor/memory.ts";
import { axes } from "../../tensor/shape.ts";
import { intTensor, type Tensor } from "../../tensor/tensor.ts";
import { targetsAt, windowsAt } from "../../tensor/windows.ts";
import type { Batch } from "../dataset.ts";

/** Which rows around a row make one example. All offsets count rows from it. */
export interface ExampleLayout {
  /** [rows, columns] */
  readonly data: Tensor;
  /** How many rows of input. */
  readonly steps: number;
  /** Where the first input row lies, 0 or below. */
  readonly offset: number;
  /** Rows from one input to the next. */
  readonly stride: number;
  /** Where the target rows lie. */
  readonly horizons: readonly number[];
  /** The columns to predict. */
  readonly targets: readonly number[];
}

/**
 * A function that cuts examples out of data: rows [batch] → x [batch, steps, columns], all columns, and y [batch,
 * horizons · targets], the targets of the first horizon first. The rows must be such that no example leaves the data:
 * callers choose them.
 */
export function exampleGatherer({
  data,
  steps,
  offset,
  stride,
  horizons,
  targets,
}: ExampleLayout): (rows: Int32Array) => Batch {
  const [, columns] = axes(data, "rows", "columns");
  const bad = targets.find((column) => !Number.isInteger(column) || column < 0 || column >= columns);
  if (bad !== undefined)
    throw new RangeError(`target column ${bad} is not one of the ${columns} columns 0 … ${columns - 1}`);
  if (targets.length === 0 || horizons.length === 0)
    throw new RangeError("windows need at least one target column and one horizon");
  const horizonRows = keep(intTensor(horizons));
  const targetColumns = keep(intTensor(targets));
  return (rows) => {
    const where = intTensor(rows);
    const x = windowsAt(data, where, { steps, offset, stride });
    const y = targetsAt(data, where, horizonRows, targetColumns);
    return { x, y };
  };
}

/**
 * The inputs alone, for rows whose future is not known yet: row r gives the rows r − (steps − 1) · stride, …, r.
 * [rows.length, steps, columns]. Throws a RangeError when one would start before the data or lie beyond it.
 */
export function inputsAt(data: Tensor, rows: Int32Array, steps: number, stride = 1): Tensor {
  const [count] = axes(data, "rows", "columns");
  const offset = -(steps - 1) * stride;
  const bad = rows.find((row) => row + offset < 0 || row >= count);
  if (bad !== undefined) {
    throw new RangeError(
      `a window of ${steps} steps of ${stride} rows that ends at row ${bad} does not fit into rows 0 … ` +
        `${count - 1}; help: give ${1 - offset} rows or more`,
    );
  }
  return windowsAt(data, intTensor(rows), { steps, offset, stride });
}
