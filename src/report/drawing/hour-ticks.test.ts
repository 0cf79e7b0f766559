import { expect, test } from "vitest";
import { hoursPerMonth } from "./format.ts";
import { spanAxis } from "./hour-ticks.ts";

const labels = (longest: number, stepHours: number): string =>
  spanAxis(longest, stepHours, 8)
    .ticks.map(({ label }) => label)
    .join(" ");

test("lengths of time are counted in what suits their step", () => {
  expect(labels(24, 1)).toBe("0 3 6 9 12 15 18 21 24");
  expect(spanAxis(24, 1 / 6, 8).unit).toBe("hours");
  expect(labels(60 * 24, 24)).toBe("0 10 20 30 40 50 60");
  expect(spanAxis(60 * 24, 168, 8).unit).toBe("days");
  const months = spanAxis(24 * hoursPerMonth, hoursPerMonth, 8);
  expect([months.unit, ...months.ticks.map(({ label }) => label)]).toEqual(["months", "0", "5", "10", "15", "20"]);
  expect(months.ticks[1].at).toBeCloseTo(5 * hoursPerMonth);
  expect(spanAxis(36 * hoursPerMonth, 12 * hoursPerMonth, 8)).toMatchObject({
    unit: "years",
    ticks: [{ label: "0" }, { label: "1" }, { label: "2" }, { label: "3" }],
  });
  expect(labels(2 * hoursPerMonth, hoursPerMonth)).toBe("0 1 2");
});
