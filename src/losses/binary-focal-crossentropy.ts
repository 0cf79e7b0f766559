import { checkOptions } from "../tensor/options.ts";
import { binaryFocal } from "../ops/binary-focal.ts";
import { checkLabelSmoothing } from "./categorical-crossentropy.ts";
import type { Loss } from "./loss.ts";
import { showValue } from "../tensor/show-value.ts";

export interface BinaryFocalCrossentropyOptions {
  /** γ: how much less predictions weigh that are right already; 0 makes it binaryCrossentropy. Default: 2. */
  readonly gamma?: number;
  /** Weigh targets of 1 with alpha and targets of 0 with 1 − alpha. Default: false. */
  readonly applyClassBalancing?: boolean;
  /** α from 0 to 1, for applyClassBalancing. Default: 0.25. */
  readonly alpha?: number;
  /**
   * The predictions are logits, of which the sigmoid is the probability; false: they are probabilities. Default:
   * false.
   */
  readonly fromLogits?: boolean;
  /** Moves targets towards ½: target · (1 − labelSmoothing) + labelSmoothing / 2. Default: 0. */
  readonly labelSmoothing?: number;
}

/**
 * Binary cross-entropy in which what is right already weighs little, for classes of which one is rare (Lin et al. 2017,
 * arXiv:1708.02002): mean of (1 − pₜ)^γ · binary cross-entropy, pₜ being the probability given to the truth.
 * Definition: Keras 3, BinaryFocalCrossentropy; fromLogits keeps its gradient when the model is very sure and wrong,
 * where Keras clips.
 */
export function binaryFocalCrossentropy(options: BinaryFocalCrossentropyOptions = {}): Loss {
  checkOptions("binaryFocalCrossentropy", options, {
    gamma: true,
    applyClassBalancing: true,
    alpha: true,
    fromLogits: true,
    labelSmoothing: true,
  });
  const { gamma = 2, applyClassBalancing = false, alpha, fromLogits = false, labelSmoothing = 0 } = options;
  checkFocus("binaryFocalCrossentropy", gamma, alpha ?? 0.25);
  checkLabelSmoothing("binaryFocalCrossentropy", labelSmoothing);
  if (alpha !== undefined && !applyClassBalancing) {
    throw new TypeError("binaryFocalCrossentropy: alpha does nothing without applyClassBalancing; help: give both");
  }
  const balance = applyClassBalancing ? (alpha ?? 0.25) : null;
  return {
    name: "binaryFocalCrossentropy",
    call: (prediction, target, weights) =>
      binaryFocal(prediction, target, { weights, gamma, alpha: balance, fromLogits, labelSmoothing }),
  };
}

/** Throws a RangeError for a gamma or alpha that cannot be. */
export function checkFocus(loss: string, gamma: number, alpha: number): void {
  if (!(gamma >= 0)) throw new RangeError(`${loss}: gamma must be at least 0, got ${showValue(gamma)}`);
  if (!(alpha >= 0 && alpha <= 1)) throw new RangeError(`${loss}: alpha must be from 0 to 1, got ${alpha}`);
}
