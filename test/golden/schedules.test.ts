import { describe, expect, test } from "vitest";
import { schedules } from "../../src/index.ts";
import { scheduleCases, type ScheduleCase } from "./read.ts";

/* Schedules against Keras's rates, which are in float64 as ours are. */

const cases = scheduleCases();
const byName: ReadonlyMap<string, unknown> = new Map(Object.entries(schedules));

function rates({ schedule, options, rates: golden }: ScheduleCase, left: readonly string[] = []): number[] {
  const kept = Object.fromEntries(Object.entries(options).filter(([option]) => !left.includes(option)));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the file's options are the schedule's
  const make = byName.get(schedule) as (options: unknown) => (step: number) => number;
  const rate = make(kept);
  return golden.values.map((_, done) => rate(done + 1));
}

/** The largest difference relative to the largest rate. */
function distance(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]))) / Math.max(...b);
}

describe("schedules.json", () => {
  test("has 16 cases, of the six schedules that Keras has", () => {
    expect(cases).toHaveLength(16);
    expect(new Set(cases.map(({ schedule }) => schedule)).size).toBe(6);
  });

  test.each(cases)("$name", (golden) => {
    // Keras takes its cosine in float32, whatever it is told.
    const exact = golden.schedule.startsWith("cosine") ? 2e-7 : 1e-12;
    expect(distance(rates(golden), golden.rates.values)).toBeLessThan(exact);
  });
});

const required = ["initialLearningRate", "decaySteps", "firstDecaySteps", "decayRate", "boundaries", "values"];
const dropped = cases.flatMap((golden) =>
  Object.keys(golden.options)
    .filter((option) => !required.includes(option))
    // A warm-up's length means nothing without its target.
    .map((option) => ({ golden, left: option === "warmupTarget" ? [option, "warmupSteps"] : [option] })),
);

test("no option is ignored: without it the rates are others", () => {
  expect(dropped).toHaveLength(16);
  for (const { golden, left } of dropped) {
    expect(distance(rates(golden, left), golden.rates.values), `${golden.name} without ${left.join()}`).toBeGreaterThan(
      1e-3,
    );
  }
});
