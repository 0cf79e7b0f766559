import { expect, test } from "vitest";
import { dayOfWeek, dayOfYear, formatTime, hourOfDay, monthOfYear } from "./calendar.ts";

test("parts of a time are those of the clock it was read from", () => {
  const time = Date.UTC(2020, 11, 31, 23, 50); // a Thursday in a leap year
  expect([hourOfDay(time), dayOfWeek(time), dayOfYear(time), monthOfYear(time)]).toEqual([23, 3, 365, 11]);
  const next = time + 600_000;
  expect([hourOfDay(next), dayOfWeek(next), dayOfYear(next), monthOfYear(next)]).toEqual([0, 4, 0, 0]);
  expect(dayOfWeek(Date.UTC(1970, 0, 5))).toBe(0);
  expect(dayOfYear(Date.UTC(1969, 11, 31, 12))).toBe(364);
});

test("times are written as briefly as they are exact", () => {
  expect(formatTime(Date.UTC(2020, 4, 29, 9, 30))).toBe("2020-05-29 09:30");
  expect(formatTime(Date.UTC(2020, 4, 29, 9, 30, 5))).toBe("2020-05-29 09:30:05");
  expect(formatTime(Date.UTC(2020, 4, 29, 9, 30, 0, 250))).toBe("2020-05-29 09:30:00.250");
  expect(formatTime(NaN)).toBe("unknown time");
});
