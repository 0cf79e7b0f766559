import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { intTensor, tensor, zeros } from "../tensor/tensor.ts";
import { embedding } from "./embedding.ts";

use(createReference("float64"));

test("rows of the table, also more than once", () => {
  const table = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const y = embedding(
    intTensor([
      [2, 0],
      [2, 2],
    ]),
    table,
  );
  expect(y.shape).toEqual([2, 2, 2]);
  expect(Array.from(y.toArray())).toEqual([5, 6, 1, 2, 5, 6, 5, 6]);
  expect(embedding(intTensor([1]), table).shape).toEqual([1, 2]);
  expect(
    expectGradients(
      (t) =>
        embedding(
          intTensor([
            [2, 0, 2],
            [1, 2, 4],
          ]),
          t,
        ),
      [distinct("table", [5, 3])],
    ),
  ).toBe(15);
});

test.each([
  [
    [
      [0, 1, 2],
      [1, 3, 9],
    ],
    3,
    "1, 1",
  ],
  [
    [
      [0, -1, 2],
      [1, 3, 9],
    ],
    -1,
    "0, 1",
  ],
])("names the first bad index and where it is", (indices, index, place) => {
  expect(() => embedding(intTensor(indices), zeros([3, 2]))).toThrow(
    `embedding: index ${index} at [${place}] is not a row of the table, which has rows 0 to 2`,
  );
});

test("refuses indices that are not int32, and tables that are no matrix", () => {
  expect(() => embedding(tensor([1]), zeros([3, 2]))).toThrow(
    "embedding: indices holds int32 values, got float64; help: make it with intTensor",
  );
  expect(() => embedding(intTensor([1]), zeros([3]))).toThrow(
    "embedding: table has the axes [rows, width], got shape [3]",
  );
});
