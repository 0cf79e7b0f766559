import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { bleu, bleuMetric, smoothings } from "../../src/scoring/bleu.ts";
import { confidenceInterval, pairedBootstrap } from "../../src/scoring/bootstrap.ts";
import { chrf, chrfMetric } from "../../src/scoring/chrf.ts";
import { corpusStatistics, signatureOf } from "../../src/scoring/corpus-metric.ts";
import { numpyIntegers } from "../../src/scoring/numpy-random.ts";
import { tokenize, tokenizers } from "../../src/scoring/tokenizers.ts";
import { withoutTrailingSpace } from "../../src/scoring/white-space.ts";

/* BLEU, chrF and their resampling against sacreBLEU's numbers. */

const tokenizer = z.enum(["13a", "none", "intl", "char"]);
const texts = z.array(z.string());
const given = { name: z.string(), source: z.string(), corpus: z.string() };
const golden = z.strictObject({
  madeBy: z.string(),
  versions: z.record(z.string(), z.string()),
  corpora: z.record(
    z.string(),
    z.strictObject({ hypotheses: texts, references: z.array(z.union([z.string(), texts])) }),
  ),
  tokens: z.array(z.strictObject({ tokenizer, text: z.string(), tokens: texts })),
  bleu: z.array(
    z.strictObject({
      ...given,
      options: z.strictObject({
        lowercase: z.boolean().exactOptional(),
        tokenize: tokenizer.exactOptional(),
        smooth: z.enum(["exp", "floor", "add-k", "none"]).exactOptional(),
        smoothValue: z.number().exactOptional(),
        effectiveOrder: z.boolean().exactOptional(),
        maxOrder: z.int().exactOptional(),
      }),
      score: z.number(),
      precisions: z.array(z.number()),
      counts: z.array(z.number()),
      totals: z.array(z.number()),
      brevityPenalty: z.number(),
      hypothesisLength: z.int(),
      referenceLength: z.int(),
      signature: z.string(),
    }),
  ),
  chrf: z.array(
    z.strictObject({
      ...given,
      options: z.strictObject({
        characterOrder: z.int().exactOptional(),
        wordOrder: z.int().exactOptional(),
        beta: z.int().exactOptional(),
        lowercase: z.boolean().exactOptional(),
        whitespace: z.boolean().exactOptional(),
        epsSmoothing: z.boolean().exactOptional(),
      }),
      score: z.number(),
      title: z.string(),
      signature: z.string(),
    }),
  ),
  draws: z.array(z.strictObject({ seed: z.int(), limit: z.int(), skip: z.int(), values: z.array(z.int()) })),
  confidence: z.array(
    z.strictObject({
      ...given,
      metric: z.enum(["bleu", "chrf", "chrf++"]),
      samples: z.int(),
      mean: z.number(),
      halfWidth: z.number(),
      signature: z.string(),
    }),
  ),
  paired: z.array(
    z.strictObject({
      name: z.string(),
      source: z.string(),
      metric: z.enum(["bleu", "chrf", "chrf++"]),
      samples: z.int(),
      baseline: texts,
      difference: z.number(),
      mean: z.number(),
      halfWidth: z.number(),
      pValue: z.number(),
    }),
  ),
});

const { corpora, ...cases } = golden.parse(JSON.parse(readFileSync(new URL("bleu.json", import.meta.url), "utf8")));

function corpus(name: string): (typeof corpora)[string] {
  const found = corpora[name];
  if (found === undefined) throw new Error(`there is no corpus "${name}"`);
  return found;
}

const metrics = { bleu: bleuMetric(), chrf: chrfMetric(), "chrf++": chrfMetric({ wordOrder: 2 }) };

/** Ours end in "-lookback", so that nobody takes them for sacreBLEU's own. */
const asOurs = (signature: string): string => `${signature}-lookback`;

/** sacreBLEU resamples in float32. */
const singleDigits = 4;

test("all options, tokenizers and smoothings are there", () => {
  expect([cases.bleu.length, cases.chrf.length, cases.tokens.length]).toEqual([363, 66, 128]);
  expect(new Set(cases.bleu.flatMap(({ options }) => options.tokenize ?? []))).toEqual(new Set(tokenizers));
  expect(new Set(cases.bleu.flatMap(({ options }) => options.smooth ?? []))).toEqual(new Set(smoothings));
  expect(cases.bleu.filter(({ score }) => score > 0 && score < 100).length).toBeGreaterThan(200);
  expect([cases.confidence.length, cases.paired.length, cases.draws.length]).toEqual([12, 6, 6]);
});

test.each(cases.tokens)("$tokenizer: $text", ({ tokenizer: name, text, tokens }) => {
  expect(tokenize(withoutTrailingSpace(text), name)).toEqual(tokens);
});

describe.each(cases.bleu)("BLEU: $name", ({ corpus: name, options, score, precisions, signature, ...rest }) => {
  test("equals sacreBLEU's", () => {
    const { hypotheses, references } = corpus(name);
    const ours = bleu(hypotheses, references, options);
    expect(Math.abs(ours.score - score)).toBeLessThan(1e-9);
    precisions.forEach((precision, n) => expect(ours.precisions[n]).toBeCloseTo(precision, 9));
    expect(ours).toMatchObject({
      counts: rest.counts,
      totals: rest.totals,
      hypothesisLength: rest.hypothesisLength,
      referenceLength: rest.referenceLength,
      signature: asOurs(signature),
    });
    expect(ours.brevityPenalty).toBeCloseTo(rest.brevityPenalty, 12);
  });
});

test.each(cases.chrf)("chrF: $name", ({ corpus: name, options, score, title, signature }) => {
  const { hypotheses, references } = corpus(name);
  const ours = chrf(hypotheses, references, options);
  expect(Math.abs(ours.score - score)).toBeLessThan(1e-9);
  expect(ours).toMatchObject({ name: title, signature: asOurs(signature) });
});

test.each(cases.draws)("NumPy's draws below $limit with seed $seed", ({ seed, limit, skip, values }) => {
  const draw = numpyIntegers(seed, limit);
  for (let i = 0; i < skip; i++) draw();
  expect(values.map(draw)).toEqual(values);
});

test.each(cases.confidence)("confidence: $name", ({ corpus: name, metric, samples, mean, halfWidth, signature }) => {
  const { hypotheses, references } = corpus(name);
  const statistics = corpusStatistics(metrics[metric], hypotheses, references);
  const interval = confidenceInterval(metrics[metric], statistics, { samples });
  expect(interval.mean).toBeCloseTo(mean, singleDigits);
  expect(interval.halfWidth).toBeCloseTo(halfWidth, singleDigits);
  expect(signatureOf(metrics[metric], references, { samples, seed: 12_345 })).toBe(asOurs(signature));
});

test.each(cases.paired)("paired: $name", ({ metric: kind, samples, baseline, difference, mean, halfWidth, pValue }) => {
  const { hypotheses, references } = corpus("good, one reference");
  const metric = metrics[kind];
  const compared = pairedBootstrap(
    metric,
    corpusStatistics(metric, baseline, references),
    corpusStatistics(metric, hypotheses, references),
    { samples },
  );
  expect(compared.difference).toBeCloseTo(difference, 9);
  expect(compared.system.mean).toBeCloseTo(mean, singleDigits);
  expect(compared.system.halfWidth).toBeCloseTo(halfWidth, singleDigits);
  expect(compared.pValue).toBeCloseTo(pValue, 12);
});
