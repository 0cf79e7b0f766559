import * as fc from "fast-check";
import { expect, test } from "vitest";
import { padSequences } from "./pad-sequences.ts";

test("the examples of Keras's documentation", () => {
  const sequences = [[1], [2, 3], [4, 5, 6]];
  expect(padSequences(sequences)).toEqual({ values: Int32Array.of(0, 0, 1, 0, 2, 3, 4, 5, 6), shape: [3, 3] });
  expect(padSequences(sequences, { padding: "post", value: -1 }).values).toEqual(
    Int32Array.of(1, -1, -1, 2, 3, -1, 4, 5, 6),
  );
  expect(padSequences(sequences, { maxlen: 2 }).values).toEqual(Int32Array.of(0, 1, 2, 3, 5, 6));
  expect(padSequences([[], []]).shape).toEqual([2, 0]);
});

test("floats, vectors and larger arrays: the results of Keras 3.15", () => {
  expect(padSequences([[0.5], [1.5, 2.5]], { dtype: "float32" })).toEqual({
    values: Float32Array.of(0, 0.5, 1.5, 2.5),
    shape: [2, 2],
  });
  const vectors = [
    [[1, 2]],
    [
      [3, 4],
      [5, 6],
    ],
  ];
  expect(padSequences(vectors)).toEqual({ values: Int32Array.of(0, 0, 1, 2, 3, 4, 5, 6), shape: [2, 2, 2] });
  expect(padSequences(vectors, { maxlen: 1, padding: "post", truncating: "post" })).toEqual({
    values: Int32Array.of(1, 2, 3, 4),
    shape: [2, 1, 2],
  });
  expect(padSequences([[[1, 2]], []], { value: 7 })).toEqual({ values: Int32Array.of(1, 2, 7, 7), shape: [2, 1, 2] });
  expect(padSequences([[], [[[0.5], [NaN]]]], { value: -0.5, dtype: "float32" })).toEqual({
    values: Float32Array.of(-0.5, -0.5, 0.5, NaN),
    shape: [2, 1, 2, 1],
  });
  expect(padSequences([Float32Array.of(0.25), Float64Array.of(1, 2)], { dtype: "float32" }).values).toEqual(
    Float32Array.of(0, 0.25, 1, 2),
  );
  expect(padSequences([Uint8Array.of(255), [1, 2]]).values).toEqual(Int32Array.of(0, 255, 1, 2));
});

test("what would be cut to integers, and steps of different shapes, are named by their place", () => {
  expect(() => padSequences([[1], [2, 0.5]])).toThrow(
    "padSequences: sequence 1: values must be integers from −2147483648 to 2147483647, got 0.5 at [1]; " +
      'help: dtype: "float32" takes all numbers',
  );
  expect(() => padSequences([[[1, 2 ** 31]]])).toThrow("got 2147483648 at [0, 1]");
  expect(() => padSequences([[[1, 2]], [[3, 4, 5]]])).toThrow(
    "padSequences: sequence 1: arrays must be of equal lengths, got 3 values at [0], where the first has 2 values",
  );
  expect(() => padSequences([[[1, 2]], [3]])).toThrow(
    "padSequences: sequence 1: arrays must be of equal lengths, got one number at [0], where the first has 2 values",
  );
});

test("misuse is named", () => {
  expect(() => padSequences([])).toThrow("padSequences: there must be at least one list, got none");
  expect(() => padSequences([[1]], { maxlen: 0 })).toThrow(
    "padSequences: maxlen must be an integer of at least 1, got 0",
  );
  expect(() => padSequences([[1]], { value: 0.5 })).toThrow("padSequences: value must be a 32-bit integer, got 0.5");
  const options = JSON.parse('{ "padding": "left" }');
  expect(() => padSequences([[1]], options)).toThrow('padSequences: padding must be "pre" or "post", got "left"');
});

test("each row is the first or last tokens and nothing but padding", () => {
  const side = fc.constantFrom("pre" as const, "post" as const);
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 1, max: 50 })), { minLength: 1 }),
      side,
      side,
      fc.integer({ min: 1, max: 12 }),
      (sequences, padding, truncating, maxlen) => {
        const { values, shape } = padSequences(sequences, { padding, truncating, maxlen });
        expect(shape).toEqual([sequences.length, maxlen]);
        sequences.forEach((sequence, row) => {
          const line = Array.from(values.subarray(row * maxlen, (row + 1) * maxlen));
          const kept = truncating === "pre" ? sequence.slice(-maxlen) : sequence.slice(0, maxlen);
          const fill = Array.from({ length: maxlen - kept.length }, () => 0);
          expect(line).toEqual(padding === "pre" ? [...fill, ...kept] : [...kept, ...fill]);
        });
      },
    ),
  );
});
