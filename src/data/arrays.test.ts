import { expect, test } from "vitest";
import { inputList } from "../tensor/inputs.ts";
import { intTensor, tensor } from "../tensor/tensor.ts";
import { fromArrays, fromRows, inBatches, readRows, splitTail } from "./arrays.ts";
import type { Dataset } from "./dataset.ts";

/** 17 examples: x is [i, −i], y is 10·i. */
const x = Array.from({ length: 17 }, (_, i) => [i, -i]);
const y = Array.from({ length: 17 }, (_, i) => 10 * i);

function rowsOf(data: Dataset, pass: number): number[] {
  return Array.from({ length: data.steps }, (_, step) =>
    Array.from(data.batch(pass * data.steps + step).y.toArray()),
  ).flat();
}

test("a pass gives every example once, in batches of batchSize and a smaller last one", () => {
  const data = fromArrays({ x, y }, { batchSize: 5 });
  expect(data.steps).toBe(4);
  expect([0, 1, 2, 3].map((i) => data.batch(i).x.shape)).toEqual([
    [5, 2],
    [5, 2],
    [5, 2],
    [2, 2],
  ]);
  for (const pass of [0, 1, 2]) {
    const seen = rowsOf(data, pass);
    expect(seen.toSorted((a, b) => a - b)).toEqual(y);
    expect(seen).not.toEqual(y);
  }
  expect(rowsOf(data, 0)).not.toEqual(rowsOf(data, 1));
});

test("x and y stay together", () => {
  const data = fromArrays({ x, y }, { batchSize: 4, seed: 3 });
  const { x: inputs, y: targets } = data.batch(6);
  expect(Array.from(inputs.toArray())).toEqual(Array.from(targets.toArray()).flatMap((v) => [v / 10, -v / 10]));
});

test("a batch depends on its number and the seed alone, not on what was asked before", () => {
  const data = fromArrays({ x, y }, { batchSize: 5, seed: 8 });
  const later = Array.from(data.batch(9).y.toArray());
  for (let i = 0; i < 9; i++) data.batch(i);
  expect(Array.from(data.batch(9).y.toArray())).toEqual(later);
  expect(Array.from(fromArrays({ x, y }, { batchSize: 5, seed: 8 }).batch(9).y.toArray())).toEqual(later);
  expect(Array.from(fromArrays({ x, y }, { batchSize: 5, seed: 9 }).batch(9).y.toArray())).not.toEqual(later);
});

test("without shuffling examples come in order", () => {
  expect(rowsOf(fromArrays({ x, y }, { batchSize: 3, shuffle: false }), 2)).toEqual(y);
  const inputs = inBatches(x, 7);
  expect(inputs.steps).toBe(3);
  expect(Array.from(inputList(inputs.batch(2))[0].toArray())).toEqual([14, -14, 15, -15, 16, -16]);
});

test("indices stay int32, and weights come along", () => {
  const data = fromArrays(
    {
      x: intTensor([
        [1, 2],
        [3, 4],
      ]),
      y: tensor([[5], [6]]),
      weights: [0.5, 2],
    },
    { shuffle: false },
  );
  const { x: indices, y: targets, weights } = data.batch(0);
  expect(indices.dtype).toBe("int32");
  expect(targets.shape).toEqual([2, 1]);
  expect(Array.from(weights?.toArray() ?? [])).toEqual([0.5, 2]);
});

test("numbers of examples must agree", () => {
  expect(() => fromArrays({ x, y: y.slice(1) })).toThrow("x has 17 examples, but y has 16");
  expect(() => fromArrays({ x, y, weights: [1] })).toThrow("x has 17 examples, but weights has 1");
  expect(() => fromArrays({ x, y, weights: x.map((row) => [row]) })).toThrow(
    "weights has one value per example or time step, got examples of shape [1, 2]",
  );
  expect(() => fromArrays({ x: [], y: [] })).toThrow("x must hold at least one example, got shape [0]");
  expect(() => fromArrays({ x, y }, { batchSize: 0 })).toThrow("batchSize must be an integer of at least 1, got 0");
});

test("splitTail keeps the last ⌈share⌉ examples apart", () => {
  const { head, tail } = splitTail(readRows({ x, y }), 0.2);
  expect([head.count, tail.count]).toEqual([13, 4]);
  const [last] = inputList(fromRows(tail, { shuffle: false }).batch(0).y);
  expect(Array.from(last.toArray())).toEqual([130, 140, 150, 160]);
  expect(() => splitTail(readRows({ x, y }), 1)).toThrow(
    "validationSplit must be 0, for none, or above 0 and below 1, got 1",
  );
  expect(() => splitTail(readRows({ x: [[1]], y: [1] }), 0.5)).toThrow(
    "validationSplit 0.5 of 1 examples leaves 0 to train on and 1",
  );
});

test("several inputs are cut alike, and must be of equally many examples", () => {
  const several = [tensor(x), intTensor(y.map((value) => [value]))];
  const numbersOf = (i: number): number[][] =>
    inputList(fromArrays({ x: several, y }, { batchSize: 5, seed: 3 }).batch(i).x).map((input) =>
      Array.from(input.toArray()),
    );
  for (const i of [0, 3]) {
    const [points, tens] = numbersOf(i);
    expect(points).toEqual(tens.flatMap((ten) => [ten / 10, -ten / 10]));
  }
  expect(inputList(inBatches(several, 7).batch(2)).map(({ shape, dtype }) => [shape, dtype])).toEqual([
    [[3, 2], "float32"],
    [[3, 1], "int32"],
  ]);
  const { head, tail } = splitTail(readRows({ x: several, y }), 0.2);
  expect([head.count, tail.count]).toEqual([13, 4]);
  expect([head.x, tail.x].flat().map(({ numbers }) => numbers.length)).toEqual([26, 13, 8, 4]);
  const uneven = [tensor(x), tensor(x.slice(1))];
  expect(() => readRows({ x: uneven, y })).toThrow(
    "the inputs of a model have the same number of examples on their first axis, got [17, 2], [16, 2]",
  );
});

test("several targets are cut like several inputs, and must be of as many examples", () => {
  const two = [tensor([[1], [2], [3]]), intTensor([4, 5, 6])];
  const data = fromArrays({ x: tensor([[7], [8], [9]]), y: two }, { batchSize: 2, shuffle: false });
  const numbers = inputList(data.batch(1).y).map((part) => [part.dtype, Array.from(part.toArray())]);
  expect(numbers).toEqual([
    [two[0].dtype, [3]],
    ["int32", [6]],
  ]);
  expect(() => fromArrays({ x: [[1]], y: two })).toThrow("x has 1 examples, but y has 3");
  const { head, tail } = splitTail(readRows({ x: tensor([[7], [8], [9]]), y: two }), 0.4);
  expect([head, tail].map((rows) => inputList(fromRows(rows).batch(0).y).map(({ size }) => size))).toEqual([
    [1, 1],
    [2, 2],
  ]);
});
