import { checkOptions } from "../tensor/options.ts";
import { ctc as op } from "../ops/ctc.ts";
import type { Loss } from "./loss.ts";
import { showValue } from "../tensor/show-value.ts";

export interface CtcLossOptions {
  /** The class that stands for "no label". Default: 0. */
  readonly blank?: number;
}

/**
 * Connectionist temporal classification, for labels whose places in the sequence are not known, such as the letters of
 * a recording (Graves et al. 2006, ICML): mean over examples of −ln p(labels). Predictions are logits [examples, time,
 * classes]; targets are int32 labels [examples, labels], padded at the end with blanks or negative numbers. Where the
 * output has a mask, the steps that it keeps count, which must be the first ones. Definition: Keras 3, CTC; as there, a
 * loss is not divided by the number of its labels.
 */
export function ctc(options: CtcLossOptions = {}): Loss {
  checkOptions("ctc", options, { blank: true });
  const { blank = 0 } = options;
  if (!Number.isSafeInteger(blank) || blank < 0)
    throw new RangeError(`ctc: blank must be an integer of at least 0, got ${showValue(blank)}`);
  return {
    name: "ctc",
    targets: "sequences",
    call: (prediction, target, weights, mask = null) => op(prediction, target, { weights, mask, blank }),
  };
}
