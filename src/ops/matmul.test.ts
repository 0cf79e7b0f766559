import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { tensor } from "../tensor/tensor.ts";
import { matmul } from "./matmul.ts";

use(createReference("float64"));

test("rows times columns", () => {
  const c = matmul(
    tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]),
    tensor([[1], [10], [100]]),
  );
  expect(c.shape).toEqual([2, 1]);
  expect(Array.from(c.toArray())).toEqual([321, 654]);
});

test.each([
  [false, false],
  [false, true],
  [true, false],
  [true, true],
])("transposeA %s, transposeB %s: the same product, and gradients", (transposeA, transposeB) => {
  const [rows, inner, columns] = [3, 5, 2];
  const a = distinct("a", transposeA ? [inner, rows] : [rows, inner]);
  const b = distinct("b", transposeB ? [columns, inner] : [inner, columns]);
  const c = matmul(a, b, { transposeA, transposeB }).toArray();
  const [av, bv] = [a.toArray(), b.toArray()];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let expected = 0;
      for (let k = 0; k < inner; k++) {
        expected +=
          av[transposeA ? k * rows + row : row * inner + k] *
          bv[transposeB ? column * inner + k : k * columns + column];
      }
      expect(c[row * columns + column]).toBeCloseTo(expected, 14);
    }
  }
  expect(expectGradients((x, y) => matmul(x, y, { transposeA, transposeB }), [a, b])).toBe(25);
});

test("names both lengths that do not fit", () => {
  expect(() => matmul(distinct("a", [3, 4]), distinct("b", [3, 4]))).toThrow(
    "matmul sums over 4 elements of a [3, 4], but 3 of b [3, 4]",
  );
  expect(() => matmul(distinct("a", [3, 4]), distinct("b", [4, 2]), { transposeA: true })).toThrow(
    "matmul sums over 3 elements of a [3, 4] transposed, but 4 of b [4, 2]",
  );
  expect(() => matmul(distinct("a", [3]), distinct("b", [3, 1]))).toThrow(
    "matmul: a has the axes [rows, inner], got shape [3]",
  );
});
