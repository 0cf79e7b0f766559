import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { crpsOf, quantileLossOf } from "../../src/scoring/forecast/distribution-scores.ts";
import { dieboldMariano } from "../../src/scoring/forecast/diebold-mariano.ts";
import { conformalBounds, errorDistribution } from "../../src/scoring/forecast/error-distribution.ts";
import { intervalScores } from "../../src/scoring/forecast/interval-scores.ts";
import { seasonalNaiveError, symmetricPercentageError } from "../../src/scoring/forecast/point-scores.ts";
import { studentTail } from "../../src/scoring/forecast/student.ts";

const values = z.array(z.number());
const golden = z
  .object({
    distributions: z.array(
      z.object({
        errors: values,
        bounds: z.array(z.object({ level: z.number(), bounds: values.nullable() })),
        came: values,
        crps: values,
        quantileLoss: values,
      }),
    ),
    dieboldMariano: z.array(
      z.object({ first: values, second: values, horizon: z.number(), statistic: z.number(), p: z.number() }),
    ),
    students: z.array(z.object({ t: z.number(), freedom: z.number(), tail: z.number() })),
    smape: z.object({ truth: values, forecast: values, value: z.number() }),
    interval: z.object({
      level: z.number(),
      lower: values,
      upper: values,
      coverage: z.number(),
      width: z.number(),
      winkler: z.number(),
    }),
  })
  .parse(JSON.parse(readFileSync(new URL("forecast-scores.json", import.meta.url), "utf8")));

const double = (list: readonly number[]): Float64Array => Float64Array.from(list);

test("conformal bounds are the order statistics of the definition, and infinite where there are too few errors", () => {
  for (const { errors, bounds } of golden.distributions) {
    const distribution = errorDistribution([...errors, NaN]);
    for (const { level, bounds: expected } of bounds) {
      const { lower, upper } = conformalBounds(distribution, level);
      expect([lower, upper]).toEqual(expected ?? [-Infinity, Infinity]);
    }
  }
  expect(golden.distributions.flatMap(({ bounds }) => bounds.filter((one) => one.bounds === null))).toHaveLength(2);
  expect(() => conformalBounds(errorDistribution([1]), 1)).toThrow("level 1 is not between 0 and 1");
});

test("errors in their thousands are thinned to order statistics close to their own", () => {
  const errors = Float64Array.from({ length: 50_001 }, (_, i) => (((i * 7919) % 50_001) / 50_000) ** 3);
  const all = errorDistribution(errors, 60_000);
  const thinned = errorDistribution(errors);
  expect([all.sorted.length, thinned.sorted.length, thinned.count]).toEqual([50_001, 2001, 50_001]);
  for (const level of [0.5, 0.8, 0.95]) {
    const [a, b] = [conformalBounds(all, level), conformalBounds(thinned, level)];
    expect(Math.abs(a.lower - b.lower) + Math.abs(a.upper - b.upper)).toBeLessThan(0.001);
  }
});

test("CRPS and the loss of the deciles are those of NumPy", () => {
  for (const { errors, came, crps, quantileLoss } of golden.distributions) {
    const distribution = errorDistribution(errors);
    came.forEach((error, i) => {
      expect(crpsOf(distribution)(error)).toBeCloseTo(crps[i], 11);
      expect(quantileLossOf(distribution)(error)).toBeCloseTo(quantileLoss[i], 11);
    });
  }
});

test("Diebold and Mariano's test is SciPy's, and the first forecast's advantage is below 0", () => {
  for (const { first, second, horizon, statistic, p } of golden.dieboldMariano) {
    const result = dieboldMariano(double(first), double(second), horizon);
    expect(result?.statistic).toBeCloseTo(statistic, 10);
    expect(result?.p).toBeCloseTo(p, 10);
    const swapped = dieboldMariano(double([...second, NaN]), double([...first, 3]), horizon);
    expect(swapped?.statistic).toBeCloseTo(-statistic, 10);
  }
  expect(dieboldMariano(double([1, 2, 3]), double([1, 2, 3]), 1)).toBeNull();
  expect(dieboldMariano(double([1, 2, 3, 4]), double([2, 2, 2, 2]), 2)).toBeNull();
});

test("Student's tail is SciPy's for 1 to 100,000 degrees of freedom", () => {
  for (const { t, freedom, tail } of golden.students)
    expect(Math.abs(studentTail(t, freedom) / tail - 1), `t ${t}, ${freedom}`).toBeLessThan(1e-9);
});

test("percentage errors, interval scores and the naive scale leave out what has no truth", () => {
  const { truth, forecast, value } = golden.smape;
  expect(symmetricPercentageError(double([...forecast, 7]), double([...truth, NaN]))).toBeCloseTo(value, 12);
  expect(symmetricPercentageError(double([1]), double([NaN]))).toBeNull();
  const { level, lower, upper, ...scores } = golden.interval;
  const result = intervalScores(level, double([...lower, 0]), double([...upper, 9]), double([...truth, NaN]));
  expect(result).toMatchObject({ level, coverage: scores.coverage, count: truth.length });
  expect(result?.width).toBeCloseTo(scores.width, 12);
  expect(result?.winkler).toBeCloseTo(scores.winkler, 12);
  expect(intervalScores(0.95, double([-Infinity]), double([Infinity]), double([1]))).toBeNull();
  expect(seasonalNaiveError(double([1, 4, 2, NaN, 7, 9]), 2)).toBe((1 + 5) / 2);
  expect(seasonalNaiveError(double([5, 5, 5]), 1)).toBeNull();
});
