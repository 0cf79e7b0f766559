import { expect, test } from "vitest";
import {
  decimalsFor,
  intervalDecimals,
  escapeText,
  shorten,
  showHours,
  showMoment,
  showNumber,
  showPair,
  showPercent,
  showQuantity,
  showSeconds,
  showTimeRange,
  withUnit,
} from "./format.ts";

/** Non-breaking spaces as plain ones. */
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

test("escapeText leaves no character with a meaning in markup", () => {
  expect(escapeText(`<a href="x" title='&lt;'>`)).toBe("&lt;a href=&quot;x&quot; title=&#39;&amp;lt;&#39;&gt;");
});

test("showNumber groups thousands and has a true minus, but no minus zero", () => {
  expect(showNumber(1234567.891, 2)).toBe("1,234,567.89");
  expect(showNumber(-1234, 0)).toBe("−1,234");
  expect(showNumber(999, 0)).toBe("999");
  expect(showNumber(0.12345, 4)).toBe("0.1235");
  expect(showNumber(-0.001, 2)).toBe("0.00");
  expect(showNumber(0, 6)).toBe("0.000000");
});

test("showNumber writes what would be unreadable with a power of ten", () => {
  expect(showNumber(1.234e-9, 6)).toBe("1.23 × 10⁻⁹");
  expect(showNumber(-5.678e12, 0)).toBe("−5.68 × 10¹²");
  expect([null, NaN, Infinity].map((value) => showNumber(value, 1))).toEqual(["–", "–", "–"]);
});

test("decimalsFor shows the smallest of some sizes with so many digits", () => {
  expect(decimalsFor([1.877, 2.57], 3)).toBe(2);
  expect(decimalsFor([0.0123, 5], 2)).toBe(3);
  expect(decimalsFor([123456, null, NaN, 0], 3)).toBe(0);
  expect(decimalsFor([1e-20], 3)).toBe(6);
  expect(decimalsFor([], 3)).toBe(0);
});

test("showPair takes more digits until it shows how far apart two sizes are", () => {
  expect(showPair(1.877, 2.571)).toEqual(["1.9", "2.6"]);
  expect(showPair(2.551, 2.571)).toEqual(["2.55", "2.57"]);
  expect(showPair(2.5, 2.6)).toEqual(["2.50", "2.60"]);
  expect(showPair(2.57101, 2.57102)).toEqual(["2.571", "2.571"]);
  expect(showPair(2, 2)).toEqual(["2.0", "2.0"]);
  expect(showPair(null, 0.4)).toEqual(["–", "0.40"]);
});

test("showPercent has a decimal only below one percent", () => {
  expect([0.273, -0.12, 0.004, 0.0096, 0.0001, 0, null].map((share) => plain(showPercent(share)))).toEqual([
    "27 %",
    "−12 %",
    "0.4 %",
    "1 %",
    "0 %",
    "0 %",
    "–",
  ]);
});

test("showHours takes the unit that leaves a whole number", () => {
  expect(
    [0, 1 / 6, 0.5, 1, 1.5, 24, 25, 36, 48, 168, 2.75, 1 / 3600, NaN].map((hours) => plain(showHours(hours))),
  ).toEqual([
    "0 h",
    "10 min",
    "30 min",
    "1 h",
    "90 min",
    "24 h",
    "25 h",
    "36 h",
    "2 days",
    "7 days",
    "2.8 h",
    "1 s",
    "–",
  ]);
});

test("showSeconds suits the length of a training", () => {
  expect([0.4213, 8.31, 59.94, 59.96, 125, 3599.6, 4000, null].map((seconds) => plain(showSeconds(seconds)))).toEqual([
    "0.42 s",
    "8.3 s",
    "59.9 s",
    "1 min 00 s",
    "2 min 05 s",
    "1 h 00 min",
    "1 h 07 min",
    "–",
  ]);
});

test("moments and ranges are read as UTC", () => {
  expect(plain(showMoment(Date.UTC(2020, 1, 3, 6, 30)))).toBe("3 Feb 2020, 06:30");
  expect(plain(showTimeRange(Date.UTC(2020, 1, 3, 6), Date.UTC(2020, 1, 4)))).toBe(
    "3 Feb 2020, 06:00 to 4 Feb 2020, 00:00",
  );
  expect(plain(showTimeRange(Date.UTC(2020, 1, 3, 6), Date.UTC(2021, 1, 4)))).toBe("3 Feb 2020 to 4 Feb 2021");
});

test("a unit stands once beside its quantity, as people write it", () => {
  expect(showQuantity("T (degC)", "degC")).toBe("T (°C)");
  expect(showQuantity("wd (deg)", "deg")).toBe("wd (°)");
  expect(showQuantity("sales", "EUR")).toBe("sales (EUR)");
  expect(showQuantity("sales", "")).toBe("sales");
  expect(showQuantity("rh (%)", "%")).toBe("rh (%)");
  expect(plain(withUnit("1.9", "degC"))).toBe("1.9 °C");
  expect(withUnit("1.9", "")).toBe("1.9");
  expect(withUnit("1", "toString")).toBe("1\u00a0toString");
});

test("shorten counts characters, not halves of them", () => {
  expect(shorten("abcdef", 6)).toBe("abcdef");
  expect(shorten("abcdefg", 6)).toBe("abcde…");
  expect(shorten("ab cdefg", 4)).toBe("ab…");
  expect(shorten("😀😀😀", 2)).toBe("😀…");
});

const around = (width: number): { lower: number; upper: number } => ({ lower: 100, upper: 100 + width });

test("intervals are shown to two digits of their width", () => {
  expect(intervalDecimals([1.51], [around(3.75), around(0.01), around(12)])).toBe(1);
  expect(intervalDecimals([105.9], [around(0.06)])).toBe(3);
  expect(intervalDecimals([105.9], [around(2400)])).toBe(0);
  expect(intervalDecimals([105.9], [around(0), { lower: null, upper: null }])).toBe(0);
  expect(intervalDecimals([1.5], [])).toBe(2);
  expect(intervalDecimals([], [])).toBe(0);
});
