import type { Tick } from "./axes.ts";

/** Every sixth hour of a day. */
export function hourTicks(): Tick[] {
  return [0, 6, 12, 18, 24].map((at) => ({ at, label: `${String(at).padStart(2, "0")}:00` }));
}

/** Round numbers of hours from 0 to `longest`: whole days where it lasts for some days. */
export function lagTicks(longest: number, most: number): Tick[] {
  const step = [0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 72, 168, 336, 720].find((hours) => longest / hours <= most) ?? 8760;
  return Array.from({ length: Math.floor(longest / step + 1e-9) + 1 }, (_, index) => ({
    at: index * step,
    label: String(index * step),
  }));
}
