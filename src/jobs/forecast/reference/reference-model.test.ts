import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fitReference, forecastReference, whyNoReference, type FitInput } from "./reference-model.ts";

const names = ["seasonal", "drift", "ets", "theta"] as const;

const seasonal = (rows: number, level = 100): Float64Array =>
  Float64Array.from(
    { length: rows },
    (_, i) => level + 0.1 * i + 8 * Math.sin((Math.PI * i) / 6) + ((i * 7919) % 13) / 6,
  );

const inputOf = (target: Float64Array, more: Partial<FitInput> = {}): FitInput => ({
  target,
  train: { from: 0, to: target.length },
  horizons: [1, 3],
  periods: [12],
  ...more,
});

const rowsOf = (target: Float64Array): Int32Array => Int32Array.from(target.keys());

test("no later value changes an earlier forecast, nor a value after training the fit", () => {
  let later = 0;
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 50, max: 150 }), { minLength: 60, maxLength: 90 }),
      fc.constantFrom(...names),
      fc.integer({ min: 40, max: 55 }),
      fc.boolean(),
      (values, name, now, otherSeries) => {
        const target = Float64Array.from(values);
        const changed = target.map((value, row) => (row > now ? value + 1000 + row : value));
        const train = { from: 2, to: 40 };
        const fitted = fitReference(name, inputOf(target, { train }));
        expect(fitReference(name, inputOf(changed, { train }))).toEqual(fitted);
        const horizons = [1, 5, 12];
        const before = forecastReference(fitted, { target, horizons, otherSeries }, rowsOf(target));
        const after = forecastReference(fitted, { target: changed, horizons, otherSeries }, rowsOf(target));
        const known = (now + 1) * horizons.length;
        expect(after.subarray(0, known)).toEqual(before.subarray(0, known));
        if (after.some((value, i) => value !== before[i])) later++;
      },
    ),
    { numRuns: 40 },
  );
  expect(later).toBe(40);
});

test.each(names)("%s: saved as JSON, rows in any order, one row alone: the same to the bit", (name) => {
  const target = seasonal(150);
  const fitted = fitReference(name, inputOf(target, { train: { from: 0, to: 100 } }));
  const again = JSON.parse(JSON.stringify(fitted));
  expect(again).toEqual(fitted);
  const input = { target, horizons: [1, 12] };
  const all = forecastReference(fitted, input, Int32Array.of(110, 120, 130));
  const mixed = forecastReference(again, input, Int32Array.of(130, 110, 120, 110));
  expect(Array.from(mixed)).toEqual([4, 5, 0, 1, 2, 3, 0, 1].map((i) => all[i]));
  expect(forecastReference(fitted, input, Int32Array.of(120))).toEqual(all.subarray(2, 4));
});

test.each(names)("%s: a constant stays constant", (name) => {
  const target = new Float64Array(60).fill(7.25);
  const fitted = fitReference(name, inputOf(target));
  const forecast = forecastReference(fitted, { target, horizons: [1, 12] }, rowsOf(target));
  for (const value of forecast) expect(value).toBeCloseTo(7.25, 9);
});

test.each(names)("%s: large values keep their digits", (name) => {
  const run = (level: number): Float64Array => {
    const target = seasonal(120, level);
    const fitted = fitReference(name, inputOf(target));
    return forecastReference(fitted, { target, horizons: [6] }, Int32Array.of(119)).map((value) => value - level);
  };
  expect(Math.abs(run(1e9)[0] - run(1000)[0])).toBeLessThan(0.5);
});

test.each(names)("%s: unknown values are passed over", (name) => {
  const target = seasonal(120);
  for (const row of [0, 30, 31, 60, 118, 119]) target[row] = Number.NaN;
  const fitted = fitReference(name, inputOf(target));
  const forecast = forecastReference(fitted, { target, horizons: [1, 2] }, Int32Array.of(50, 119));
  for (const value of forecast) expect(Math.abs(value - 105)).toBeLessThan(25);
});

test.each(names)("%s: another series is forecast from its own states", (name) => {
  const target = seasonal(150);
  const fitted = fitReference(name, inputOf(target, { train: { from: 20, to: 120 } }));
  const other = target.slice(5).map((value) => 3 * value);
  const [forecast] = forecastReference(
    fitted,
    { target: other, horizons: [12], otherSeries: true },
    Int32Array.of(132),
  );
  expect(Math.abs(forecast - other[144])).toBeLessThan(30);
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String(error).replace(/^RangeError: /, "");
  }
  return "nothing was thrown";
}

test("short series: what can be fitted is finite, and the rest says why", () => {
  for (const rows of [1, 2, 3, 5, 9, 11]) {
    const target = seasonal(rows);
    for (const name of names) {
      const input = inputOf(target, { periods: [] });
      const why = whyNoReference(name, input);
      const outcome = (): boolean =>
        forecastReference(fitReference(name, input), { target, horizons: [1, 4] }, rowsOf(target)).every(
          Number.isFinite,
        );
      const result = why === null ? outcome() : messageOf(outcome);
      expect(result).toBe(why ?? true);
      expect(why ?? "needs ; help: ").toMatch(/needs .*; help: /);
    }
  }
  expect(whyNoReference("drift", inputOf(seasonal(2)))).toBe(null);
  expect(whyNoReference("ets", inputOf(seasonal(9)))).toMatch(/10 known training values, and there are 9/);
  expect(whyNoReference("seasonal", inputOf(seasonal(23)))).toMatch(/a season that fits twice/);
});

test("drift goes on by the mean change; seasonal takes the same phase, of the period that is best", () => {
  const target = Float64Array.of(1, 4, 2, 7, 9);
  const drift = fitReference("drift", inputOf(target));
  expect(Array.from(forecastReference(drift, { target, horizons: [1, 3] }, Int32Array.of(0, 4)))).toEqual([
    1, 1, 11, 15,
  ]);
  const year = Float64Array.from({ length: 48 }, (_, i) => (i % 12) ** 2);
  const fitted = fitReference("seasonal", inputOf(year, { periods: [7, 12], horizons: [3] }));
  expect(fitted).toEqual({ name: "seasonal", period: 12 });
  expect(Array.from(forecastReference(fitted, { target: year, horizons: [1, 12, 14] }, Int32Array.of(40)))).toEqual([
    25, 16, 36,
  ]);
});

test("a million rows are fitted and forecast at every row in seconds", () => {
  const target = seasonal(1_000_000);
  const start = performance.now();
  for (const name of names) {
    const fitted = fitReference(name, inputOf(target, { train: { from: 0, to: 700_000 }, periods: [144] }));
    forecastReference(fitted, { target, horizons: [1, 144] }, Int32Array.from(target.keys()));
  }
  expect((performance.now() - start) / 1000).toBeLessThan(25);
});
