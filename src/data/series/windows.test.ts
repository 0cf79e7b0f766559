import * as fc from "fast-check";
import { expect, test } from "vitest";
import { scope } from "../../tensor/memory.ts";
import { tensor } from "../../tensor/tensor.ts";
import type { Dataset } from "../dataset.ts";
import { inputsAt } from "./gather.ts";
import { split } from "./split.ts";
import { rowQuality } from "./table.ts";
import { windows, type WindowsOptions } from "./windows.ts";

/** Row r of column k holds 10 r + k, so that every number says where it came from. */
function series(rows: number, columns = 3): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, i) => 10 * Math.floor(i / columns) + (i % columns));
}

function numbers(dataset: Dataset, index: number): { x: number[]; y: number[]; shapes: (readonly number[])[] } {
  return scope(() => {
    const { x, y } = dataset.batch(index);
    return { x: Array.from(x.toArray()), y: Array.from(y.toArray()), shapes: [x.shape, y.shape] };
  });
}

const basic = {
  data: tensor(series(40), [40, 3]),
  lookbackRows: 6,
  every: 2,
  horizons: [1, 5],
  targets: [2, 0],
  order: "ordered",
  batchSize: 7,
} as const satisfies WindowsOptions;

test("the last input is now, and targets lie their horizons later", () => {
  const set = windows(basic);
  expect(set.now[0]).toBe(4);
  expect(set.now[set.now.length - 1]).toBe(34);
  const { x, y, shapes } = numbers(set, 0);
  expect(shapes).toEqual([
    [7, 3, 3],
    [7, 4],
  ]);
  expect(x.slice(0, 9)).toEqual([0, 1, 2, 20, 21, 22, 40, 41, 42]); // rows 0, 2, 4
  expect(y.slice(0, 4)).toEqual([52, 50, 92, 90]); // rows 5 and 9, columns 2 and 0
  expect(x.slice(9, 12)).toEqual([10, 11, 12]); // the next window starts at row 1
});

test("an ordered pass gives every window once, the last batch what is left", () => {
  const set = windows(basic);
  expect(set.steps).toBe(5);
  const sizes = [0, 1, 2, 3, 4].map((index) => numbers(set, index).shapes[0][0]);
  expect(sizes).toEqual([7, 7, 7, 7, 3]);
  expect(numbers(set, 5)).toEqual(numbers(set, 0));
});

const anyOptions = fc
  .record({
    rows: fc.integer({ min: 42, max: 90 }),
    steps: fc.integer({ min: 1, max: 5 }),
    every: fc.integer({ min: 1, max: 3 }),
    horizons: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
    batchSize: fc.constantFrom(1, 3, 17),
    seed: fc.nat(),
  })
  .map(({ steps, every, horizons, ...rest }) => ({
    ...rest,
    every,
    lookbackRows: steps * every,
    horizons: horizons.toSorted((a, b) => a - b),
  }));

/** Every row that window number i of an ordered pass touches: inputs by their first column, targets likewise. */
function rowsTouched(
  set: ReturnType<typeof windows>,
  lookback: number,
  every: number,
  horizons: readonly number[],
): number[][] {
  const touched: number[][] = [];
  for (let index = 0; index < set.steps; index++) {
    const { x, y, shapes } = numbers(set, index);
    const [batch, steps, columns] = shapes[0];
    expect(steps).toBe(lookback / every);
    for (let b = 0; b < batch; b++) {
      const inputs = Array.from({ length: steps }, (_, s) => x[(b * steps + s) * columns] / 10);
      const targets = horizons.map((_, h) => y[b * horizons.length + h] / 10);
      touched.push([...inputs, ...targets]);
    }
  }
  return touched;
}

test("windows of one part of a split touch no row of another", () => {
  let swept = 0;
  fc.assert(
    fc.property(anyOptions, ({ rows, ...options }) => {
      const parts = split(4 * rows, "50/25/25");
      const data = tensor(series(4 * rows, 1), [4 * rows, 1]);
      for (const range of [parts.train, parts.validation, parts.test]) {
        const set = windows({ ...options, data, range, targets: [0], order: "ordered" });
        const touched = rowsTouched(set, options.lookbackRows, options.every, options.horizons);
        const span = options.lookbackRows - options.every + options.horizons[options.horizons.length - 1];
        expect(touched.length).toBe(range.to - range.from - span); // none is forgotten
        expect(Math.min(...touched.flat())).toBe(range.from);
        expect(Math.max(...touched.flat())).toBe(range.to - 1);
        swept++;
      }
    }),
    { numRuns: 30 },
  );
  expect(swept).toBe(90);
});

test("changing every row after now changes no input, and the rows at the horizons alone change targets", () => {
  fc.assert(
    fc.property(anyOptions, fc.nat(), ({ rows, ...options }, pick) => {
      const values = series(rows, 2);
      const set = (changed: Float32Array): ReturnType<typeof windows> =>
        windows({ ...options, batchSize: 1, data: tensor(changed, [rows, 2]), targets: [1], order: "ordered" });
      const before = set(values);
      const index = pick % before.now.length;
      const now = before.now[index];
      const future = values.map((value, i) => (i >= 2 * (now + 1) ? value + 1 : value));
      const after = numbers(set(future), index);
      expect(after.x).toEqual(numbers(before, index).x);
      expect(after.y).toEqual(numbers(before, index).y.map((value) => value + 1));
      const spared = future.map((value, i) => (options.horizons.includes(Math.floor(i / 2) - now) ? values[i] : value));
      expect(numbers(set(spared), index)).toEqual(numbers(before, index));
    }),
    { numRuns: 50 },
  );
});

test("no window crosses a hole, none is now at a filled row, all others are there", () => {
  fc.assert(
    fc.property(anyOptions, fc.array(fc.nat({ max: 19 }), { maxLength: 3 }), ({ rows, ...options }, places) => {
      const quality = new Uint8Array(rows);
      places.forEach((place, i) => (quality[place] = i % 2 === 0 ? rowQuality.hole : rowQuality.filled));
      const first = (row: number): number => row - options.lookbackRows + options.every;
      const last = (row: number): number => row + options.horizons[options.horizons.length - 1];
      const expected = Array.from({ length: rows }, (_, row) => row).filter(
        (row) =>
          first(row) >= 0 &&
          last(row) < rows &&
          !quality.slice(first(row), last(row) + 1).includes(rowQuality.hole) &&
          quality[row] !== rowQuality.filled,
      );
      const longer = { ...options, data: tensor(series(rows), [rows, 3]), quality, targets: [0] };
      expect(Array.from(windows({ ...longer, order: "ordered" }).now)).toEqual(expected);
    }),
  );
});

test("a shuffled pass gives every window once, in an order of its own that depends on seed and index alone", () => {
  const set = windows({ ...basic, order: "shuffled", seed: 3 });
  const again = windows({ ...basic, order: "shuffled", seed: 3 });
  const passes = [0, 1, 2].map((pass) =>
    Array.from({ length: set.steps }, (_, i) => numbers(set, pass * set.steps + i)).flatMap(({ y }) =>
      y.filter((_, k) => k % 4 === 1).map((value) => value / 10 - 1),
    ),
  );
  for (const pass of passes) {
    expect(pass.toSorted((a, b) => a - b)).toEqual(Array.from(set.now));
    expect(pass).not.toEqual(Array.from(set.now));
  }
  expect(passes[1]).not.toEqual(passes[0]);
  for (const index of [11, 2, 7, 0]) expect(numbers(again, index)).toEqual(numbers(set, index)); // asked out of order
  expect(numbers(windows({ ...basic, order: "shuffled", seed: 4 }), 0)).not.toEqual(numbers(set, 0));
});

test("random windows have no end, are drawn from all of them, and depend on seed and index alone", () => {
  const set = windows({ ...basic, order: "random", batchSize: 17, seed: 5 });
  expect(set.steps).toBe(Infinity);
  const drawn = new Set<number>();
  for (let index = 0; index < 40; index++) {
    for (const [k, value] of numbers(set, index).y.entries()) if (k % 4 === 1) drawn.add(value / 10 - 1);
  }
  expect([...drawn].toSorted((a, b) => a - b)).toEqual(Array.from(set.now));
  expect(numbers(set, 1_000_003)).toEqual(
    numbers(windows({ ...basic, order: "random", batchSize: 17, seed: 5 }), 1_000_003),
  );
  expect(numbers(set, 0)).not.toEqual(numbers(set, 1));
});

test("inputs can be cut for rows that have no future", () => {
  const x = scope(() => inputsAt(basic.data, Int32Array.of(39, 4), 3, 2));
  expect(x.shape).toEqual([2, 3, 3]);
  expect(Array.from(x.toArray().slice(0, 12))).toEqual([350, 351, 352, 370, 371, 372, 390, 391, 392, 0, 1, 2]);
  const refused = /does not fit into rows 0 … 39; help: give 5 rows or more/;
  expect(() => inputsAt(basic.data, Int32Array.of(3), 3, 2)).toThrow(refused);
  expect(() => inputsAt(basic.data, Int32Array.of(40), 3, 2)).toThrow(refused);
});

test("a range without a range free of holes is refused", () => {
  const quality = new Uint8Array(40);
  quality[10] = quality[19] = quality[28] = rowQuality.hole;
  expect(() => windows({ ...basic, quality, range: { from: 2, to: 30 } })).toThrow(
    "no window fits: 6 rows back and 5 ahead need 10 rows without a hole, and rows 2 to 29 have no such range",
  );
});

test("too few rows are answered with how many it takes", () => {
  expect(() => windows({ ...basic, range: { from: 10, to: 19 } })).toThrow(
    "no window fits: 6 rows back and 5 ahead need 10 rows, rows 10 to 18 are 9; help: give more rows, or look back " +
      "or ahead less",
  );
  expect(windows({ ...basic, range: { from: 10, to: 20 } }).now).toEqual(Int32Array.of(14));
});

test("options that make no windows are refused", () => {
  const cases: readonly [Partial<WindowsOptions>, string][] = [
    [{ lookbackRows: 5 }, "look back 5 rows, which is not a multiple of every 2 rows"],
    [{ lookbackRows: 0 }, "lookbackRows 0 is not an integer of at least 1"],
    [{ every: 1.5 }, "every 1.5 is not an integer"],
    [{ sequenceStride: 0 }, "sequenceStride 0 is not an integer"],
    [{ batchSize: 0 }, "batchSize 0 is not an integer"],
    [{ horizons: [5, 1] }, "horizons [5, 1] are not rising"],
    [{ horizons: [0] }, "horizons [0] are not rising"],
    [{ horizons: [] }, "at least one target column and one horizon"],
    [{ targets: [] }, "at least one target column and one horizon"],
    [{ targets: [3] }, "target column 3 is not one of the 3 columns 0 … 2"],
    [{ range: { from: 0, to: 41 } }, "windows of rows 0 to 40 of a series that has 40 rows"],
    [{ quality: new Uint8Array(39) }, "the quality of 39 rows for a series of 40 rows"],
  ];
  for (const [change, message] of cases) expect(() => windows({ ...basic, ...change })).toThrow(message);
});

test("sequenceStride takes every so many-th window, counted from the range's first", () => {
  // As timeseries_dataset_from_array: windows start at rows 2, 5, 8 … of the range.
  const range = { from: 2, to: 30 };
  const plain = windows({ ...basic, range });
  const set = windows({ ...basic, range, sequenceStride: 3 });
  expect(Array.from(set.now)).toEqual(Array.from(plain.now).filter((_, i) => i % 3 === 0));
  expect(Array.from(set.now)).toEqual([6, 9, 12, 15, 18, 21, 24]);
  const quality = new Uint8Array(40);
  quality[2] = rowQuality.hole;
  expect(Array.from(windows({ ...basic, range, quality, sequenceStride: 3 }).now)).toEqual([9, 12, 15, 18, 21, 24]);
});
