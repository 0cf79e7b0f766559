import { expect, test } from "vitest";
import { philox, type Block } from "./philox.ts";

const full = 0xffffffff;

/** The known-answer vectors of Random123, the generator's own library (kat_vectors, philox4x32, 10 rounds). */
test.each<[string, { low: number; high: number }, Block, string[]]>([
  ["zeros", { low: 0, high: 0 }, [0, 0, 0, 0], ["6627e8d5", "e169c58d", "bc57ac4c", "9b00dbd8"]],
  ["ones", { low: full, high: full }, [full, full, full, full], ["408f276d", "41c83b0e", "a20bc7c6", "6d5451fd"]],
  [
    "digits of π",
    { low: 0xa4093822, high: 0x299f31d0 },
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    ["d16cfe09", "94fdcceb", "5001e420", "24126ea1"],
  ],
])("known answers: %s", (_, key, counter, words) => {
  expect(philox(key, counter).map((word) => word.toString(16).padStart(8, "0"))).toEqual(words);
});
