import { expect, test } from "vitest";
import { gradients } from "../tensor/tape.ts";
import { tensor } from "../tensor/tensor.ts";
import { sum } from "./sum.ts";
import { topLogProbabilities } from "./top-log-probabilities.ts";

test("the largest of each row, as logarithms of softmax; of equals the first", () => {
  const { values, positions } = topLogProbabilities(
    tensor([
      [0, Math.log(3), 0, Math.log(3)],
      [5, -1e4, 5, 5],
    ]),
    3,
  );
  expect([...positions.toArray()]).toEqual([1, 3, 0, 0, 2, 3]);
  const expected = [3 / 8, 3 / 8, 1 / 8, 1 / 3, 1 / 3, 1 / 3].map(Math.log);
  [...values.toArray()].forEach((value, i) => expect(value).toBeCloseTo(expected[i], 6));
});

test("NaNs are passed over", () => {
  const { values, positions } = topLogProbabilities(tensor([[NaN, 2, NaN]]), 2);
  expect([...positions.toArray()]).toEqual([1, 0]);
  expect(values.toArray()[0]).toBeCloseTo(0, 6);
  expect(values.toArray()[1]).toBe(-Infinity);
});

test("counts that cannot be, and differentiating, are refused", () => {
  expect(() => topLogProbabilities(tensor([[1, 2]]), 3)).toThrow("from 1 to the length of x's last axis, 2, got 3");
  expect(() => topLogProbabilities(tensor([[1, 2]]), 0)).toThrow("got 0");
  const x = tensor([[1, 2]]);
  expect(() => gradients(() => sum(topLogProbabilities(x, 1).values), [x])).toThrow("topLogProbabilities: x");
});
