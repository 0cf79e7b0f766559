import { describe, expect, test } from "vitest";
import { bleu, bleuMetric, sentenceBleu } from "./bleu.ts";
import { confidenceInterval, pairedBootstrap } from "./bootstrap.ts";
import { chrf } from "./chrf.ts";
import { corpusStatistics } from "./corpus-metric.ts";
import { multiBleu } from "./multi-bleu.ts";
import { numpyIntegers } from "./numpy-random.ts";

/* What sacreBLEU computes is in test/golden/bleu.test.ts. */

test("a worked example: clipped counts, brevity penalty, geometric mean", () => {
  // 1-grams: "the" twice at most, cat, sat: 4 of 5; 2-grams: "the cat" once: 1 of 4, "cat sat": 1.
  const { score, counts, totals, brevityPenalty } = bleu(["the the the cat sat"], ["the cat sat on the mat"], {
    maxOrder: 2,
  });
  expect([counts, totals]).toEqual([
    [4, 2],
    [5, 4],
  ]);
  expect(brevityPenalty).toBeCloseTo(Math.exp(1 - 6 / 5), 12);
  expect(score).toBeCloseTo(100 * Math.exp(-0.2) * Math.sqrt((4 / 5) * (2 / 4)), 10);
});

test("one sentence is scored over the orders that it has", () => {
  expect(bleu(["yes it is"], ["yes it is"]).score).toBe(0);
  expect(sentenceBleu("yes it is", "yes it is")).toMatchObject({ score: expect.closeTo(100, 10) });
  expect(sentenceBleu("yes it is", ["no", "yes it is"]).signature).toMatch(/^nrefs:2\|case:mixed\|eff:yes\|/);
});

describe("multi-bleu", () => {
  const hypotheses = ["ein Mann fährt Rad .", "the state-of-the-art e-mail , of x-y-z"];
  const references = ["Ein Mann fährt Rad .", "the state-of-the-art mail , of x-y-z"];

  test("cuts at white space alone and smooths nothing", () => {
    const plain = multiBleu(hypotheses, references);
    expect(plain).toMatchObject({ hypothesisLength: 11, referenceLength: 11, counts: [9, 6, 3, 1] });
    expect(plain.score).toBeCloseTo(100 * ((9 / 11) * (6 / 9) * (3 / 7) * (1 / 5)) ** 0.25, 10);
    expect(multiBleu(hypotheses, references, { lowercase: true }).counts).toEqual([10, 7, 4, 2]);
    expect(multiBleu(["a b c"], ["a b c"]).score).toBe(0);
  });

  test("parts compounds as the script does: a match takes both neighbours, so single letters are parted once", () => {
    const { hypothesisLength, signature } = multiBleu(hypotheses, references, { splitCompounds: true });
    // 5; the, state ## of ## the ## art, e ## mail, ",", of, x ## y-z
    expect(hypothesisLength).toBe(5 + 1 + 7 + 3 + 1 + 1 + 3);
    expect(signature).toBe("nrefs:1|case:mixed|eff:no|tok:none|smooth:none|compounds:split|version:2.6.0-lookback");
  });
});

test("resampling: systems that are the same differ by nothing, and a better one by more than chance", () => {
  const metric = bleuMetric();
  const references = Array.from({ length: 60 }, (_, i) => `sentence ${i} speaks of matter ${i * 7} and of ${i % 9}`);
  const good = corpusStatistics(metric, references, references);
  const bad = corpusStatistics(
    metric,
    references.map((line, i) => (i % 3 === 0 ? line.replace("matter", "things") : line)),
    references,
  );
  expect(confidenceInterval(metric, good)).toEqual({
    mean: expect.closeTo(100, 9),
    halfWidth: expect.closeTo(0, 9),
    low: expect.closeTo(100, 9),
    high: expect.closeTo(100, 9),
  });
  expect(pairedBootstrap(metric, bad, bad)).toMatchObject({ difference: 0, pValue: 1 });
  const better = pairedBootstrap(metric, bad, good);
  expect(better.pValue).toBeLessThan(0.01);
  expect(better.difference).toBeCloseTo(better.system.mean - better.baseline.mean, 0);
  const { low, high } = confidenceInterval(metric, bad, { seed: 1 });
  expect([low < better.baseline.mean, better.baseline.mean < high]).toEqual([true, true]);
  expect(confidenceInterval(metric, bad, { seed: 1 })).not.toEqual(confidenceInterval(metric, bad, { seed: 2 }));
});

const options = (json: string) => () => bleu(["a"], ["a"], JSON.parse(json));

test("what cannot be scored is refused", () => {
  expect(() => bleu([], [])).toThrow("BLEU needs at least one hypothesis, got none");
  expect(() => bleu(["a", "b"], ["a"])).toThrow("got 2 hypotheses and references for 1");
  expect(() => chrf(["a", "b"], [["a"], []])).toThrow("chrF2: hypothesis 1 has no reference");
  expect(options('{ "tokenize": "zh" }')).toThrow("tokenize must be one of 13a, intl, char, none, got zh");
  expect(options('{ "smooth": "more" }')).toThrow("smooth must be one of exp, floor, add-k, none, got more");
  expect(options('{ "smoothValue": -1 }')).toThrow("smoothValue must be 0 or more, got -1");
  expect(options('{ "maxOrder": 0 }')).toThrow("maxOrder must be an integer of at least 1, got 0");
  expect(() => chrf(["a"], ["a"], { characterOrder: 0 })).toThrow(
    "characterOrder must be an integer of at least 1, got 0",
  );
  expect(() => chrf(["a"], ["a"], { wordOrder: 1.5 })).toThrow("wordOrder must be an integer of at least 0, got 1.5");
  const statistics = corpusStatistics(bleuMetric(), ["a"], ["a"]);
  expect(() => confidenceInterval(bleuMetric(), statistics, { samples: 0 })).toThrow("samples must be an integer");
  expect(() => confidenceInterval(bleuMetric(), [])).toThrow("from one or more, got none");
  expect(() => pairedBootstrap(bleuMetric(), statistics, [])).toThrow(
    "the same sentences of both systems, got 1 and 0",
  );
  expect(() => numpyIntegers(2 ** 32, 5)).toThrow("from 0 to 2^32 − 1");
  expect(() => numpyIntegers(0, 2 ** 21 + 1)).toThrow("a limit from 1 to 2^21");
});
