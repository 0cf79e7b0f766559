import { beforeEach, expect, test } from "vitest";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { release } from "./memory.ts";
import { assign, empty, full, intTensor, ones, tensor, Tensor, zeros } from "./tensor.ts";

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
  expect(Array.from(full([2, 2], 0.5).toArray())).toEqual([0.5, 0.5, 0.5, 0.5]);
  expect(Array.from(zeros([3]).toArray())).toEqual([0, 0, 0]);
  expect(Array.from(ones([]).toArray())).toEqual([1]);
  expect(empty([2, 3], "int32").toString()).toBe("Tensor [2, 3] int32");
});

test("assign writes all numbers, and refuses another count", () => {
  const x = zeros([2]);
  assign(x, [3, 4]);
  expect(Array.from(x.toArray())).toEqual([3, 4]);
  expect(() => assign(x, [1])).toThrow("Tensor [2] float32 holds 2 elements, got 1");
});

test("intTensor and assign refuse what is not a 32-bit integer, naming it and where it is", () => {
  for (const wrong of [2 ** 32 + 3, 2 ** 31, -(2 ** 31) - 1, 1.5, NaN, Infinity]) {
    expect(() => intTensor([7, wrong])).toThrow(
      `intTensor: values must be integers from −2147483648 to 2147483647, got ${wrong} at [1]`,
    );
  }
  expect(() => intTensor([[[1, 2]], [[3, 0.5]]])).toThrow("got 0.5 at [1, 0, 1]");
  expect(() => intTensor([1, 2, 3, 0.5, 5, 6], [2, 3])).toThrow("got 0.5 at [1, 0]");
  expect(() => intTensor(Float64Array.of(1, NaN))).toThrow("got NaN at [1]");
  expect(() => intTensor(0.5)).toThrow("to 2147483647, got 0.5");
  expect(() => assign(intTensor([1, 2]), [3, 4.5])).toThrow("assign: values must be integers");
  expect(Array.from(intTensor([2 ** 31 - 1, -(2 ** 31), -0]).toArray())).toEqual([2147483647, -2147483648, 0]);
});

test("refuses what is no number", () => {
  const refused = [
    [[["a"]], 'got "a" at [0, 0]'],
    ["abc", 'got "abc"'],
    [[1, null], "got null at [1]"],
    [[[1], [undefined]], "got undefined at [1, 0]"],
    [[true], "got true at [0]"],
    [[1n], "got 1n at [0]"],
    [Uint8Array.of(1), "got an object (Uint8Array)"],
    [[new Map()], "got an object (Map) at [0]"],
  ] as const;
  for (const [values, message] of refused) {
    for (const make of [tensor, intTensor]) {
      // The types refuse them, plain JavaScript does not.
      expect(() => Reflect.apply(make, undefined, [values])).toThrow(
        `${make.name}: values must be numbers in nested arrays, Float32Array, Float64Array or Int32Array, ${message}`,
      );
    }
  }
});

test("refuses shapes that do not hold the numbers", () => {
  expect(() => tensor([1, 2, 3], [2, 2])).toThrow("shape [2, 2] holds 4 elements, but 3 were given");
  expect(() => tensor([[1, 2], [3]])).toThrow(
    "tensor: arrays must be of equal lengths, got 1 values at [1], where the first has 2 values",
  );
  // Six numbers, which would fill [3, 2].
  expect(() => tensor([[1, 2], [3], [4, 5, 6]])).toThrow("got 1 values at [1], where the first has 2 values");
  expect(() => tensor([[1, 2], 3])).toThrow("got one number at [1], where the first has 2 values");
  expect(() => tensor([[1], [[2]]])).toThrow("got 1 values at [1, 0], where the first has one number");
  expect(() => new Tensor(zeros([3]).storage, [2])).toThrow("shape [2] holds 2 elements, but there are 3");
});

test("a shape is copied and frozen: whatever its maker does to it, the tensor stays as it is", () => {
  const shape = [2, 2];
  const made = [tensor([1, 2, 3, 4], shape), empty(shape), zeros(shape), new Tensor(zeros([4]).storage, shape)];
  shape[0] = 2e6;
  for (const { shape: own, size } of made) {
    expect(own).toEqual([2, 2]);
    expect(size).toBe(4);
    expect(Object.isFrozen(own)).toBe(true);
    expect(() => Reflect.apply(Array.prototype.push, own, [3])).toThrow(TypeError);
  }
});

test("numbers are copied", () => {
  const values = new Float32Array([1, 2]);
  const x = tensor(values);
  values[0] = 9;
  expect(Array.from(x.toArray())).toEqual([1, 2]);
});

test.each([
  [[Infinity], "[Infinity]"],
  [[NaN], "[NaN]"],
  [[-2, -3], "[-2, -3]"],
  [[2.5, 2], "[2.5, 2]"],
  [[2 ** 53], "[9007199254740992]"],
  [[2 ** 31 - 1, 2], "[2147483647, 2]"],
  [Array.from({ length: 40 }, () => 1), "got the 40 of [1, 1"],
])("refuses the shape %j with a RangeError that shows it", (shape, shown) => {
  for (const make of [() => empty(shape), () => zeros(shape), () => tensor([1], shape), () => intTensor([1], shape)]) {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(shown);
  }
});

test("a tensor of another backend is read and written where it lies, and released there", () => {
  const other = tensor([1, 2]);
  use(createReference("float64"));
  expect(Array.from(other.toArray())).toEqual([1, 2]);
  assign(other, [3, 4]);
  expect(Array.from(other.toArray())).toEqual([3, 4]);
  release(other);
  expect(() => other.toArray()).toThrow("this tensor's memory was released");
});

test("released twice is an error, and frees nothing twice", () => {
  const x = zeros([4]);
  release(x);
  expect(() => release(x)).toThrow("this tensor's memory was released");
  const [a, b] = [full([4], 1), full([4], 2)];
  expect(Array.from(a.toArray())).toEqual([1, 1, 1, 1]);
  expect(Array.from(b.toArray())).toEqual([2, 2, 2, 2]);
});

test("memory that there is not is an error that names the size", () => {
  const real = createReference("float32");
  use({
    ...real,
    allocate() {
      throw new RangeError("Array buffer allocation failed");
    },
  });
  expect(() => empty([1000, 1000])).toThrow(
    "no memory for 1000000 elements of float32, 4 MB: Array buffer allocation failed",
  );
});
