import { expect, test } from "vitest";
import { differences } from "./matcher.ts";

const golden = { shape: [2, 3], values: [0, -1, 2, 1000, 1e-6, 3] };
const actual = (values: number[], shape = [2, 3]) => ({ shape, toArray: () => values });
const found = (values: number[], shape?: number[]) => differences("x.json, a: y", actual(values, shape), golden);

test("accepts what float32 may be off by", () => {
  expect(found([1e-5, -1.00001, 2.00002, 1000.01, 0, 3])).toEqual([]);
});

test("names the file, the case, the tensor, the worst element and both values", () => {
  expect(found([0, -1, 2.1, 1000, 1e-6, 2])).toEqual([
    "x.json, a: y: element [1, 2] is 2, golden 3; 1.25e+4 times the tolerance 0.00002; 2 of 6 elements are off",
  ]);
});

test("refuses NaN, infinity and other shapes", () => {
  expect(found([0, NaN, 2, 1000, 1e-6, 3])[0]).toMatch(/element \[0, 1\] is NaN, golden -1/);
  expect(found([0, -1, 2, Infinity, 1e-6, 3])[0]).toMatch(/element \[1, 0\] is Infinity/);
  expect(found([0, -1, 2, 1000, 1e-6, 3], [3, 2])).toEqual(["x.json, a: y: shape [3, 2], golden [2, 3]"]);
});

test("holds small numbers to their own scale", () => {
  const small = { shape: [2], values: [1e-4, 0] };
  expect(differences("y", actual([1e-4, 1e-8], [2]), small)[0]).toMatch(/element \[1\]/);
  expect(differences("y", actual([1e-4, 1e-9], [2]), small)).toEqual([]);
});
