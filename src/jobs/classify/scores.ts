/** How good a classification is. */
export interface ClassScores {
  /** Share of texts whose most probable class is theirs. */
  readonly accuracy: number;
  /** Mean of −ln p of the right class. */
  readonly logLoss: number;
  /** Per class, in their order. */
  readonly perClass: readonly {
    readonly precision: number | null;
    readonly recall: number | null;
    readonly f1: number | null;
    /** Texts that are in the class. */
    readonly support: number;
  }[];
  /** Mean of the classes' F1, each class counted once; a class without texts and without predictions does not count. */
  readonly macroF1: number | null;
  /** [truth][prediction] */
  readonly confusion: readonly (readonly number[])[];
  readonly calibration: Calibration;
}

/**
 * How far probabilities are to be believed. Guo et al. 2017, "On Calibration of Modern Neural Networks", equations 2–3.
 */
export interface Calibration {
  /** Mean over texts of |confidence − accuracy| in their bin; 0 is perfect. */
  readonly expectedError: number;
  /** Ten bins of confidence, the probability of the class chosen, that hold at least one text. */
  readonly bins: readonly {
    readonly from: number;
    readonly to: number;
    readonly confidence: number;
    readonly accuracy: number;
    readonly count: number;
  }[];
}

const binCount = 10;

/** The class of each row with the greatest probability, the first of several. probabilities: [rows, classes]. */
export function mostProbable(probabilities: Float64Array, classes: number): Int32Array {
  const chosen = new Int32Array(probabilities.length / classes);
  for (let row = 0; row < chosen.length; row++) {
    let best = 0;
    for (let k = 1; k < classes; k++)
      if (probabilities[row * classes + k] > probabilities[row * classes + best]) best = k;
    chosen[row] = best;
  }
  return chosen;
}

/** Scores of probabilities [rows, classes] against the classes that the rows are in. */
export function classScores(probabilities: Float64Array, truth: Int32Array, classes: number): ClassScores {
  const rows = truth.length;
  if (probabilities.length !== rows * classes || rows === 0) {
    throw new RangeError(
      `scores need ${classes} probabilities for each of at least one text, got ${probabilities.length} for ${rows}`,
    );
  }
  const chosen = mostProbable(probabilities, classes);
  const confusion = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  let [right, loss] = [0, 0];
  for (let row = 0; row < rows; row++) {
    confusion[truth[row]][chosen[row]]++;
    if (chosen[row] === truth[row]) right++;
    loss -= Math.log(Math.max(1e-15, probabilities[row * classes + truth[row]]));
  }
  const perClass = confusion.map((row, k) => {
    const support = sum(row);
    const predicted = sum(confusion.map((other) => other[k]));
    const hits = row[k];
    return {
      precision: ratio(hits, predicted),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, support + predicted),
      support,
    };
  });
  const f1s = perClass.flatMap(({ f1 }) => (f1 === null ? [] : [f1]));
  return {
    accuracy: right / rows,
    logLoss: loss / rows,
    perClass,
    macroF1: ratio(sum(f1s), f1s.length),
    confusion,
    calibration: calibrationOf(probabilities, chosen, truth, classes),
  };
}

function calibrationOf(
  probabilities: Float64Array,
  chosen: Int32Array,
  truth: Int32Array,
  classes: number,
): Calibration {
  const bins = Array.from({ length: binCount }, (_, i) => ({
    from: i / binCount,
    to: (i + 1) / binCount,
    confidence: 0,
    right: 0,
    count: 0,
  }));
  chosen.forEach((k, row) => {
    const confidence = probabilities[row * classes + k];
    const bin = bins[Math.min(binCount - 1, Math.floor(confidence * binCount))];
    bin.confidence += confidence;
    bin.right += k === truth[row] ? 1 : 0;
    bin.count++;
  });
  const filled = bins.filter(({ count }) => count > 0);
  return {
    expectedError: sum(filled.map(({ confidence, right }) => Math.abs(confidence - right))) / truth.length,
    bins: filled.map(({ from, to, confidence, right, count }) => ({
      from,
      to,
      confidence: confidence / count,
      accuracy: right / count,
      count,
    })),
  };
}

function ratio(part: number, total: number): number | null {
  return total === 0 ? null : part / total;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
