import { checkOptions } from "../tensor/options.ts";
import { argmax } from "../ops/argmax.ts";
import { showShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { labelsOf } from "./categorical-accuracy.ts";
import { severalValues, weightsOf, type Metric } from "./metric.ts";

/**
 * How values of several classes become one: "micro" counts all of them together, "macro" is the mean of the classes'
 * values, "weighted" their mean by how many examples a class has, and "none" reports one for each class, "f1Score.0"
 * and so on.
 */
export type Average = "micro" | "macro" | "weighted" | "none";

export interface F1ScoreOptions {
  /** Default: "macro". */
  readonly average?: Average;
  /**
   * What a prediction must be above to count as a yes; null: the largest of its row, the first of equals, is. Default:
   * 0.5 for a single output, else null.
   */
  readonly threshold?: number | null;
}

export interface ConfusionOptions {
  /** Default: "micro", as in Keras. */
  readonly average?: Average;
  /**
   * What a prediction must be above to count as a yes. Of several there is a value for each, "precision.0.25" and so
   * on. Default: 0.5; none with topK.
   */
  readonly thresholds?: number | readonly number[];
  /** Only the topK largest values of a row, the first of equals, can count as predicted. Default: all. */
  readonly topK?: number;
  /** The only output that is counted, from 0. Default: all. */
  readonly classId?: number;
}

export interface SparseConfusionOptions {
  /** Default: "macro". */
  readonly average?: Average;
  /** The label of what does not count; give the loss the same. Default: every label counts. */
  readonly ignoreClass?: number;
}

/** A value from the weights of hits, of guesses and of examples of a class; 0 where it would be 0 / 0. */
type Score = (hits: number, guessed: number, actual: number) => number;

const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
const precisionOf: Score = (hits, guessed) => share(hits, guessed);
const recallOf: Score = (hits, _, actual) => share(hits, actual);
const f1Of: Score = (hits, guessed, actual) => share(2 * hits, guessed + actual);

/**
 * Of what was predicted to be so, the share that is so: for targets of 0 and 1, or one-hot rows, [..., outputs].
 * Definition: Keras 3, Precision; average: scikit-learn.
 */
export function precision(options: ConfusionOptions = {}): Metric {
  return overThresholds("precision", precisionOf, options);
}

/**
 * Of what is so, the share that was predicted to be so. Targets as for precision. Definition: Keras 3, Recall; average:
 * scikit-learn.
 */
export function recall(options: ConfusionOptions = {}): Metric {
  return overThresholds("recall", recallOf, options);
}

/**
 * The harmonic mean of precision and recall, 2 · hits / (guesses + examples of a class); targets as for precision.
 * Definition: Keras 3, F1Score, whose default average is "none".
 */
export function f1Score(options: F1ScoreOptions = {}): Metric {
  checkOptions("f1Score", options, { average: true, threshold: true });
  const { average = "macro", threshold } = options;
  return confusionMetric("f1Score", f1Of, average, { threshold });
}

/**
 * precision for targets that are the numbers of the classes, int32 [...]; the guess is the largest of a row, the first
 * of equals.
 */
export function sparsePrecision(options: SparseConfusionOptions = {}): Metric {
  checkOptions("sparsePrecision", options, { average: true, ignoreClass: true });
  return sparseMetric("sparsePrecision", precisionOf, options);
}

/**
 * recall for targets that are the numbers of the classes, int32 [...]; the guess is the largest of a row, the first of
 * equals.
 */
export function sparseRecall(options: SparseConfusionOptions = {}): Metric {
  checkOptions("sparseRecall", options, { average: true, ignoreClass: true });
  return sparseMetric("sparseRecall", recallOf, options);
}

/**
 * f1Score for targets that are the numbers of the classes, int32 [...]; the guess is the largest of a row, the first of
 * equals.
 */
export function sparseF1Score(options: SparseConfusionOptions = {}): Metric {
  checkOptions("sparseF1Score", options, { average: true, ignoreClass: true });
  return sparseMetric("sparseF1Score", f1Of, options);
}

/** What is remembered of each class: the weights of hits, of guesses, and of its examples. */
interface Counts {
  add(k: number, weight: number, guess: number, truth: number): void;
  read(classes: number): void;
}

/** Takes a batch's examples into the counts. */
type Count = (counts: Counts, prediction: Tensor, target: Tensor, weightAt: (row: number) => number) => void;

/** Which predictions count as a yes, and which outputs count at all. */
interface Guessing {
  /** Undefined: 0.5 for a single output, else null, for which the largest of a row is a yes. */
  readonly threshold: number | null | undefined;
  readonly topK?: number | undefined;
  readonly classId?: number | undefined;
}

/** A metric for each threshold, reported together where there are several. */
function overThresholds(name: string, score: Score, options: ConfusionOptions): Metric {
  checkOptions(name, options, { average: true, thresholds: true, topK: true, classId: true });
  const { average = "micro", topK, classId } = options;
  const { thresholds = topK === undefined ? 0.5 : -Infinity } = options;
  if (topK !== undefined && !(Number.isSafeInteger(topK) && topK >= 1))
    throw new RangeError(`${name}: topK must be an integer of at least 1, got ${topK}`);
  if (classId !== undefined && !(Number.isSafeInteger(classId) && classId >= 0))
    throw new RangeError(`${name}: classId must be an integer of at least 0, got ${classId}`);
  const limits = [thresholds].flat();
  if (limits.length === 0 || limits.some((limit) => !(limit < Infinity)))
    throw new RangeError(`${name}: thresholds must be a number, or a list of some, got ${limits.join(", ") || "none"}`);
  const each = limits.map((threshold) => confusionMetric(name, score, average, { threshold, topK, classId }));
  if (!Array.isArray(thresholds)) return each[0];
  if (average === "none")
    throw new TypeError(`${name}: several thresholds and average "none" exclude each other; help: give one threshold`);
  return severalValues(
    each,
    limits.map((limit) => `${name}.${limit}`),
  );
}

function confusionMetric(name: string, score: Score, average: Average, { threshold, topK, classId }: Guessing): Metric {
  return averaged({ name, better: "higher" }, score, average, (counts, prediction, target, weightAt) => {
    if (target.dtype === "int32" || target.size !== prediction.size) {
      throw new TypeError(
        `${name} compares predictions [..., outputs] with floats [..., outputs], got ` +
          `${showShape(prediction.shape)} and ${target.toString()}`,
      );
    }
    const outputs = prediction.shape.at(-1) ?? 1;
    if (classId !== undefined && classId >= outputs)
      throw new RangeError(`${name}: classId must be below the number of outputs, ${outputs}, got ${classId}`);
    counts.read(classId === undefined ? outputs : 1);
    const limit = threshold === undefined ? (outputs === 1 ? 0.5 : null) : threshold;
    const [p, y] = [prediction.toArray(), target.toArray()];
    const largest = limit === null ? argmax(prediction).toArray() : null;
    for (let row = 0; row < p.length / outputs; row++) {
      const weight = weightAt(row);
      if (weight === 0) continue;
      const among = topK === undefined ? null : topOf(p.subarray(row * outputs, (row + 1) * outputs), topK);
      for (let k = classId ?? 0; k < (classId === undefined ? outputs : classId + 1); k++) {
        const i = row * outputs + k;
        const guess = largest === null ? p[i] > (limit ?? 0) && (among?.has(k) ?? true) : largest[row] === k;
        counts.add(classId === undefined ? k : 0, weight, guess ? 1 : 0, y[i]);
      }
    }
  });
}

/** Indices of the k largest values of a row, the first of equals before the others. */
function topOf(row: ArrayLike<number>, k: number): ReadonlySet<number> {
  const indices = Array.from({ length: row.length }, (_, i) => i);
  return new Set(indices.toSorted((a, b) => row[b] - row[a] || a - b).slice(0, k));
}

function sparseMetric(name: string, score: Score, { average = "macro", ignoreClass }: SparseConfusionOptions): Metric {
  const about = { name, better: "higher", targets: "classes" } as const;
  return averaged(about, score, average, (counts, prediction, target, weightAt) => {
    const classes = prediction.shape.at(-1) ?? 0;
    if (target.dtype !== "int32" || target.size * classes !== prediction.size) {
      throw new TypeError(
        `${name} compares predictions [..., classes] with int32 labels [...], got ${showShape(prediction.shape)} ` +
          `and ${target.toString()}`,
      );
    }
    counts.read(classes);
    const guesses = argmax(prediction).toArray();
    const labelAt = labelsOf(name, target, classes, ignoreClass);
    for (let row = 0; row < guesses.length; row++) {
      const weight = weightAt(row);
      const label = weight === 0 ? null : labelAt(row);
      if (label === null) continue;
      const guess = guesses[row];
      counts.add(guess, weight, 1, guess === label ? 1 : 0);
      if (guess !== label) counts.add(label, weight, 0, 1);
    }
  });
}

function averaged(about: Omit<Metric, "begin">, score: Score, average: Average, count: Count): Metric {
  return {
    ...about,
    begin() {
      let state = new Float64Array(0);
      const counts: Counts = {
        read(classes) {
          if (state.length === 0) state = new Float64Array(3 * classes);
        },
        add(k, weight, guess, truth) {
          state[3 * k] += weight * guess * truth;
          state[3 * k + 1] += weight * guess;
          state[3 * k + 2] += weight * truth;
        },
      };
      const classes = (): (readonly [number, number, number])[] =>
        Array.from({ length: state.length / 3 }, (_, k) => [state[3 * k], state[3 * k + 1], state[3 * k + 2]]);
      return {
        update(prediction, target, weights) {
          const rows = prediction.size / (prediction.shape.at(-1) ?? 1);
          count(counts, prediction, target, weightsOf(rows, weights));
        },
        result: () => averageOf(classes(), score, average),
        ...(average === "none"
          ? {
              results: () =>
                Object.fromEntries(classes().map((numbers, k) => [`${about.name}.${k}`, score(...numbers)])),
            }
          : {}),
        save: () => state.slice(),
        load(saved) {
          state = saved.slice();
        },
      };
    },
  };
}

function averageOf(classes: readonly (readonly [number, number, number])[], score: Score, average: Average): number {
  if (classes.length === 0) return 0;
  const sumOf = (i: 0 | 1 | 2): number => classes.reduce((sum, numbers) => sum + numbers[i], 0);
  if (average === "micro") return score(sumOf(0), sumOf(1), sumOf(2));
  const scores = classes.map((numbers) => score(...numbers));
  if (average === "weighted")
    return share(
      classes.reduce((sum, [, , actual], k) => sum + actual * scores[k], 0),
      sumOf(2),
    );
  return scores.reduce((a, b) => a + b, 0) / scores.length;
}
