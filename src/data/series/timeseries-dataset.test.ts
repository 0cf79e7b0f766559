import { expect, test } from "vitest";
import { differences } from "../../../test/golden/matcher.ts";
import { timeseriesCases } from "../../../test/golden/read.ts";
import { scope } from "../../tensor/memory.ts";
import { intTensor, tensor } from "../../tensor/tensor.ts";
import { timeseriesDatasetFromArray as cutWindows, type TimeseriesDatasetOptions } from "./timeseries-dataset.ts";

test.each(timeseriesCases())("Keras's windows: $name", ({ name, rows, targets, options, batches }) => {
  const set = cutWindows({
    data: tensor(
      Float32Array.from({ length: 2 * rows }).map((_, i) => i),
      [rows, 2],
    ),
    targets: Array.from({ length: targets }, (_, i) => 100 + i),
    ...options,
  });
  expect(set.steps).toBe(batches.length);
  batches.forEach(({ x, y }, index) => {
    scope(() => {
      const batch = set.batch(index);
      expect(differences(`${name}: x`, batch.x, x)).toEqual([]);
      expect(differences(`${name}: y`, batch.y, y)).toEqual([]);
    });
  });
});

const basic = { data: [1, 2, 3, 4, 5, 6, 7], targets: intTensor([0, 1, 2, 3, 4, 5, 6]), sequenceLength: 3 };

/** The targets of a pass. */
function starts(options: Partial<TimeseriesDatasetOptions>, pass = 0): readonly number[] {
  const set = cutWindows({ ...basic, batchSize: 2, ...options });
  return scope(() =>
    Array.from({ length: set.steps }, (_, i) => Array.from(set.batch(pass * set.steps + i).y.toArray())).flat(),
  );
}

test("a shuffled pass has every window once, in an order of its own by the seed; values keep their type", () => {
  const [first, second] = [starts({ shuffle: true }), starts({ shuffle: true }, 1)];
  expect(first.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
  expect(second.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
  expect(second).not.toEqual(first);
  expect(starts({ shuffle: true })).toEqual(first);
  expect(starts({ shuffle: true, seed: 1 })).not.toEqual(first);
  expect(starts({ endIndex: 7 })).toEqual([0, 1, 2, 3, 4]);
  scope(() => {
    const { x, y } = cutWindows(basic).batch(0);
    expect([x.shape, x.dtype, y.dtype]).toEqual([[5, 3], "float32", "int32"]);
  });
});

test("what cannot be is refused", () => {
  const wrong: [Partial<TimeseriesDatasetOptions>, string][] = [
    [
      { sequenceLength: 8 },
      "no window fits: 8 steps of 1 rows need 8 rows, got 7; help: shorter windows, or more rows",
    ],
    [{ sequenceLength: 2, samplingRate: 3, startIndex: 4 }, "2 steps of 3 rows need 4 rows, got 3"],
    [{ startIndex: 3, targets: [1, 2, 3] }, "the last window begins at row 4, but targets have 3 rows"],
    [{ startIndex: 7 }, "startIndex must be an integer from 0 to 6, got 7"],
    [{ startIndex: 3, endIndex: 3 }, "endIndex must be an integer from 4 to 7, got 3"],
    [{ endIndex: 8 }, "endIndex must be an integer from 1 to 7, got 8"],
    [{ sequenceStride: 0 }, "sequenceStride must be an integer of at least 1, got 0"],
    [{ samplingRate: 0.5 }, "samplingRate must be an integer of at least 1, got 0.5"],
    [{ batchSize: 0 }, "batchSize must be an integer of at least 1, got 0"],
  ];
  for (const [options, message] of wrong) expect(() => cutWindows({ ...basic, ...options })).toThrow(message);
});
