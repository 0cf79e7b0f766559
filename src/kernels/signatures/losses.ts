import type { Table } from "./kind.ts";

/** Shared by softmaxCrossentropy and crossentropy. Meanings: src/kernels/reference/crossentropy.ts. */
const crossentropyArguments = {
  /** [rows, classes] */
  prediction: "floats",
  /** [rows], the class of each row; or null, and then targets are there. */
  labels: "ints?",
  /** [rows, classes], the share of each class; or null. */
  targets: "floats?",
  /** [rows / rowsPerWeight], each for as many neighbouring rows; null for ones. */
  weights: "floats?",
  value: "result",
  /** [rows, classes]; may be the very array of prediction. */
  gradient: "result?",
  /** invalid[0] = the first row whose label is not a class, or −1. If there is one, nothing else is written. */
  invalid: "indices",
  rows: "size",
  classes: "size",
  rowsPerWeight: "size",
  /** ε ≥ 0 */
  smoothing: "number",
  /** Whether rows labelled `ignored` count for nothing. */
  ignore: "flag",
  ignored: "size",
} as const;

/** Shared by losses of whole rows. */
const rowLossArrays = {
  /** [rows, classes] */
  prediction: "floats",
  /** [rows, classes] */
  target: "floats",
  /** [rows / rowsPerWeight], each for as many neighbouring rows; null for ones. */
  weights: "floats?",
  value: "result",
  /** [rows, classes] */
  gradient: "result?",
} as const;

const rowLossSizes = {
  rows: "size",
  classes: "size",
  rowsPerWeight: "size",
} as const;

/** Losses with their gradients. */
export const losses = {
  /**
   * value[0] = Σ over examples of weight · mean over width of loss(prediction, target), divided by the number of
   * examples; gradient = its gradient in the prediction. prediction and target [examples, width], weights [examples] or
   * null for ones. Codes: kernels/losses.ts. parameter: δ of the Huber loss, label smoothing of cross-entropies, the
   * share of the quantile loss.
   */
  loss: {
    prediction: "floats",
    target: "floats",
    weights: "floats?",
    value: "result",
    gradient: "result?",
    examples: "size",
    width: "size",
    loss: "size",
    parameter: "number",
  },
  /**
   * Cross-entropy of the softmax of each row with T = (1 − ε) · target + ε/classes, and its gradient in the logits x:
   * value[0] = Σ over rows of weight · Σ T · (ln Σ eˣ − x) / count, gradient = weight/count · (softmax(x) · Σ T − T).
   * count is the number of rows that are not ignored. Rows that are, and rows of weight 0, are not read and have
   * gradient 0.
   */
  softmaxCrossentropy: crossentropyArguments,
  /**
   * The same of rows of probabilities: each is divided by its sum, then clipped to [10⁻⁷, 1 − 2⁻²³]; gradient 0 through
   * what was clipped.
   */
  crossentropy: crossentropyArguments,
  /**
   * As loss, with weight · (1 − pₜ)^γ · binary cross-entropy, pₜ = t · p + (1 − t) · (1 − p), t the smoothed target;
   * balanced: times t · α + (1 − t) · (1 − α). Probabilities are clipped to [10⁻⁷, 1 − 2⁻²³] in the cross-entropy
   * alone, with gradient 0 there; fromLogits p = σ(prediction), and nothing is clipped.
   */
  binaryFocal: {
    prediction: "floats",
    target: "floats",
    weights: "floats?",
    value: "result",
    gradient: "result?",
    examples: "size",
    width: "size",
    gamma: "number",
    alpha: "number",
    balanced: "flag",
    smoothing: "number",
    fromLogits: "flag",
  },
  /**
   * value[0] = Σ over rows of weight · Σ over classes of −α · (1 − q)^γ · T · ln q / rows, T = (1 − ε) · target +
   * ε/classes, and its gradient. q is the row divided by its sum and clipped to [10⁻⁷, 1 − 2⁻²³], with gradient 0
   * through what was clipped; fromLogits: the softmax of the row, nothing clipped.
   */
  categoricalFocal: {
    ...rowLossArrays,
    ...rowLossSizes,
    gamma: "number",
    alpha: "number",
    smoothing: "number",
    fromLogits: "flag",
  },
  /**
   * value[0] = Σ over rows of weight · −Σ p̂ · ŷ / rows, x̂ = x · min(1/‖x‖, 10⁷), and its gradient: 0 in rows of
   * predictions with ‖p‖ ≤ 10⁻⁷, which have no direction.
   */
  cosineSimilarity: { ...rowLossArrays, ...rowLossSizes },
  /**
   * Connectionist temporal classification (Graves et al. 2006, ICML, equations 6 to 16): value[0] = Σ over examples of
   * weight · −ln p(labels | logits) / batch, and its gradient. p is the sum over all paths through the softmax of the
   * logits which, without repeats and then without blanks, read as the labels. Labels [batch, labelTime]; each example
   * must have a path, and its labels must be classes other than the blank.
   */
  ctc: {
    /** [batch, time, classes] */
    logits: "floats",
    labels: "ints",
    /** [batch]: how many labels count, from the first. */
    labelLengths: "ints",
    /** [batch]: how many steps count, from the first; the others have gradient 0. */
    inputLengths: "ints",
    /** [batch] */
    weights: "floats?",
    value: "result",
    /** [batch, time, classes] */
    gradient: "result?",
    batch: "size",
    time: "size",
    classes: "size",
    labelTime: "size",
    blank: "size",
  },
} as const satisfies Table;
