import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor, zeros } from "../tensor/tensor.ts";
import { addPositions } from "./add-positions.ts";

use(createReference("float64"));

const table = tensor([
  [10, 20],
  [30, 40],
  [50, 60],
]);

test("each step gets the row of its position", () => {
  const x = tensor([
    [
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [7, 8],
    ],
  ]);
  expect(Array.from(addPositions(x, table).toArray())).toEqual([11, 22, 33, 44, 15, 26, 37, 48]);
  expect(Array.from(addPositions(x, table, 1).toArray())).toEqual([31, 42, 53, 64, 35, 46, 57, 68]);
});

test("gradients, also of rows that nobody reads", () => {
  const [x, positions] = [distinct("x", [3, 4, 5]), distinct("table", [6, 5])];
  for (const offset of [0, 1, 2]) {
    expect(expectGradients((a, b) => addPositions(a, b, offset), [x, positions])).toBe(90);
  }
});

test("names what does not fit", () => {
  expect(() => addPositions(zeros([1, 3, 2]), table, 1)).toThrow(
    "addPositions: the table has 3 positions, but positions 1 to 3 are read; help:",
  );
  expect(() => addPositions(zeros([1, 3, 3]), table)).toThrow("addPositions: table has shape [3, 3] here, got [3, 2]");
  expect(() => addPositions(zeros([3, 2]), table)).toThrow("addPositions: x has the axes [batch, time, width]");
});
