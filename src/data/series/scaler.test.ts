import { expect, test } from "vitest";
import { Scaler } from "./scaler.ts";
import { rowQuality } from "./table.ts";

const columns = ["T", "p"];
const table = { columns, rows: 5, values: Float32Array.of(1, 1000, 2, 1000.5, 4, 1001, 8, 1002, 100, 5) };
const train = { from: 0, to: 4 };

test("mean and population deviation are numpy's, of the training rows alone", () => {
  // numpy: np.mean([1, 2, 4, 8]), np.std([1, 2, 4, 8]) and the same of [1000, 1000.5, 1001, 1002]
  const scaler = Scaler.fit(table, train);
  expect(scaler.mean).toEqual([3.75, 1000.875]);
  expect(scaler.stddev[0]).toBeCloseTo(2.680951323690902, 14);
  expect(scaler.stddev[1]).toBeCloseTo(0.739509972887452, 12);
});

test("holes do not count, filled rows do", () => {
  const values = Float32Array.of(1, 2, NaN, 9, 3, 4, 5, 6);
  const quality = Uint8Array.of(rowQuality.read, rowQuality.hole, rowQuality.filled, rowQuality.read);
  expect(Scaler.fit({ columns, rows: 4, values }, { from: 0, to: 4 }, quality).mean).toEqual([3, 4]);
});

test("a column that never changes gets deviation 1, exactly", () => {
  const values = new Float32Array(3000).fill(996.52);
  const scaler = Scaler.fit({ columns: ["p"], rows: 3000, values }, { from: 0, to: 3000 });
  expect(scaler.mean).toEqual([values[0]]);
  expect(scaler.stddev).toEqual([1]);
});

test("scaled values invert to themselves, also after JSON", () => {
  const scaler = Scaler.fromJSON(JSON.parse(JSON.stringify(Scaler.fit(table, train))));
  const scaled = scaler.scale(table.values);
  expect(scaled[0]).toBeCloseTo((1 - 3.75) / 2.680951323690902, 6);
  table.values.forEach((value, i) => expect(scaler.invert(scaled[i], i % 2)).toBeCloseTo(value, 3));
});

test("misuse is named", () => {
  expect(() => Scaler.fit(table, { from: 3, to: 6 })).toThrow("scaler of rows 3 to 5 of a table that has 5 rows");
  const holes = new Uint8Array(5).fill(rowQuality.hole);
  expect(() => Scaler.fit(table, train, holes)).toThrow("scaler of rows 0 to 3: all of them are holes");
  const missing = { columns, rows: 2, values: Float32Array.of(1, 2, 3, NaN) };
  expect(() => Scaler.fit(missing, { from: 0, to: 2 })).toThrow(
    'column "p" cannot be scaled with mean 2 and deviation NaN',
  );
  expect(() => Scaler.fit(table, train).scale(new Float32Array(3))).toThrow("3 values, not a multiple of the columns");
  expect(() => new Scaler({ columns, mean: [1], stddev: [1] })).toThrow(
    "needs as many means and deviations, got 1 and 1",
  );
});

test("a scaler that version 0.1 saved is read", () => {
  const { stddev, ...others } = new Scaler({ columns: ["p"], mean: [2], stddev: [3] }).toJSON();
  expect(Scaler.fromJSON({ ...others, deviation: stddev }).toJSON()).toEqual({ ...others, stddev });
});
