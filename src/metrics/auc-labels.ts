import { showValue } from "../tensor/show-value.ts";

/** The weights of examples of 1 and of 0 by their predictions. */
export interface CurveSum {
  readonly add: (prediction: number, positive: number, negative: number) => void;
  readonly result: () => number;
  readonly save: () => Float64Array;
  readonly load: (saved: Float64Array) => void;
}

/** Options of auc about its labels. */
export interface LabelOptions {
  readonly multiLabel?: boolean;
  readonly numLabels?: number | null;
  readonly labelWeights?: readonly number[] | null;
}

/** One curve for all labels, or one for each. */
export interface LabelSums extends Omit<CurveSum, "add"> {
  readonly of: (label: number) => CurveSum;
}

/** What the labels of a metric mean: how many there are, what each is worth, and how their curves become one value. */
export interface Labels {
  /** The number of labels in predictions [examples, ..., labels]. Throws a TypeError where it is another one. */
  readonly check: (shape: readonly number[]) => number;
  /** What an output of a label counts for in the curve that it is part of. */
  readonly weightOfOutput: (label: number) => number;
  readonly sums: (make: () => CurveSum) => LabelSums;
}

/** Throws a RangeError or TypeError unless the options make sense together. */
export function labelsOf({ multiLabel = false, numLabels = null, labelWeights = null }: LabelOptions): Labels {
  if (numLabels !== null && !multiLabel) {
    throw new TypeError("auc: numLabels is for several labels; help: multiLabel: true, or leave it out");
  }
  if (numLabels !== null && (!Number.isSafeInteger(numLabels) || numLabels < 1)) {
    throw new RangeError(`auc: numLabels must be an integer of at least 1, got ${showValue(numLabels)}`);
  }
  const bad = labelWeights?.find((weight) => !(weight >= 0 && weight < Infinity));
  if (bad !== undefined) throw new RangeError(`auc: labelWeights must be numbers from 0, got ${showValue(bad)}`);
  const expected = numLabels ?? labelWeights?.length ?? null;
  if (labelWeights !== null && labelWeights.length !== expected) {
    throw new TypeError(`auc: labelWeights must be one for each of ${expected} labels, got ${labelWeights.length}`);
  }
  return {
    check(shape) {
      const count = shape.length < 2 ? 1 : shape[shape.length - 1];
      if (expected !== null && count !== expected)
        throw new TypeError(`auc of ${expected} labels reads predictions with as many outputs, got ${count}`);
      return count;
    },
    weightOfOutput: (label) => (multiLabel ? 1 : (labelWeights?.[label] ?? 1)),
    sums: (make) => (multiLabel ? eachLabel(make, labelWeights) : together(make())),
  };
}

function together(sum: CurveSum): LabelSums {
  return { of: () => sum, result: sum.result, save: sum.save, load: sum.load };
}

/** The weighted mean of the labels' areas. Saved as the length of each curve's numbers before these. */
function eachLabel(make: () => CurveSum, weights: readonly number[] | null): LabelSums {
  let sums: CurveSum[] = [];
  const of = (label: number): CurveSum => {
    while (sums.length <= label) sums.push(make());
    return sums[label];
  };
  return {
    of,
    result() {
      let [area, worth] = [0, 0];
      sums.forEach((sum, label) => {
        const weight = weights?.[label] ?? 1;
        area += weight * sum.result();
        worth += weight;
      });
      return worth > 0 ? area / worth : 0;
    },
    save: () =>
      Float64Array.from(
        sums.flatMap((sum) => {
          const numbers = sum.save();
          return [numbers.length, ...numbers];
        }),
      ),
    load(saved) {
      sums = [];
      for (let at = 0; at < saved.length; at += 1 + saved[at]) {
        of(sums.length).load(saved.slice(at + 1, at + 1 + saved[at]));
      }
    },
  };
}
