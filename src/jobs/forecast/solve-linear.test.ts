import { expect, test } from "vitest";
import { usedInputs } from "./solve-linear.ts";

const stepsOf = (used: readonly number[], width: number, column: number): number[] =>
  used.filter((input) => input % width === column).map((input) => Math.floor(input / width));

test("every input counts where there are few", () => {
  expect(usedInputs(4, 3, 1, 12)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(usedInputs(3, 1, 0, 512)).toEqual([0, 1, 2]);
});

test("of many, the target's come first, then the latest of the others", () => {
  const used = usedInputs(10, 3, 2, 16);
  expect(stepsOf(used, 3, 2)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(stepsOf(used, 3, 0)).toEqual([7, 8, 9]);
  expect(stepsOf(used, 3, 1)).toEqual([7, 8, 9]);
});

test("of a window longer than all that may count, the latest; of each column at least one", () => {
  const used = usedInputs(100, 2, 0, 30);
  expect(stepsOf(used, 2, 0)).toEqual(Array.from({ length: 30 }, (_, i) => 70 + i));
  expect(stepsOf(used, 2, 1)).toEqual([99]);
});
