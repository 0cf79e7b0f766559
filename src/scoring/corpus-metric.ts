/** The references of each hypothesis: one sentence, or several. */
export type References = readonly (string | readonly string[])[];

/**
 * A score of a whole corpus that depends on its sentences through sums of counts alone, as BLEU and chrF do. That is
 * what makes resampling cheap: sentences are counted once, and a resampled corpus is scored from sums.
 */
export interface CorpusMetric {
  /** As sacreBLEU prints it: "BLEU", "chrF2", "chrF2++". */
  readonly name: string;
  /** What a sentence adds to the sums; always of the same length. */
  readonly statistics: (hypothesis: string, references: readonly string[]) => readonly number[];
  /** 0 … 100. */
  readonly score: (sums: readonly number[]) => number;
  /** The parts of sacreBLEU's signature that stand for the options, without references and version. */
  readonly signature: string;
}

/**
 * The sacreBLEU whose numbers ours equal, and who computed them here; the last part of every signature.
 */
export const signatureVersion = "2.6.0-lookback";

/**
 * The counts of every sentence. Throws a RangeError where hypotheses and references do not pair up, or a hypothesis has
 * no reference.
 */
export function corpusStatistics(
  metric: CorpusMetric,
  hypotheses: readonly string[],
  references: References,
): readonly (readonly number[])[] {
  checkCorpus(metric.name, hypotheses, references);
  return hypotheses.map((hypothesis, i) => metric.statistics(hypothesis, listOf(references[i])));
}

/** Sums of counts over sentences. */
export function sumStatistics(statistics: readonly (readonly number[])[]): readonly number[] {
  const sums = statistics[0].map(() => 0);
  for (const counts of statistics) for (let k = 0; k < sums.length; k++) sums[k] += counts[k];
  return sums;
}

/** "nrefs:1|…|version:…"; resampling adds its number of samples and its seed, as in sacreBLEU. */
export function signatureOf(
  metric: CorpusMetric,
  references: References,
  resampling?: { readonly samples: number; readonly seed: number },
): string {
  const counts = new Set(references.map((one) => listOf(one).length));
  const [first] = counts;
  const drawn = resampling === undefined ? "" : `|bs:${resampling.samples}|seed:${resampling.seed}`;
  return `nrefs:${counts.size === 1 ? first : "var"}${drawn}|${metric.signature}|version:${signatureVersion}`;
}

function checkCorpus(name: string, hypotheses: readonly string[], references: References): void {
  if (hypotheses.length === 0) throw new RangeError(`${name} needs at least one hypothesis, got none`);
  if (hypotheses.length !== references.length) {
    throw new RangeError(
      `${name} needs references for each hypothesis, got ${hypotheses.length} hypotheses and references for ` +
        `${references.length}`,
    );
  }
  const without = references.findIndex((one) => listOf(one).length === 0);
  if (without >= 0) throw new RangeError(`${name}: hypothesis ${without} has no reference`);
}

function listOf(references: string | readonly string[]): readonly string[] {
  return typeof references === "string" ? [references] : references;
}
