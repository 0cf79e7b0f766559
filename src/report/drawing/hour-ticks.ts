import { valueTicks, type Tick } from "./axes.ts";
import { hoursPerMonth } from "./format.ts";

/** Every sixth hour of a day. */
export function hourTicks(): Tick[] {
  return [0, 6, 12, 18, 24].map((at) => ({ at, label: `${String(at).padStart(2, "0")}:00` }));
}

/** An axis of lengths of time: its ticks are at hours, their labels count `unit`. */
export interface SpanAxis {
  readonly unit: "hours" | "days" | "months" | "years";
  readonly ticks: readonly Tick[];
}

/**
 * Round lengths of time from 0 to `longest` hours, about `most` at the most, in the unit that suits what is `stepHours`
 * apart: hours, and days, months or years for rows that are as far apart.
 */
export function spanAxis(longest: number, stepHours: number, most: number): SpanAxis {
  if (stepHours < 24) return { unit: "hours", ticks: lagTicks(longest, most) };
  const [unit, hours] =
    stepHours >= 11.9 * hoursPerMonth
      ? (["years", 12 * hoursPerMonth] as const)
      : stepHours >= 0.9 * hoursPerMonth
        ? (["months", hoursPerMonth] as const)
        : (["days", 24] as const);
  const ticks = valueTicks([0, longest / hours], Math.min(most, Math.max(1, Math.floor(longest / hours))));
  return { unit, ticks: ticks.map(({ at, label }) => ({ at: at * hours, label })) };
}

/** Round numbers of hours from 0 to `longest`: whole days where it lasts for some days. */
function lagTicks(longest: number, most: number): Tick[] {
  const step = [0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 72, 168, 336, 720].find((hours) => longest / hours <= most) ?? 8760;
  return Array.from({ length: Math.floor(longest / step + 1e-9) + 1 }, (_, index) => ({
    at: index * step,
    label: String(index * step),
  }));
}
