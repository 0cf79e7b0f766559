import { expect, test } from "vitest";
import { axes, frozenShape, hasAxes, sameShape, showShape, size, type Shape } from "./shape.ts";

test("size is the product of the lengths, 1 for a scalar", () => {
  expect([size([]), size([7]), size([3, 5, 2]), size([3, 0])]).toEqual([1, 7, 30, 0]);
});

test("sameShape compares lengths and their number", () => {
  expect(sameShape([2, 3], [2, 3])).toBe(true);
  expect(sameShape([], [])).toBe(true);
  expect(sameShape([2, 3], [3, 2])).toBe(false);
  expect(sameShape([2], [2, 1])).toBe(false);
  expect(sameShape([2, 1], [2])).toBe(false);
});

test("showShape writes null as any", () => {
  expect([showShape([]), showShape([2, 3]), showShape([null, 14])]).toEqual(["[]", "[2, 3]", "[any, 14]"]);
});

test("axes gives the lengths by name, or names what it wanted", () => {
  const [batch, time, features] = axes({ shape: [2, 3, 5] }, "batch", "time", "features");
  expect([batch, time, features]).toEqual([2, 3, 5]);
  expect(axes({ shape: [] })).toEqual([]);
  expect(() => axes({ shape: [2, 3] }, "batch", "time", "features")).toThrow(
    new TypeError("expected a tensor of [batch, time, features], got shape [2, 3]"),
  );
  expect(hasAxes([2, 3], ["batch", "time"])).toBe(true);
});

test.each([null, undefined, 3, "2", { length: 1 }])("%s is no shape", (shape) => {
  const given: unknown = shape;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what JavaScript may give
  expect(() => frozenShape(given as Shape)).toThrow("a shape is an array of lengths, got");
});
