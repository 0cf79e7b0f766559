import { checkOptions } from "../tensor/options.ts";
import { sumStatistics, type CorpusMetric } from "./corpus-metric.ts";
import { numpyIntegers } from "./numpy-random.ts";

export interface BootstrapOptions {
  /** Corpora drawn. Default: 1000. */
  readonly samples?: number;
  /** Default: 12345, sacreBLEU's. */
  readonly seed?: number;
}

export const bootstrapDefaults: Required<BootstrapOptions> = { samples: 1000, seed: 12345 };

/** Where the score of a corpus would lie if its sentences had been drawn anew, at 95 %. */
export interface Confidence {
  readonly mean: number;
  /** Half the width of the interval. */
  readonly halfWidth: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A confidence interval for a score by bootstrap resampling (Koehn 2004, "Statistical significance tests for machine
 * translation evaluation"): corpora as large as the given one are drawn from its sentences with replacement, and the
 * lowest and highest fortieth of their scores cut off. The same draws, and so the same interval, as sacreBLEU
 * --confidence with the same seed. `statistics` is what corpusStatistics gives.
 */
export function confidenceInterval(
  metric: CorpusMetric,
  statistics: readonly (readonly number[])[],
  options: BootstrapOptions = {},
): Confidence {
  checkOptions("confidenceInterval", options, { samples: true, seed: true });
  return interval(resampled(metric, [statistics], options)[0]);
}

/** How two systems compare on the same sentences. */
export interface PairedComparison {
  readonly baseline: Confidence;
  readonly system: Confidence;
  /** Score of the system − score of the baseline. */
  readonly difference: number;
  /** How probable a difference as large as this is if neither system is better. */
  readonly pValue: number;
}

/**
 * The paired bootstrap test of Koehn 2004, as Moses and sacreBLEU --paired-bs compute it: both systems are scored on
 * the same drawn corpora; p is the share of corpora, one more counted on both sides, whose absolute difference exceeds
 * the mean one by more than the difference found. Where nothing differs p is 1; sacreBLEU's would be its smallest.
 */
export function pairedBootstrap(
  metric: CorpusMetric,
  baseline: readonly (readonly number[])[],
  system: readonly (readonly number[])[],
  options: BootstrapOptions = {},
): PairedComparison {
  checkOptions("pairedBootstrap", options, { samples: true, seed: true });
  if (baseline.length !== system.length) {
    throw new RangeError(
      `a paired comparison needs the same sentences of both systems, got ${baseline.length} and ${system.length}`,
    );
  }
  const [a, b] = resampled(metric, [baseline, system], options);
  const difference = metric.score(sumStatistics(system)) - metric.score(sumStatistics(baseline));
  const apart = a.map((score, i) => Math.abs(score - b[i]));
  const mean = average(apart);
  const beyond = apart.filter((one) => one - mean > Math.abs(difference)).length;
  const pValue = difference === 0 ? 1 : (beyond + 1) / (apart.length + 1);
  return { baseline: interval(a), system: interval(b), difference, pValue };
}

/** For each system the scores of the drawn corpora, which are the same sentences for all. */
function resampled(
  metric: CorpusMetric,
  systems: readonly (readonly (readonly number[])[])[],
  options: BootstrapOptions,
): readonly (readonly number[])[] {
  const { samples, seed } = { ...bootstrapDefaults, ...options };
  if (!Number.isSafeInteger(samples) || samples < 1)
    throw new RangeError(`samples must be an integer of at least 1, got ${samples}`);
  const [{ length }] = systems;
  if (length === 0) throw new RangeError("sentences can be drawn from one or more, got none");
  const draw = numpyIntegers(seed, length);
  const scores = systems.map((): number[] => []);
  const chosen = new Int32Array(length);
  for (let i = 0; i < samples; i++) {
    for (let k = 0; k < length; k++) chosen[k] = draw();
    systems.forEach((statistics, k) => scores[k].push(metric.score(sumOf(statistics, chosen))));
  }
  return scores;
}

function sumOf(statistics: readonly (readonly number[])[], chosen: Int32Array): readonly number[] {
  const sums = statistics[0].map(() => 0);
  for (const sentence of chosen) {
    const counts = statistics[sentence];
    for (let k = 0; k < sums.length; k++) sums[k] += counts[k];
  }
  return sums;
}

function interval(scores: readonly number[]): Confidence {
  const sorted = scores.toSorted((a, b) => a - b);
  const cut = Math.floor(sorted.length / 40);
  const [low, high] = [sorted[cut], sorted[sorted.length - 1 - cut]];
  return { mean: average(scores), halfWidth: (high - low) / 2, low, high };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
