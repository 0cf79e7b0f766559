import { expect, test } from "vitest";
import { batchSizeFor, epochsOf, patienceOf, updatesOfTrials } from "./budget.ts";

test("batches of small files are smaller, so that an epoch has some forty of them", () => {
  expect([1, 600, 640, 1196, 2560, 5120, 12_800, 1e6].map(batchSizeFor)).toEqual([16, 16, 16, 32, 64, 128, 128, 128]);
  for (const windows of [-5, 0]) expect(batchSizeFor(windows)).toBe(16);
});

test("few steps in an epoch make more epochs and more patience, many make those of before", () => {
  expect([1, 10, 38, 100].map((steps) => epochsOf("gru", {}, steps))).toEqual([3000, 300, 79, 30]);
  expect([1, 10, 38, 100, 500].map((steps) => patienceOf({}, steps))).toEqual([1000, 100, 27, 4, 4]);
  expect(epochsOf("gru", { epochs: 7 }, 1)).toBe(7);
  expect(epochsOf("linear", { epochs: 7 }, 100)).toBe(1);
});

test("the lecture's preset knows no budget", () => {
  expect([epochsOf("gru", { preset: "lecture" }, 500), epochsOf("gru-dropout", { preset: "lecture" }, 500)]).toEqual([
    20, 40,
  ]);
  expect(epochsOf("linear", { preset: "lecture" }, 500)).toBe(20);
  expect(patienceOf({ preset: "lecture" }, 500)).toBe(Infinity);
  expect(updatesOfTrials("gru", { preset: "lecture" }, 500)).toBe(0);
});

test("three rates are tried for a tenth of the updates, at most 200 each", () => {
  expect(updatesOfTrials("gru", {}, 100)).toBe(600);
  expect(updatesOfTrials("gru", { epochs: 2 }, 30)).toBe(18);
  expect(updatesOfTrials("linear", {}, 100)).toBe(0);
});
