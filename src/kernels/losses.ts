/** Codes of the losses, the same in kernels/losses.h. p is the prediction, y the target. */
export const lossCodes = {
  /** (p − y)² */
  meanSquaredError: 0,
  /** |p − y|; derivative 0 where they are equal */
  meanAbsoluteError: 1,
  /** ½ e² for |e| ≤ δ, else δ|e| − ½ δ² */
  huber: 2,
  /**
   * −y ln p − (1 − y) ln(1 − p), p clipped to [10⁻⁷, 1 − 2⁻²³] (10⁻⁷ from the ends as float32 has it) with derivative 0
   * where it was clipped; parameter smooths y towards ½
   */
  binaryCrossentropy: 3,
  /** The same of σ(p), computed as max(p, 0) − p·y + ln(1 + e^−|p|) */
  binaryCrossentropyFromLogits: 4,
  /** ln cosh(p − y), as |e| + ln(1 + e^(−2|e|)) − ln 2 */
  logCosh: 5,
  /** 100 · |p − y| / max(|y|, 10⁻⁷) */
  meanAbsolutePercentageError: 6,
  /** max(q · (y − p), (q − 1) · (y − p)), q the parameter; derivative 0 where they are equal */
  quantile: 7,
  /** p − y · ln(p + 10⁻⁷) */
  poisson: 8,
  /** eᵖ − y · p */
  poissonFromLog: 9,
  /** y ln(y / p), both clipped to [10⁻⁷, 1], with derivative 0 where p was clipped */
  klDivergence: 10,
  /** (ln(1 + p) − ln(1 + y))², both at least 10⁻⁷, with derivative 0 where p was less */
  meanSquaredLogarithmicError: 11,
} as const;

export type LossName = keyof typeof lossCodes;
