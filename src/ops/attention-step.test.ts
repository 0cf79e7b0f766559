import { expect, test } from "vitest";
import { distinct } from "../../test/gradients.ts";
import { gradients } from "../tensor/tape.ts";
import { intTensor, tensor, type Tensor } from "../tensor/tensor.ts";
import { attentionStep } from "./attention-step.ts";
import { attention } from "./attention.ts";
import { reshape } from "./reshape.ts";
import { sum } from "./sum.ts";

const [tableRows, capacity, heads, depth, valueDepth] = [4, 6, 2, 4, 3];
const q = distinct("q", [3, heads, depth]);
const keys = distinct("k", [tableRows, capacity, heads, depth]);
const values = distinct("v", [tableRows, capacity, heads, valueDepth]);

/** The steps that keyRows names, one after another: [rows, keyTime, heads, size]. */
function gathered(table: Tensor, keyRows: readonly (readonly number[])[]): Tensor {
  const [, , , size] = table.shape;
  const all = Array.from(table.toArray());
  const step = heads * size;
  const numbers = keyRows.flatMap((row) =>
    row.flatMap((place, j) => {
      const from = (Math.max(0, place - 1) * capacity + j) * step;
      return all.slice(from, from + step);
    }),
  );
  return tensor(numbers, [keyRows.length, keyRows[0].length, heads, size]);
}

test.each([
  ["a row of the table for each", [1, 2, 3].map((row) => [row, row, row, row, row, row])],
  [
    "shared and changing rows, some keys not seen, fewer than there are",
    [
      [4, 1, 2, 0],
      [2, 2, 2, 2],
      [0, 4, 0, 1],
    ],
  ],
  [
    "a row that sees nothing",
    [
      [0, 0],
      [3, 1],
      [0, 2],
    ],
  ],
])("as attention with one query: %s", (_, keyRows) => {
  const keyMask = intTensor(keyRows.map((row) => row.map((place) => (place > 0 ? 1 : 0))));
  const whole = attention(reshape(q, [3, 1, heads, depth]), gathered(keys, keyRows), gathered(values, keyRows), {
    keyMask,
  });
  const y = attentionStep(q, { keys, values, keyRows: intTensor(keyRows) });
  expect(y.shape).toEqual([3, heads, valueDepth]);
  Array.from(whole.toArray()).forEach((value, i) => expect(y.toArray()[i]).toBeCloseTo(value, 6));
});

test("what does not fit is named", () => {
  const table = { keys, values, keyRows: intTensor([[1], [5], [2]]) };
  expect(() => attentionStep(q, table)).toThrow("keyRows has 5 at number 1, but the table has rows 1 to 4");
  expect(() => attentionStep(q, { ...table, keyRows: intTensor([[1, 1, 1, 1, 1, 1, 1]]) })).toThrow(
    "attentionStep: keyRows has shape [3, 7] here, got [1, 7]",
  );
  const long = intTensor(Array.from({ length: 3 }, () => [1, 1, 1, 1, 1, 1, 1]));
  expect(() => attentionStep(q, { ...table, keyRows: long })).toThrow(
    "keyRows has 7 keys for each row, the table has 6 steps",
  );
  const keyRows = intTensor([[1], [1], [1]]);
  expect(() => gradients(() => sum(attentionStep(q, { keys, values, keyRows })), [q])).toThrow(
    "attentionStep: q has no gradient",
  );
});
