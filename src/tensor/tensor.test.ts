import { beforeEach, expect, test } from "vitest";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { assign, empty, filled, intTensor, ones, tensor, Tensor, zeros } from "./tensor.ts";

beforeEach(() => use(createReference("float32")));

test("a tensor from nested arrays, flat numbers with a shape, or one number", async () => {
  const nested = tensor([[1, 2, 3], new Float32Array([4, 5, 6])]);
  expect(nested.shape).toEqual([2, 3]);
  expect(nested.dtype).toBe("float32");
  expect(nested.size).toBe(6);
  expect(await nested.read()).toEqual(new Float32Array([1, 2, 3, 4, 5, 6]));
  expect(tensor([1, 2, 3, 4, 5, 6], [3, 2]).shape).toEqual([3, 2]);
  expect(tensor(new Float64Array(4), [2, 2]).shape).toEqual([2, 2]);
  expect(tensor(7).shape).toEqual([]);
  expect(tensor([]).shape).toEqual([0]);
  expect(tensor([[[1], [2]]]).shape).toEqual([1, 2, 1]);
});

test("numbers become the floats of the backend, indices int32", () => {
  expect(tensor([0.1]).toArray()[0]).toBe(Math.fround(0.1));
  use(createReference("float64"));
  expect(tensor([0.1]).toArray()[0]).toBe(0.1);
  expect(intTensor([[1], [-2]]).toArray()).toEqual(new Int32Array([1, -2]));
});

test("reading gives a copy", () => {
  const x = tensor([1, 2]);
  x.toArray()[0] = 9;
  expect(Array.from(x.toArray())).toEqual([1, 2]);
});

test("makers", () => {
  expect(Array.from(filled([2, 2], 0.5).toArray())).toEqual([0.5, 0.5, 0.5, 0.5]);
  expect(Array.from(zeros([3]).toArray())).toEqual([0, 0, 0]);
  expect(Array.from(ones([]).toArray())).toEqual([1]);
  expect(empty([2, 3], "int32").toString()).toBe("Tensor [2, 3] int32");
});

test("assign writes all numbers, and refuses another count", () => {
  const x = zeros([2]);
  assign(x, [3, 4]);
  expect(Array.from(x.toArray())).toEqual([3, 4]);
  expect(() => assign(x, [1])).toThrow("Tensor [2] float32 holds 2 numbers, got 1");
});

test("refuses shapes that do not hold the numbers", () => {
  expect(() => tensor([1, 2, 3], [2, 2])).toThrow("shape [2, 2] holds 4 numbers, but 3 were given");
  expect(() => tensor([[1, 2], [3]])).toThrow("shape [2, 2] holds 4 numbers, but 3 were given");
  expect(() => new Tensor(zeros([3]).storage, [2])).toThrow("shape [2] holds 2 numbers, but there are 3");
});
