import { checkOptions } from "../tensor/options.ts";
import { labelsOf, type CurveSum } from "./auc-labels.ts";
import { weightsOf, type Metric } from "./metric.ts";
import { showValue } from "../tensor/show-value.ts";

export interface AucOptions {
  /** "ROC": true positives over false positives; "PR": precision over recall. Default: "ROC". */
  readonly curve?: "ROC" | "PR";
  /** Thresholds at which the curve is taken, evenly over 0 to 1; more are closer to the true area. Default: 200. */
  readonly numThresholds?: number;
  /** Thresholds between 0 and 1 to take it at in their place. */
  readonly thresholds?: readonly number[];
  /**
   * The area between two points: of the line between them (for "PR" of the curve that precision follows there), or
   * below or above them. Default: "interpolation".
   */
  readonly summationMethod?: "interpolation" | "minoring" | "majoring";
  /** The predictions are logits, of which the sigmoid is the probability. Default: false. */
  readonly fromLogits?: boolean;
  /**
   * The true area under the ROC curve, by the ranks of all predictions, which are then all remembered. Default: false.
   */
  readonly exact?: boolean;
  /**
   * Each of the last axis's outputs is a label with a curve of its own, and the value is the mean of their areas. Else
   * all count together. Default: false.
   */
  readonly multiLabel?: boolean;
  /** How many labels there are, to be checked; for multiLabel. Default: as many as the predictions have. */
  readonly numLabels?: number | null;
  /**
   * What each label is worth, from 0. With multiLabel of its area in the mean; without it of its outputs among all.
   * Default: null, all the same.
   */
  readonly labelWeights?: readonly number[] | null;
}

/**
 * The area under a curve over all thresholds: for "ROC" the probability that of an example of 1 and one of 0 the first
 * has the higher prediction. Targets are 0 and 1, predictions probabilities [examples, ..., labels]; of several
 * labels all count together, unless multiLabel. 0 where one of the classes is missing, or both. Definition: Keras 3,
 * AUC (Davis & Goadrich 2006 for the interpolation of "PR").
 */
export function auc(options: AucOptions = {}): Metric {
  checkOptions("auc", options, {
    curve: true,
    numThresholds: true,
    thresholds: true,
    summationMethod: true,
    fromLogits: true,
    exact: true,
    multiLabel: true,
    numLabels: true,
    labelWeights: true,
  });
  const { curve = "ROC", summationMethod = "interpolation", fromLogits = false, exact = false } = options;
  const inner = options.thresholds?.toSorted((a, b) => a - b) ?? evenly(options.numThresholds ?? 200);
  if (inner.some((threshold) => !(threshold > 0 && threshold < 1))) {
    throw new RangeError(`auc: thresholds must be between 0 and 1, got ${inner.join(", ")}`);
  }
  if (exact) refuseExact(options);
  const labels = labelsOf(options);
  const probability = fromLogits ? (x: number): number => 1 / (1 + Math.exp(-x)) : (x: number): number => x;
  const curveSum = (): CurveSum =>
    exact ? rankSum() : thresholdSum([-1e-7, ...inner, 1 + 1e-7], curve, summationMethod);
  const about = { name: "auc", better: "higher" } as const;
  return {
    ...about,
    begin() {
      const sums = labels.sums(curveSum);
      return {
        update(prediction, target, weights) {
          const [p, y] = [prediction.toArray(), target.toArray()];
          if (p.length !== y.length)
            throw new TypeError(
              `auc compares predictions and targets of one shape, got ${p.length} and ${y.length} elements`,
            );
          const count = labels.check(prediction.shape);
          const weightAt = weightsOf(p.length, weights);
          for (let i = 0; i < p.length; i++) {
            const weight = weightAt(i) * labels.weightOfOutput(i % count);
            if (weight === 0) continue;
            const each = exact ? p[i] : probability(p[i]);
            if (!exact && !(each >= 0 && each <= 1)) {
              throw new RangeError(
                `auc reads probabilities from 0 to 1, got ${p[i]}; help: metrics.auc({ fromLogits: true })`,
              );
            }
            sums.of(i % count).add(each, weight * y[i], weight * (1 - y[i]));
          }
        },
        result: sums.result,
        save: sums.save,
        load: sums.load,
      };
    },
  };
}

function evenly(count: number): number[] {
  if (!Number.isSafeInteger(count) || count < 2)
    throw new RangeError(`auc: numThresholds must be an integer of at least 2, got ${showValue(count)}`);
  return Array.from({ length: count - 2 }, (_, i) => (i + 1) / (count - 1));
}

function refuseExact({ curve = "ROC", ...options }: AucOptions): void {
  if (curve !== "ROC") throw new TypeError('auc: exact is for the curve "ROC"; help: leave exact out');
  for (const option of ["numThresholds", "thresholds", "summationMethod", "fromLogits"] as const) {
    if (options[option] !== undefined)
      throw new TypeError(`auc: ${option} does nothing when exact is true; help: leave one out`);
  }
}

function thresholdSum(
  thresholds: readonly number[],
  curve: "ROC" | "PR",
  method: NonNullable<AucOptions["summationMethod"]>,
): CurveSum {
  const count = thresholds.length;
  /** Of predictions above as many thresholds as their place says: first those of 1, then those of 0. */
  const state = new Float64Array(2 * (count + 1));
  return {
    add(prediction, positive, negative) {
      let [low, high] = [0, count];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (thresholds[middle] < prediction) low = middle + 1;
        else high = middle;
      }
      state[low] += positive;
      state[count + 1 + low] += negative;
    },
    result() {
      const [hits, alarms] = [above(state.subarray(0, count + 1)), above(state.subarray(count + 1))];
      const [positives, negatives] = [hits[0] + state[0], alarms[0] + state[count + 1]];
      if (curve === "PR" && method === "interpolation") return interpolatedPrecision(hits, alarms, positives);
      const recall = hits.map((each) => share(each, positives));
      const x = curve === "ROC" ? alarms.map((each) => share(each, negatives)) : recall;
      const y = curve === "ROC" ? recall : hits.map((each, i) => share(each, each + alarms[i]));
      const height = { interpolation: (a: number, b: number) => (a + b) / 2, minoring: Math.min, majoring: Math.max };
      let area = 0;
      for (let i = 0; i + 1 < count; i++) area += (x[i] - x[i + 1]) * height[method](y[i], y[i + 1]);
      return area;
    },
    save: () => state.slice(),
    load(saved) {
      state.set(saved);
    },
  };
}

/** For every threshold the weight above it. */
function above(counts: Float64Array): number[] {
  let sum = 0;
  return Array.from({ length: counts.length - 1 }, (_, i) => (sum += counts[counts.length - 1 - i])).toReversed();
}

/** Between two thresholds hits and alarms are taken to grow in a line, and precision is what follows from that. */
function interpolatedPrecision(hits: readonly number[], alarms: readonly number[], positives: number): number {
  let area = 0;
  for (let i = 0; i + 1 < hits.length; i++) {
    const [more, less] = [hits[i] + alarms[i], hits[i + 1] + alarms[i + 1]];
    const gained = hits[i] - hits[i + 1];
    const slope = share(gained, more - less);
    const intercept = hits[i + 1] - slope * less;
    const ratio = more > 0 && less > 0 ? more / less : 1;
    area += share(slope * (gained + intercept * Math.log(ratio)), positives);
  }
  return area;
}

/** Remembers everything; pairs of equal predictions count half (Mann & Whitney 1947). */
function rankSum(): CurveSum {
  let all: number[] = [];
  return {
    add(prediction, positive, negative) {
      all.push(prediction, positive, negative);
    },
    result() {
      const order = Array.from({ length: all.length / 3 }, (_, i) => 3 * i).toSorted((a, b) => all[a] - all[b]);
      let [positives, negatives, won] = [0, 0, 0];
      for (let i = 0; i < order.length;) {
        let [here, beside] = [0, 0];
        const prediction = all[order[i]];
        for (; i < order.length && all[order[i]] === prediction; i++) {
          here += all[order[i] + 1];
          beside += all[order[i] + 2];
        }
        won += here * (negatives + beside / 2);
        positives += here;
        negatives += beside;
      }
      return share(won, positives * negatives);
    },
    save: () => Float64Array.from(all),
    load(saved) {
      all = Array.from(saved);
    },
  };
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
