import { expect, test } from "vitest";
import { scope } from "../../tensor/memory.ts";
import { tensor } from "../../tensor/tensor.ts";
import type { Dataset } from "../dataset.ts";
import { lectureGenerator, lectureSteps, type LectureGeneratorOptions } from "./lecture-generator.ts";

const rows = 420_551;
/** One column that holds the number of its row; float32 is exact that far. */
const data = tensor(
  Float32Array.from({ length: rows }, (_, row) => row),
  [rows, 1],
);
const lecture = { data, lookback: 1440, delay: 144, shuffle: false, batchSize: 128, step: 6, targets: [0] };
const parts = {
  train: { ...lecture, minIndex: 0, maxIndex: 200_000, shuffle: true },
  validation: { ...lecture, minIndex: 200_001, maxIndex: 300_000 },
  test: { ...lecture, minIndex: 300_001, maxIndex: null },
} as const satisfies Record<string, LectureGeneratorOptions>;

function read(dataset: Dataset, index: number): { x: number[]; y: number[]; shapes: (readonly number[])[] } {
  return scope(() => {
    const { x, y } = dataset.batch(index);
    return { x: Array.from(x.toArray()), y: Array.from(y.toArray()), shapes: [x.shape, y.shape] };
  });
}

test("a pass over the lecture's file has the lecture's numbers of batches, and the test pass one fewer", () => {
  expect(lectureGenerator(parts.validation).steps).toBe(769);
  expect(lectureGenerator(parts.test).steps).toBe(929);
  expect(lectureSteps).toEqual({
    validation: Math.floor((300_000 - 200_001 - 1440) / 128),
    test: Math.floor((rows - 300_001 - 1440) / 128),
    exactTest: 929,
  });
});

test("inputs end one step before the row, targets lie delay after it", () => {
  const { x, y, shapes } = read(lectureGenerator(parts.validation), 0);
  expect(shapes).toEqual([
    [128, 240, 1],
    [128, 1],
  ]);
  expect([x[0], x[1], x[239], y[0]]).toEqual([200_001, 200_007, 201_435, 201_585]);
  expect(y[0] - x[239]).toBe(150); // 25 hours
});

test("the validation pass goes through each row once, and the lecture's 930th test batch is its first", () => {
  const validation = lectureGenerator(parts.validation);
  const last = read(validation, 768).y;
  expect(last[last.length - 1] - 144).toBe(299_872);
  expect(read(validation, 769)).toEqual(read(validation, 0));
  const testing = lectureGenerator(parts.test);
  const targets = read(testing, 928).y;
  expect(targets[127] - 144).toBe(301_441 + 929 * 128 - 1);
  expect(read(testing, 929).y[0] - 144).toBe(301_441);
});

test("shuffled rows are uniform between lookback and maxIndex, by seed and index alone", () => {
  const train = lectureGenerator({ ...parts.train, seed: 1 });
  expect(train.steps).toBe(Infinity);
  const drawn = Array.from({ length: 30 }, (_, index) => read(train, index).y.map((target) => target - 144)).flat();
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(1440);
  expect(Math.max(...drawn)).toBeLessThan(200_000);
  expect(drawn.reduce((a, b) => a + b) / drawn.length).toBeGreaterThan(96_000);
  expect(drawn.reduce((a, b) => a + b) / drawn.length).toBeLessThan(105_000);
  expect(new Set(drawn).size).toBeLessThan(drawn.length); // with replacement
  expect(read(lectureGenerator({ ...parts.train, seed: 1 }), 29)).toEqual(read(train, 29));
  expect(read(lectureGenerator({ ...parts.train, seed: 2 }), 0)).not.toEqual(read(train, 0));
});

/** The row numbers that the book's generator gives, by its own bookkeeping: a running row that starts over. */
function bookRows(start: number, max: number, batchSize: number, batches: number): number[][] {
  let i = start;
  return Array.from({ length: batches }, () => {
    if (i + batchSize >= max) i = start;
    const batch = Array.from({ length: Math.min(i + batchSize, max) - i }, (_, k) => i + k);
    i += batch.length;
    return batch;
  });
}

test("ordered batches are the book's for every remainder, also when there is less than one", () => {
  let swept = 0;
  for (const batchSize of [1, 3, 17]) {
    for (let max = 6; max < 60; max++) {
      const small = {
        ...lecture,
        data: tensor(
          Float32Array.from({ length: 70 }, (_, r) => r),
          [70, 1],
        ),
      };
      const set = lectureGenerator({ ...small, lookback: 3, step: 2, delay: 1, minIndex: 2, maxIndex: max, batchSize });
      const expected = bookRows(5, max, batchSize, 8);
      expect(expected.map((_, index) => read(set, index).y.map((target) => target - 1))).toEqual(expected);
      swept++;
    }
  }
  expect(swept).toBe(162);
});

test("a lookback that is no multiple of the step counts from its far end, as Python's range does", () => {
  const small = {
    ...lecture,
    data: tensor(
      Float32Array.from({ length: 20 }, (_, r) => r),
      [20, 1],
    ),
  };
  const set = lectureGenerator({ ...small, lookback: 5, step: 2, delay: 3, minIndex: 0, maxIndex: null, batchSize: 1 });
  expect(read(set, 0)).toMatchObject({ x: [0, 2, 4], y: [8] });
  // maxIndex null is 20 − 3 − 1 = 16, and the row before it begins no batch.
  expect(set.steps).toBe(10);
});

test("rows that do not fit are refused", () => {
  const small = { ...lecture, lookback: 5, delay: 3, minIndex: 0, data: tensor(new Float32Array(20), [20, 1]) };
  expect(() => lectureGenerator({ ...small, maxIndex: 18 })).toThrow(
    /rows 5 … 17 with inputs 5 rows back and targets 3 ahead/,
  );
  expect(lectureGenerator({ ...small, maxIndex: 17, batchSize: 4 }).steps).toBe(2);
  expect(() => lectureGenerator({ ...small, maxIndex: 5 })).toThrow(/do not fit into 20 rows/);
  expect(() => lectureGenerator({ ...small, maxIndex: 10, step: 0 })).toThrow("step 0 is not an integer");
});
