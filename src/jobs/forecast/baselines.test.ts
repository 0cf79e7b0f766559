import { expect, test } from "vitest";
import { baselineForecast, whyNoSeason } from "./baselines.ts";

const hour = 3_600_000;
/** Row r holds r, so a forecast says which rows it was made of. */
const target = Float32Array.from({ length: 200 }, (_, row) => row);
const now = Int32Array.of(150, 163);

test("naive is the value now, whatever the horizon", () => {
  const input = { target, horizons: [1, 6, 24], reach: 100, step: hour };
  expect([...baselineForecast("naive", input, now)]).toEqual([150, 150, 150, 163, 163, 163]);
});

test("seasonal is the latest known value at the hour that is predicted", () => {
  const input = { target, horizons: [1, 6, 23, 25, 47, 49], reach: 100, step: hour };
  // 150 + horizon less as many days as it takes to come to 150 or before.
  expect([...baselineForecast("seasonal", input, now.slice(0, 1))]).toEqual([127, 132, 149, 127, 149, 127]);
});

test("whole days ahead, seasonal is the mean of three days at that hour, as far as a window reaches", () => {
  const input = { target, horizons: [24, 48], reach: 100, step: hour };
  const three = (150 + 126 + 102) / 3;
  expect([...baselineForecast("seasonal", input, now.slice(0, 1))]).toEqual([three, three]);
  const two = (150 + 126) / 2;
  expect([...baselineForecast("seasonal", { ...input, reach: 47 }, now.slice(0, 1))]).toEqual([two, two]);
});

test("ten-minute rows have a day of 144", () => {
  const input = { target, horizons: [36, 150], reach: 143, step: hour / 6 };
  expect([...baselineForecast("seasonal", input, now.slice(0, 1))]).toEqual([150 + 36 - 144, 150 + 150 - 288]);
});

test("there is a season only where days have rows and windows reach back to it", () => {
  const ground = { horizons: [6], reach: 24, step: hour };
  expect(whyNoSeason(ground)).toBeNull();
  expect(whyNoSeason({ ...ground, reach: 23 })).toContain("look back");
  expect(whyNoSeason({ ...ground, step: 24 * hour })).toContain("several times a day");
  expect(whyNoSeason({ ...ground, step: 7 * hour })).toContain("several times a day");
});
