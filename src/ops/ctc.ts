import { checkOptions } from "../tensor/options.ts";
import { kernels } from "../kernels/current.ts";
import { isRecording, record } from "../tensor/tape.ts";
import { empty, intTensor, type Tensor } from "../tensor/tensor.ts";
import { checkInts, checkNotDifferentiated, checkShape, lengths } from "./shared/checks.ts";
import { timesNumber } from "./shared/product.ts";

export interface CtcOptions {
  /** [examples] or null for ones. Default: null. */
  readonly weights?: Tensor | null;
  /**
   * [examples, time], int32: 1 for steps that count, from the first on without gaps, 0 for padding after them. Default:
   * all count.
   */
  readonly mask?: Tensor | null;
  /** The class that stands for "no label". Default: 0. */
  readonly blank?: number;
}

/**
 * Connectionist temporal classification (Graves et al. 2006, "Connectionist temporal classification", ICML): the mean
 * over examples of weight · −ln p(labels), as shape []. p sums the probabilities of all paths, one class at each step,
 * that read as the labels when repeats and then blanks are taken out; those of a step are the softmax of its logits.
 *
 *   dx[t, k] = weight / examples · (softmax(x)[t, k] − p(paths that are in class k at step t) / p(labels))
 *
 * logits [examples, time, classes], labels int32 [examples, labels]; after the last label of an example there is
 * padding: blanks or negative numbers. Throws a RangeError for labels that are not a class, and for an example whose
 * steps are too few for its labels, which no path can read: there must be one for every label and one for every repeat.
 */
export function ctc(logits: Tensor, labels: Tensor, options: CtcOptions = {}): Tensor {
  checkOptions("ctc", options, { weights: true, mask: true, blank: true });
  const { weights = null, mask = null, blank = 0 } = options;
  const [batch, time, classes] = lengths("ctc: logits", logits, "examples", "time", "classes");
  const [rows, labelTime] = lengths("ctc: labels", labels, "examples", "labels");
  checkInts("ctc: labels", labels);
  if (rows !== batch || time < 1 || batch < 1) {
    throw new TypeError(`ctc: there are logits of ${batch} examples and ${time} steps, and labels of ${rows} examples`);
  }
  if (!(blank >= 0 && blank < classes))
    throw new RangeError(`ctc: blank must be a class, 0 to ${classes - 1}, got ${blank}`);
  if (weights !== null) checkShape("ctc: weights", weights, [batch]);
  if (mask !== null) checkShape("ctc: mask", mask, [batch, time]);
  checkNotDifferentiated("ctc: weights", weights);
  const inputLengths = mask === null ? Array.from({ length: batch }, () => time) : stepsIn(mask.toArray(), batch, time);
  const labelLengths = labelsIn(labels.toArray(), inputLengths, { labelTime, classes, blank });
  const value = empty([]);
  const gradient = isRecording(logits) ? empty(logits.shape) : null;
  kernels.ctc({
    logits: logits.storage,
    labels: labels.storage,
    labelLengths: intTensor(labelLengths).storage,
    inputLengths: intTensor(inputLengths).storage,
    weights: weights?.storage ?? null,
    value: value.storage,
    gradient: gradient?.storage ?? null,
    batch,
    time,
    classes,
    labelTime,
    blank,
  });
  if (gradient === null) return value;
  return record(value, [logits], (dy) => [timesNumber(gradient, dy)]);
}

/** How many steps of each example count. */
function stepsIn(mask: ArrayLike<number>, batch: number, time: number): number[] {
  return Array.from({ length: batch }, (_, example) => {
    let steps = 0;
    while (steps < time && mask[example * time + steps] !== 0) steps++;
    for (let t = steps; t < time; t++) {
      if (mask[example * time + t] !== 0) {
        throw new RangeError(
          `ctc: step ${t} of example ${example} counts, but one before it does not; help: pad sequences at their end`,
        );
      }
    }
    return steps;
  });
}

interface LabelSizes {
  readonly labelTime: number;
  readonly classes: number;
  readonly blank: number;
}

/** How many labels each example has before its padding. */
function labelsIn(
  labels: ArrayLike<number>,
  inputLengths: readonly number[],
  { labelTime, classes, blank }: LabelSizes,
): number[] {
  const isPadding = (label: number): boolean => label < 0 || label === blank;
  return inputLengths.map((steps, example) => {
    const own = Array.from({ length: labelTime }, (_, i) => labels[example * labelTime + i]);
    const length = own.findLastIndex((label) => !isPadding(label)) + 1;
    const wrong = own.findIndex((label, i) => i < length && (isPadding(label) || label >= classes));
    if (wrong >= 0) {
      throw new RangeError(
        `ctc: label ${own[wrong]} at [${example}, ${wrong}] is not a class that can be read; they are 0 to ` +
          `${classes - 1} without the blank, ${blank}`,
      );
    }
    const repeats = own.filter((label, i) => i > 0 && i < length && label === own[i - 1]).length;
    if (steps < Math.max(1, length + repeats)) {
      throw new RangeError(
        `ctc: example ${example} has ${steps} steps, too few for ${length} labels with ${repeats} repeats; help: ` +
          "fewer strides before the loss, or leave the example out",
      );
    }
    return length;
  });
}
