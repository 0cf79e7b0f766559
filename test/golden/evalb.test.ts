import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { bracketing } from "../../src/data/trees/bracketing.ts";
import { readTrees } from "../../src/data/trees/read-trees.ts";
import { bracketScores } from "../../src/scoring/bracket-scores.ts";

/* Bracket scores against what EVALB itself gives for trees written by hand. */

const count = z.int().nonnegative();
const share = z.number().nonnegative();
const summary = z.strictObject({
  sentences: count,
  errors: count,
  skipped: count,
  valid: count,
  recall: share,
  precision: share,
  f1: share,
  exactMatch: share,
  averageCrossing: share,
  noCrossing: share,
  twoOrLessCrossing: share,
  taggingAccuracy: share,
});
const { cases } = z
  .strictObject({
    madeBy: z.string(),
    versions: z.record(z.string(), z.string()),
    cases: z.array(
      z.strictObject({
        name: z.string(),
        source: z.string(),
        gold: z.array(z.string()),
        parsed: z.array(z.string()),
        sentences: z.array(
          z.strictObject({
            length: count,
            status: z.union([z.literal(0), z.literal(1), z.literal(2)]),
            matched: count,
            gold: count,
            parsed: count,
            crossing: count,
            words: count,
            correctTags: count,
          }),
        ),
        all: summary,
        short: summary,
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL("evalb.json", import.meta.url), "utf8")));

test("has errors, skips and crossings", () => {
  const all = cases.find(({ name }) => name === "all together")?.sentences ?? [];
  expect([all.length, all.filter(({ status }) => status === 1).length]).toEqual([32, 6]);
  expect(all.filter(({ status }) => status === 2).length).toBe(2);
  expect(all.filter(({ crossing }) => crossing > 2).length).toBe(1);
});

test.each(cases)("$name", ({ gold, parsed, sentences, all, short }) => {
  const [right, ours] = [gold, parsed].map((trees) => readTrees(trees.join("\n")).map(bracketing));
  const result = bracketScores(right, ours);
  const statuses = { words: 1, length: 1, empty: 2 };
  expect(
    result.sentences.map(({ problem, ...counts }) => ({ ...counts, status: problem === null ? 0 : statuses[problem] })),
  ).toEqual(sentences);
  for (const [found, wanted] of [
    [result.all, all],
    [result.short, short],
  ] as const) {
    // EVALB prints two digits.
    const near = Object.entries(wanted).map(([key, value]) => [key, expect.closeTo(value, 2)] as const);
    expect(near).toHaveLength(12);
    expect(found).toMatchObject(Object.fromEntries(near));
  }
});
