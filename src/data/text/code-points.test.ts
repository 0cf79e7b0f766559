import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compareCodePoints } from "./code-points.ts";

test("emoji come after U+FFFD, unlike with <", () => {
  expect(["😀", "\ufffd", "b", "a", "ab", ""].toSorted(compareCodePoints)).toEqual([
    "",
    "a",
    "ab",
    "b",
    "\ufffd",
    "😀",
  ]);
  expect(["😀", "\ufffd"].toSorted()).toEqual(["😀", "\ufffd"]);
});

test("the order is that of UTF-8 bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 1000 },
  );
});
