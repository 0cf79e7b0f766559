import { checkOptions } from "../tensor/options.ts";
import { corpusStatistics, signatureOf, sumStatistics, type CorpusMetric, type References } from "./corpus-metric.ts";
import { ngramCounts, sharedCount, total } from "./ngram-counts.ts";
import { splitAtSpace } from "./white-space.ts";

export interface ChrfOptions {
  /** Longest n-grams of characters. Default: 6. */
  readonly characterOrder?: number;
  /** Longest n-grams of words: 0 is chrF, 2 is chrF++. Default: 0. */
  readonly wordOrder?: number;
  /** How many times as much recall counts as precision. Default: 2. */
  readonly beta?: number;
  /** Default: false. */
  readonly lowercase?: boolean;
  /** Let white space be a character of n-grams. Default: false. */
  readonly whitespace?: boolean;
  /**
   * Take every order into the mean, with a precision or recall of 10⁻¹⁶ where it has no n-grams, as chrF++.py did.
   * Default: false.
   */
  readonly epsSmoothing?: boolean;
}

export interface ChrfScore {
  /** 0 … 100. */
  readonly score: number;
  /** "chrF2", "chrF2++"; the number is β. */
  readonly name: string;
  /** What was computed, in sacreBLEU's form: "nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:…". */
  readonly signature: string;
}

/**
 * chrF of a corpus (Popović 2015; with words chrF++, Popović 2017), as sacreBLEU computes it: the F-score, with recall
 * counting β times, of precision and recall of n-grams, each averaged over the orders. Of several references of a
 * sentence the one that gives it the best chrF counts.
 *
 * Throws a RangeError where hypotheses and references do not pair up, or an option has no meaning.
 */
export function chrf(hypotheses: readonly string[], references: References, options: ChrfOptions = {}): ChrfScore {
  checkOptions("chrf", options, {
    characterOrder: true,
    wordOrder: true,
    beta: true,
    lowercase: true,
    whitespace: true,
    epsSmoothing: true,
  });
  const metric = chrfMetric(options);
  const sums = sumStatistics(corpusStatistics(metric, hypotheses, references));
  return { score: metric.score(sums), name: metric.name, signature: signatureOf(metric, references) };
}

/** chrF as a sum of counts over sentences: n-grams of hypothesis, of reference, and shared, for each order. */
export function chrfMetric(options: ChrfOptions = {}): CorpusMetric {
  checkOptions("chrfMetric", options, {
    characterOrder: true,
    wordOrder: true,
    beta: true,
    lowercase: true,
    whitespace: true,
    epsSmoothing: true,
  });
  const all = checked(options);
  const { characterOrder, wordOrder, beta, lowercase, whitespace, epsSmoothing } = all;
  const score = (sums: readonly number[]): number => fScore(sums, beta, epsSmoothing);
  return {
    name: `chrF${beta}${"+".repeat(wordOrder)}`,
    statistics(hypothesis, references) {
      const counted = countsOf(hypothesis, all);
      const [first, ...others] = references.map((reference) => comparison(counted, countsOf(reference, all)));
      return others.reduce((best, one) => (score(one) > score(best) ? one : best), first);
    },
    score,
    signature:
      `case:${lowercase ? "lc" : "mixed"}|eff:${epsSmoothing ? "no" : "yes"}|` +
      `nc:${characterOrder}|nw:${wordOrder}|space:${whitespace ? "yes" : "no"}`,
  };
}

type Counts = readonly ReadonlyMap<string, number>[];

function countsOf(text: string, options: Required<ChrfOptions>): Counts {
  const cased = options.lowercase ? text.toLowerCase() : text;
  const characters = Array.from(options.whitespace ? cased : splitAtSpace(cased).join(""));
  return [
    ...ngramCounts(characters, options.characterOrder, ""),
    ...ngramCounts(wordsOf(cased), options.wordOrder, " "),
  ];
}

const punctuation = new Set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

/** Words with one mark of ASCII punctuation parted from their end, or else from their start. */
function wordsOf(text: string): readonly string[] {
  return splitAtSpace(text).flatMap((word) => {
    const characters = Array.from(word);
    if (characters.length === 1) return [word];
    if (punctuation.has(characters[characters.length - 1])) return [word.slice(0, -1), word.slice(-1)];
    if (punctuation.has(characters[0])) return [word.slice(0, 1), word.slice(1)];
    return [word];
  });
}

/** An order that the reference has no n-grams of does not count against the hypothesis. */
function comparison(hypothesis: Counts, reference: Counts): readonly number[] {
  return hypothesis.flatMap((counts, i) => {
    const ofReference = total(reference[i]);
    return [ofReference > 0 ? total(counts) : 0, ofReference, sharedCount(counts, reference[i])];
  });
}

function fScore(sums: readonly number[], beta: number, epsSmoothing: boolean): number {
  const none = 1e-16;
  let [precisions, recalls, orders, smoothed] = [0, 0, 0, 0];
  for (let at = 0; at < sums.length; at += 3) {
    const [ofHypothesis, ofReference, shared] = sums.slice(at, at + 3);
    const precision = ofHypothesis > 0 ? shared / ofHypothesis : none;
    const recall = ofReference > 0 ? shared / ofReference : none;
    smoothed += weighted(precision, recall, beta) ?? none;
    if (ofHypothesis > 0 && ofReference > 0) {
      precisions += precision;
      recalls += recall;
      orders++;
    }
  }
  if (epsSmoothing) return (300 * smoothed) / sums.length;
  return orders === 0 ? 0 : 100 * (weighted(precisions / orders, recalls / orders, beta) ?? 0);
}

/** (1 + β²) P R / (β² P + R); null where both are 0. */
function weighted(precision: number, recall: number, beta: number): number | null {
  const below = beta ** 2 * precision + recall;
  return below > 0 ? ((1 + beta ** 2) * precision * recall) / below : null;
}

function checked(options: ChrfOptions): Required<ChrfOptions> {
  const all = {
    characterOrder: 6,
    wordOrder: 0,
    beta: 2,
    lowercase: false,
    whitespace: false,
    epsSmoothing: false,
    ...options,
  };
  for (const [name, minimum] of [
    ["characterOrder", 1],
    ["wordOrder", 0],
    ["beta", 1],
  ] as const) {
    if (!Number.isSafeInteger(all[name]) || all[name] < minimum)
      throw new RangeError(`chrF: ${name} must be an integer of at least ${minimum}, got ${all[name]}`);
  }
  return all;
}
