import { expect, test } from "vitest";
import { rowQuality } from "../../data/series/table.ts";
import { diagnose } from "../table/diagnosis.ts";
import type { RawTable } from "../table/raw-table.ts";
import { truthAfter } from "./forecaster.ts";
import type { Loaded } from "./load.ts";
import { type ForecastOptions } from "./options.ts";
import { OptionError } from "../option-error.ts";
import { prepare } from "./prepare.ts";

const tenMinutes = 600_000;

/** A table of two columns; the target, the second, counts rows, so that a value says where it is from. */
function loadedOf(rows: number, step = tenMinutes): Loaded {
  const values = Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? Math.sin(i) : (i - 1) / 2));
  const raw: RawTable = {
    source: "made.csv",
    columns: ["noise", "count (km)"],
    targets: ["count (km)"],
    rows,
    values,
    times: Float64Array.from({ length: rows }, (_, row) => row * step),
    lines: null,
    reading: {
      format: "CSV",
      encoding: "utf-8",
      time: { column: "time", format: "YYYY-MM-DD", zone: "none", ambiguous: false },
      renamed: [],
      leftOut: [],
      unreadable: [],
      badLines: { count: 0, first: [] },
    },
  };
  const table = { ...raw, step, quality: new Uint8Array(rows) };
  return {
    table,
    parts: [{ name: null, table, after: null }],
    readColumns: raw.columns,
    name: raw.source,
    simulated: false,
    target: "count (km)",
    targetColumn: 1,
    unit: "km",
    clock: "local time as in the file",
    diagnosis: diagnose(raw),
    repairs: null,
    holidays: new Map(),
    shown: { lines: [], facts: [], warnings: [] },
  };
}

/** The rows of the target in a batch: x at its first and last step, and y. */
function rowsOf(prepared: ReturnType<typeof prepare>, part: "train" | "validation"): number[][] {
  const { x, y } = prepared[part].batch(0);
  const [batch, steps, columns] = x.shape;
  const [inputs, targets] = [x.toArray(), y.toArray()];
  const back = (value: number): number => Math.round(prepared.series[0].scaler.invert(value, 1));
  const change = prepared.meaning === "change";
  return Array.from({ length: batch }, (_, i) => {
    const at = (step: number): number => inputs[(i * steps + step) * columns + 1];
    const now = at(steps - 1);
    return [at(0), now, targets[i] + (change ? now : 0)].map(back);
  });
}

test("the lecture's file gives the lecture's windows, row for row", () => {
  const prepared = prepare(loadedOf(420_551), { preset: "lecture" });
  const { split, geometry, validationNow, testNow, stepsPerEpoch, batchSize, notes } = prepared;
  const { scaler } = prepared.series[0];
  expect(split).toEqual({
    train: { from: 0, to: 200_000 },
    validation: { from: 200_001, to: 300_000 },
    test: { from: 300_001, to: 420_551 },
  });
  expect(geometry).toEqual({ lookback: 1440, every: 6, steps: 240, horizons: [150] });
  expect([stepsPerEpoch, batchSize, prepared.trainWindows]).toEqual([500, 128, 198_560]);
  expect([validationNow.length, testNow.length]).toEqual([769 * 128, 929 * 128]);
  expect(scaler.mean[1]).toBeCloseTo(199_999 / 2, 6);
  expect(notes.join(" ")).toMatch(/val_steps = 769 and test_steps = 930.*769 batches.*929 full batches/);
  expect(notes.join(" ")).toMatch(/150 rows ahead, 25 hours where the delay alone says 24/);
  // The generator's own batches agree with the rows that are forecast from afterwards.
  rowsOf(prepared, "validation").forEach(([first, now, target], i) => {
    expect([first, now, target]).toEqual([200_001 + i, 200_001 + 1434 + i, 200_001 + 1440 + 144 + i]);
    expect(now).toBe(validationNow[i]);
  });
  expect([...truthAfter({ ...prepared, step: tenMinutes }, testNow.slice(0, 2))]).toEqual([301_585, 301_586]);
  for (const [first, now, target] of rowsOf(prepared, "train")) {
    expect([now - first, target - now]).toEqual([1434, 150]);
    expect(target).toBeLessThan(200_144);
  }
});

test("the lecture's ranges shrink with the table, and say so", () => {
  const { split, notes } = prepare(loadedOf(52_696), { preset: "lecture" });
  expect([split.train.to, split.validation.to]).toEqual([25_060, 37_591]);
  expect(notes[0]).toContain("52696 rows where the lecture's has 420551");
});

test("windows of the three splits predict their own rows, and models are asked for the change", () => {
  const prepared = prepare(loadedOf(1000), { lookback: "5h", ahead: ["1h", "2h"], split: "50/25/25", batchSize: 16 });
  expect(prepared.geometry).toEqual({ lookback: 30, every: 6, steps: 5, horizons: [6, 12] });
  expect([prepared.validationNow[0], prepared.validationNow.at(-1)]).toEqual([500, 749 - 12]);
  expect([prepared.testNow[0], prepared.testNow.at(-1)]).toEqual([750, 999 - 12]);
  const { y } = prepared.validation.batch(0);
  expect(y.shape).toEqual([16, 2]);
  const kilometres = Array.from(y.toArray(), (value) => Math.round(value * prepared.series[0].scaler.stddev[1]));
  expect(kilometres).toEqual(Array.from({ length: 16 }, () => [6, 12]).flat());
});

test("no window starts at a filled row or touches a hole", () => {
  const loaded = loadedOf(1000);
  loaded.table.quality[600] = rowQuality.filled;
  loaded.table.quality[650] = rowQuality.hole;
  const { validationNow } = prepare(loaded, { lookback: "5h", ahead: ["1h"] });
  expect(validationNow).not.toContain(600);
  expect(validationNow).toContain(601);
  expect([...validationNow].filter((row) => row > 643 && row < 675)).toEqual([]);
  expect(validationNow).toContain(643);
  expect(validationNow).toContain(675);
});

test("very many validation windows are thinned for the epochs, not for the scores", () => {
  const { validation, validationNow, notes } = prepare(loadedOf(160_000), { lookback: "1h", ahead: ["10min"] });
  expect(validationNow.length).toBe(40_000 - 1);
  expect(validation.steps).toBe(Math.ceil(Math.ceil(39_999 / 4) / 128));
  expect(notes.join(" ")).toContain("one validation window in 4");
});

const defaults: readonly (readonly [string, number, object])[] = [
  ["10 minutes", tenMinutes, { lookback: 1440, every: 6, steps: 240, horizons: [144] }],
  ["1 hour", 6 * tenMinutes, { lookback: 240, every: 1, steps: 240, horizons: [24] }],
  ["7 minutes", 420_000, { lookback: 2057, every: 1, steps: 2057, horizons: [206] }],
  ["6 hours", 36 * tenMinutes, { lookback: 60, every: 1, steps: 60, horizons: [4] }],
  ["1 day", 144 * tenMinutes, { lookback: 60, every: 1, steps: 60, horizons: [1] }],
  ["1 week", 1008 * tenMinutes, { lookback: 60, every: 1, steps: 60, horizons: [1] }],
];

test.each(defaults)("rows that are %s apart have windows to suit", (_, step, geometry) => {
  expect(prepare(loadedOf(12_000, step), {}).geometry).toEqual(geometry);
});

test("all defaults are tried", () => expect(defaults).toHaveLength(6));

const hourly = 6 * tenMinutes;
const shortSeries: readonly (readonly [number, number, object])[] = [
  // 528 training rows less 24 leave 252 to look back on; 526 leave 251; 500 less 24 leave 238, nine days of which fit.
  [1056, hourly, { lookback: 240, horizons: [24] }],
  [1000, hourly, { lookback: 216, horizons: [24] }],
  [480, hourly, { lookback: 96, horizons: [24] }],
  [150, hourly, { lookback: 24, horizons: [24] }],
  [100, hourly, { lookback: 19, horizons: [12] }],
  [40, hourly, { lookback: 7, horizons: [5] }],
  [8, hourly, { lookback: 1, horizons: [1] }],
  [150, tenMinutes, { lookback: 24, horizons: [18] }],
  [90, 144 * tenMinutes, { lookback: 21, horizons: [1] }],
];

test.each(shortSeries)("%d rows have windows that fit them, and it is said", (rows, step, geometry) => {
  const prepared = prepare(loadedOf(rows, step), {});
  expect(prepared.geometry).toMatchObject(geometry);
  expect(prepared.trainWindows).toBeGreaterThan(0);
  expect(prepared.testNow.length).toBeGreaterThan(0);
  expect(prepared.notes.some((note) => note.includes("too short for the usual"))).toBe(rows !== 1056);
});

function attempt(options: ForecastOptions): () => unknown {
  return () => prepare(loadedOf(1000), options);
}

test("what cannot be is said with what can", () => {
  expect(attempt({ lookback: "3d" })).toThrow(
    "made.csv: the train split has 500 rows (3d11h20min), and one window needs 571 rows (3d23h10min): 3d back " +
      "and 1d ahead; help: try lookback 29h or less, or give more rows".replace("29h", "1d5h"),
  );
  expect(attempt({ lookback: "2h", ahead: ["2d"] })).toThrow(
    "the validation split has 250 rows (1d17h40min), and one window needs 289 rows (2d10min): 2d ahead; help: try " +
      "ahead less far, or give more rows",
  );
  expect(attempt({ lookback: "90min", every: "1h" })).toThrow(OptionError);
  expect(attempt({ lookback: "15min" })).toThrow("lookback 15min is not a whole number of steps");
});
