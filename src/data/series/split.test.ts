import { expect, test } from "vitest";
import { split } from "./split.ts";

test("shares become rows that follow each other without a gap", () => {
  expect(split(420_551)).toEqual({
    train: { from: 0, to: 210_275 },
    validation: { from: 210_275, to: 315_412 },
    test: { from: 315_412, to: 420_551 },
  });
  expect(split(10, "70/20/10")).toEqual({
    train: { from: 0, to: 7 },
    validation: { from: 7, to: 9 },
    test: { from: 9, to: 10 },
  });
});

test("shares that are not three of 100 are refused, and so are empty parts", () => {
  for (const shares of ["50/50", "50/25/26", "100/0/0", "50/25/-25", "a/b/c", "50/25/25/0", "33.3/33.3/33.4"]) {
    expect(() => split(1000, shares)).toThrow(/is not three shares of 100; help:/);
  }
  expect(() => split(3)).toThrow('split "50/25/25" of 3 rows leaves a part without rows');
});
