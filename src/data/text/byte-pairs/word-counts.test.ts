import { expect, test } from "vitest";
import { WordCounts } from "./word-counts.ts";

const spaces = [{ kind: "pattern", pattern: { text: " " }, keep: "remove" }] as const;

test("words are counted over all texts", () => {
  const words = new WordCounts([{ kind: "lower" }], spaces);
  for (const text of ["a B", "", "b  b c"]) words.add(text);
  expect([...words.counts]).toEqual([
    ["a", 1],
    ["b", 3],
    ["c", 1],
  ]);
});

test("the rarest words are forgotten when there are too many", () => {
  const words = new WordCounts([], spaces, 4);
  words.add("a a a b b c d");
  expect(words.counts.size).toBe(4);
  words.add("e");
  expect([...words.counts]).toEqual([
    ["a", 3],
    ["b", 2],
  ]);
  words.add("f g h");
  // Now words that occur twice go too.
  expect([...words.counts]).toEqual([["a", 3]]);
});
