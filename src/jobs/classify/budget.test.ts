import { expect, test } from "vitest";
import { batchSizeFor, epochsFor, patienceFor } from "./budget.ts";

test("small files have small batches, many epochs and much patience", () => {
  expect([0, 1, 240, 800, 1200, 4361, 9051, 20_000, 1e6].map(batchSizeFor)).toEqual([
    8, 8, 8, 8, 16, 32, 128, 128, 128,
  ]);
  expect([1, 30, 100, 156, 500, 10_000].map(epochsFor)).toEqual([5000, 167, 50, 33, 10, 10]);
  expect([1, 30, 100, 156, 10_000].map(patienceFor)).toEqual([300, 10, 3, 3, 3]);
});
