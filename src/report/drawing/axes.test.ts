import { expect, test } from "vitest";
import { domainFromZero, domainOf, powerTicks, timeTicks, valueTicks } from "./axes.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const labels = (from: number, to: number, width: number): string[] =>
  timeTicks(from, to, width).map((tick) => tick.label.replaceAll("\u00a0", " "));

test("domains are never empty", () => {
  expect(domainOf([])).toEqual([0, 1]);
  expect(domainOf([null, NaN])).toEqual([0, 1]);
  expect(domainOf([5, null])).toEqual([4, 6]);
  expect(domainOf([0, 10], 0.1)).toEqual([-1, 11]);
  expect(domainFromZero([3, 5])).toEqual([0, expect.closeTo(5.2)]);
  expect(domainFromZero([])).toEqual([0, 1]);
});

test("value ticks are round and have as many decimals as they need", () => {
  expect(valueTicks([-3, 17], 4)).toEqual([0, 5, 10, 15].map((at) => ({ at, label: String(at) })));
  expect(valueTicks([0, 0.31], 3).map((tick) => tick.label)).toEqual(["0", "0.2"]);
  expect(valueTicks([-0.02, 0.02], 4).map((tick) => tick.label)).toEqual(["−0.02", "−0.01", "0", "0.01", "0.02"]);
  expect(valueTicks([0, 2.2e6], 4).map((tick) => tick.label)).toEqual(["0", "1,000,000", "2,000,000"]);
  expect(valueTicks([0, 3e-9], 3).map((tick) => tick.label)).toEqual([
    "0",
    "1.00 × 10⁻⁹",
    "2.00 × 10⁻⁹",
    "3.00 × 10⁻⁹",
  ]);
});

test("value ticks of huge and tiny ranges are written with powers of ten, all of them", () => {
  expect(valueTicks([-1e12, 1e12], 4).map((tick) => tick.label)).toEqual([
    "−1.00 × 10¹²",
    "−5.00 × 10¹¹",
    "0",
    "5.00 × 10¹¹",
    "1.00 × 10¹²",
  ]);
  expect(valueTicks([0, 1.2e-6], 4).map((tick) => tick.label)).toEqual(["0", "5.00 × 10⁻⁷", "1.00 × 10⁻⁶"]);
});

test("time ticks stand at round moments and say the day or the year where it is new", () => {
  const day = Date.UTC(2020, 11, 30);
  expect(labels(day + 5 * HOUR, day + 32 * HOUR, 500)).toEqual([
    "06:00\n30 Dec",
    "12:00",
    "18:00",
    "00:00\n31 Dec",
    "06:00",
  ]);
  expect(labels(day, day + 4 * DAY, 400)).toEqual(["30 Dec\n2020", "31 Dec", "1 Jan\n2021", "2 Jan", "3 Jan"]);
  expect(labels(day, day + 40 * DAY, 500)).toEqual(["4 Jan\n2021", "11 Jan", "18 Jan", "25 Jan", "1 Feb", "8 Feb"]);
  expect(labels(day, day + 200 * DAY, 300)).toEqual(["Jan\n2021", "Mar", "May", "Jul"]);
  expect(labels(day, day + 3000 * DAY, 400)).toEqual(["2022", "2024", "2026", "2028"]);
  expect(labels(day, day + 10 * 60_000, 200)).toEqual(["00:00\n30 Dec", "00:05", "00:10"]);
});

test("time ticks never crowd, whatever the range", () => {
  let swept = 0;
  for (const width of [200, 360, 880]) {
    for (let length = 60_000; length < 300 * 365 * DAY; length *= 1.7) {
      const from = Date.UTC(1995, 6, 7, 8, 9);
      const ticks = timeTicks(from, from + length, width);
      expect(ticks.length).toBeLessThanOrEqual(Math.max(2, width / 72) + 1.5);
      expect(ticks.every((tick) => tick.at >= from && tick.at <= from + length)).toBe(true);
      swept++;
    }
  }
  expect(swept).toBe(108);
});

const powers = (low: number, high: number, count: number): string[] =>
  powerTicks([low, high], count).map(({ label }) => label);

test("powers of ten stand the same number of powers apart, with 1 among them", () => {
  expect(powers(1e-20, 1e12, 5)).toEqual(["10⁻²⁰", "10⁻¹⁰", "1", "10¹⁰"]);
  expect(powers(0.0009, 20, 6)).toEqual(["10⁻³", "10⁻²", "10⁻¹", "1", "10"]);
  expect(powers(1e-17, 1e12, 5)).toEqual(["10⁻¹⁰", "1", "10¹⁰"]);
  expect(powers(2, 9, 5)).toEqual([]);
});
