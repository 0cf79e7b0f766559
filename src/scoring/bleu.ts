import { checkOptions } from "../tensor/options.ts";
import { corpusStatistics, signatureOf, sumStatistics, type CorpusMetric, type References } from "./corpus-metric.ts";
import { ngramCounts, total } from "./ngram-counts.ts";
import { tokenize, tokenizers, type Tokenizer } from "./tokenizers.ts";
import { withoutTrailingSpace } from "./white-space.ts";

/**
 * What stands in for a precision of 0, which would make BLEU 0 (Chen & Cherry 2014).
 *
 * - "exp": the k-th order without a match, counted from the first, gets 1/2ᵏ of a match (NIST's mteval; sacreBLEU's
 *   default).
 * - "floor": `smoothValue` of a match.
 * - "add-k": `smoothValue` is added to matches and totals of all orders above 1.
 * - "none": nothing, so one order without a match makes BLEU 0, as in multi-bleu.
 */
export type Smoothing = "exp" | "floor" | "add-k" | "none";

export const smoothings: readonly Smoothing[] = ["exp", "floor", "add-k", "none"];

export interface BleuOptions {
  /** Default: false. */
  readonly lowercase?: boolean;
  /** Default: "13a". */
  readonly tokenize?: Tokenizer;
  /** Default: "exp". */
  readonly smooth?: Smoothing;
  /** For "floor" (default: 0.1) and "add-k" (default: 1). */
  readonly smoothValue?: number;
  /**
   * Take the mean over the orders that a short hypothesis has, instead of all. Default: false; for single sentences
   * true.
   */
  readonly effectiveOrder?: boolean;
  /** Longest n-grams. Default: 4. */
  readonly maxOrder?: number;
}

export interface BleuScore {
  /** 0 … 100. */
  readonly score: number;
  /** For each order from 1, in per cent, smoothed. */
  readonly precisions: readonly number[];
  /** Matches of each order, and n-grams of the hypotheses. */
  readonly counts: readonly number[];
  readonly totals: readonly number[];
  /** exp(1 − references / hypotheses) where the hypotheses have fewer tokens, else 1. */
  readonly brevityPenalty: number;
  /** Tokens of the hypotheses, and of the reference nearest in length to each. */
  readonly hypothesisLength: number;
  readonly referenceLength: number;
  /** What was computed, in sacreBLEU's form: "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:…". */
  readonly signature: string;
}

/**
 * BLEU of a corpus (Papineni et al. 2002), to the last digits as sacreBLEU computes it (Post 2018): 100 · BP · exp(mean
 * over n of ln pₙ), where pₙ is the share of the hypotheses' n-grams that a reference has too, each at most as often as
 * in one reference. `references` has one sentence, or a list of them, for each hypothesis.
 *
 * Throws a RangeError where hypotheses and references do not pair up, or an option has no meaning.
 */
export function bleu(hypotheses: readonly string[], references: References, options: BleuOptions = {}): BleuScore {
  checkOptions("bleu", options, {
    lowercase: true,
    tokenize: true,
    smooth: true,
    smoothValue: true,
    effectiveOrder: true,
    maxOrder: true,
  });
  const metric = bleuMetric(options);
  const sums = sumStatistics(corpusStatistics(metric, hypotheses, references));
  return { ...fromSums(sums, checked(options)), signature: signatureOf(metric, references) };
}

/** BLEU of one sentence, with the effective order unless told otherwise. Means of it over a corpus are not BLEU. */
export function sentenceBleu(
  hypothesis: string,
  references: string | readonly string[],
  options: BleuOptions = {},
): BleuScore {
  checkOptions("sentenceBleu", options, {
    lowercase: true,
    tokenize: true,
    smooth: true,
    smoothValue: true,
    effectiveOrder: true,
    maxOrder: true,
  });
  return bleu([hypothesis], [references], { effectiveOrder: true, ...options });
}

/**
 * BLEU as a sum of counts over sentences: tokens of hypothesis and reference, then matches and n-grams of each order.
 */
export function bleuMetric(options: BleuOptions = {}): CorpusMetric {
  checkOptions("bleuMetric", options, {
    lowercase: true,
    tokenize: true,
    smooth: true,
    smoothValue: true,
    effectiveOrder: true,
    maxOrder: true,
  });
  const all = checked(options);
  const { maxOrder, lowercase, effectiveOrder, smooth, smoothValue } = all;
  const tokens = (text: string): readonly string[] =>
    tokenize(withoutTrailingSpace(lowercase ? text.toLowerCase() : text), all.tokenize);
  const strength = smooth === "floor" || smooth === "add-k" ? `[${smoothValue.toFixed(2)}]` : "";
  return {
    name: "BLEU",
    statistics: (hypothesis, references) => statisticsOf(tokens(hypothesis), references.map(tokens), maxOrder),
    score: (sums) => fromSums(sums, all).score,
    signature:
      `case:${lowercase ? "lc" : "mixed"}|eff:${effectiveOrder ? "yes" : "no"}|` +
      `tok:${all.tokenize}|smooth:${smooth}${strength}`,
  };
}

function statisticsOf(
  hypothesis: readonly string[],
  references: readonly (readonly string[])[],
  maxOrder: number,
): readonly number[] {
  const counted = references.map((reference) => ngramCounts(reference, maxOrder, " "));
  const [matches, totals] = [[0], [0]].map(() => Array.from({ length: maxOrder }, () => 0));
  ngramCounts(hypothesis, maxOrder, " ").forEach((counts, n) => {
    totals[n] = total(counts);
    for (const [ngram, count] of counts) {
      matches[n] += Math.min(count, Math.max(...counted.map((reference) => reference[n].get(ngram) ?? 0)));
    }
  });
  const length = nearest(
    references.map((reference) => reference.length),
    hypothesis.length,
  );
  return [hypothesis.length, length, ...matches, ...totals];
}

/** The length nearest to the hypothesis's, the shorter of two as near. */
function nearest(lengths: readonly number[], to: number): number {
  return lengths.reduce((best, length) => {
    const [a, b] = [Math.abs(length - to), Math.abs(best - to)];
    return a < b || (a === b && length < best) ? length : best;
  });
}

function fromSums(
  sums: readonly number[],
  { maxOrder, smooth, smoothValue, effectiveOrder }: Required<BleuOptions>,
): Omit<BleuScore, "signature"> {
  const [hypothesisLength, referenceLength] = sums;
  const added = (n: number): number => (smooth === "add-k" && n > 0 ? smoothValue : 0);
  const matched = sums.slice(2, 2 + maxOrder);
  const brevityPenalty = penalty(hypothesisLength, referenceLength);
  const rest = { brevityPenalty, hypothesisLength, referenceLength };
  const precisions = matched.map(() => 0);
  if (matched.every((count) => count === 0)) {
    return { score: 0, precisions, counts: matched, totals: sums.slice(2 + maxOrder), ...rest };
  }
  const counts = matched.map((count, n) => count + added(n));
  const totals = sums.slice(2 + maxOrder).map((count, n) => count + added(n));
  let [misses, orders] = [0, maxOrder];
  for (let n = 0; n < maxOrder && totals[n] > 0; n++) {
    if (effectiveOrder) orders = n + 1;
    if (counts[n] > 0) precisions[n] = (100 * counts[n]) / totals[n];
    else if (smooth === "exp") precisions[n] = 100 / (2 ** ++misses * totals[n]);
    else if (smooth === "floor") precisions[n] = (100 * smoothValue) / totals[n];
  }
  const used = precisions.slice(0, orders);
  const mean = used.includes(0) ? 0 : Math.exp(used.reduce((sum, p) => sum + Math.log(p), 0) / orders);
  return { score: brevityPenalty * mean, precisions, counts, totals, ...rest };
}

function penalty(hypothesis: number, reference: number): number {
  if (hypothesis >= reference) return 1;
  return hypothesis === 0 ? 0 : Math.exp(1 - reference / hypothesis);
}

function checked(options: BleuOptions): Required<BleuOptions> {
  const { smooth = "exp" } = options;
  const all = {
    lowercase: false,
    tokenize: "13a" as const,
    smooth,
    smoothValue: smooth === "add-k" ? 1 : 0.1,
    effectiveOrder: false,
    maxOrder: 4,
    ...options,
  };
  if (!tokenizers.includes(all.tokenize))
    throw new RangeError(`BLEU: tokenize must be one of ${tokenizers.join(", ")}, got ${all.tokenize}`);
  if (!smoothings.includes(all.smooth))
    throw new RangeError(`BLEU: smooth must be one of ${smoothings.join(", ")}, got ${all.smooth}`);
  if (!(all.smoothValue >= 0 && Number.isFinite(all.smoothValue)))
    throw new RangeError(`BLEU: smoothValue must be 0 or more, got ${all.smoothValue}`);
  if (!Number.isSafeInteger(all.maxOrder) || all.maxOrder < 1)
    throw new RangeError(`BLEU: maxOrder must be an integer of at least 1, got ${all.maxOrder}`);
  return all;
}
