import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { filterEts, logLikelihoodOf } from "../../src/jobs/forecast/reference/ets-filter.ts";
import { fitShape } from "../../src/jobs/forecast/reference/ets-fit.ts";
import { forecastEts } from "../../src/jobs/forecast/reference/ets.ts";
import type { EtsShape, FittedEts } from "../../src/jobs/forecast/reference/fitted.ts";
import { adjustedBy, forecastTheta } from "../../src/jobs/forecast/reference/theta.ts";
import { seasonsOf } from "../../src/jobs/forecast/reference/decompose.ts";

const season = z.enum(["none", "additive", "multiplicative"]);
const shape = z.strictObject({
  error: z.enum(["additive", "multiplicative"]),
  trend: z.enum(["none", "additive", "damped"]),
  season,
  period: z.int(),
});
const parameters = z.strictObject({ alpha: z.number(), beta: z.number(), gamma: z.number(), phi: z.number() });
const states = z.strictObject({ level: z.number(), growth: z.number(), seasons: z.array(z.number()) });

const golden = z
  .strictObject({
    madeBy: z.string(),
    versions: z.record(z.string(), z.string()),
    series: z.record(z.string(), z.array(z.number())),
    given: z.array(
      z.strictObject({
        series: z.string(),
        shape,
        parameters,
        states,
        source: z.enum(["statsmodels", "equations"]),
        fitted: z.array(z.number()),
        forecast: z.array(z.number()),
        logLikelihood: z.number(),
      }),
    ),
    fitted: z.array(
      z.strictObject({
        series: z.string(),
        shape,
        initial: z.enum(["heuristic", "estimated"]),
        logLikelihood: z.number(),
      }),
    ),
    simple: z.array(
      z.strictObject({
        series: z.string(),
        alpha: z.number(),
        level: z.number(),
        fitted: z.array(z.number()),
        forecast: z.number(),
      }),
    ),
    theta: z.array(
      z.strictObject({
        series: z.string(),
        season,
        period: z.int(),
        alpha: z.number(),
        level: z.number(),
        sse: z.number(),
        forecast: z.array(z.number()),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync("test/golden/reference-models.json", "utf8")));

const seriesOf = (name: string): Float64Array => Float64Array.from(golden.series[name]);

/** Expects values to agree to 1e-8 of the largest. */
function expectEqual(values: ArrayLike<number>, expected: readonly number[]): void {
  const scale = Math.max(...expected.map(Math.abs));
  expect(values.length).toBe(expected.length);
  const apart = Math.max(...expected.map((value, i) => Math.abs(values[i] - value)));
  expect(apart).toBeLessThanOrEqual(1e-8 * scale);
}

const nameOf = ({ error, trend, season: kind, period }: EtsShape): string =>
  `errors ${error}, trend ${trend}, season ${kind} of ${period}`;

test.each(golden.given.map((one) => ({ ...one, name: `${one.series}: ${nameOf(one.shape)}` })))(
  "a filter with given parameters: $name",
  (one) => {
    const target = seriesOf(one.series);
    const rows = target.length;
    const model: FittedEts = {
      name: "ets",
      from: 0,
      ...one.shape,
      ...one.parameters,
      ...one.states,
      logLikelihood: 0,
      aicc: 0,
    };
    const before = Int32Array.from({ length: rows - 1 }, (_, i) => i);
    expectEqual(forecastEts(model, { target, horizons: [1] }, before), one.fitted.slice(1));
    const horizons = one.forecast.map((_, i) => i + 1);
    expectEqual(forecastEts(model, { target, horizons }, Int32Array.of(rows - 1)), one.forecast);
    const filtered = filterEts(one.shape, one.parameters, one.states, target, { from: 0, to: rows });
    expect(Math.abs(logLikelihoodOf(filtered) / one.logLikelihood - 1)).toBeLessThan(1e-8);
  },
);

test.each(golden.simple)("simple exponential smoothing: $series", ({ series, alpha, level, fitted, forecast }) => {
  const target = seriesOf(series);
  const simple = { error: "additive", trend: "none", season: "none", period: 1 } as const;
  const model = { name: "ets", from: 0, ...simple, alpha, beta: 0, gamma: 0, phi: 1 } as const;
  const whole = { ...model, level, growth: 0, seasons: [], logLikelihood: 0, aicc: 0 };
  const all = Int32Array.from(target.keys());
  expect(fitted).toHaveLength(all.length);
  expectEqual(forecastEts(whole, { target, horizons: [1] }, all), [...fitted.slice(1), forecast]);
});

test.each(golden.fitted.map((one) => ({ ...one, name: `${one.series}: ${nameOf(one.shape)}, ${one.initial}` })))(
  "a fit is as likely as statsmodels': $name",
  (one) => {
    const { logLikelihood } = fitShape(seriesOf(one.series), one.shape);
    expect(logLikelihood).toBeGreaterThan(one.logLikelihood - 1e-3 * Math.abs(one.logLikelihood));
  },
);

test.each(golden.theta)("Theta with given smoothing: $series, season $season", (one) => {
  const target = seriesOf(one.series);
  const seasons = one.season === "none" ? [] : seasonsOf(target, one.period, one.season);
  const horizons = one.forecast.map((_, i) => i + 1);
  const model = { name: "theta", from: 0, ...one, seasons } as const;
  expectEqual(forecastTheta(model, { target, horizons }, Int32Array.of(target.length - 1)), one.forecast);
  const simple = { error: "additive", trend: "none", season: "none", period: 1 } as const;
  const fit = fitShape(adjustedBy(target, one.season, seasons), simple);
  const fitted = filterEts(simple, fit, fit, adjustedBy(target, one.season, seasons), { from: 0, to: target.length });
  expect(fitted.squares).toBeLessThan(1.001 * one.sse);
});
