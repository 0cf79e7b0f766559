import * as losses from "./index.ts";
import { unknownName } from "../tensor/options.ts";
import { binaryCrossentropy } from "./binary-crossentropy.ts";
import { klDivergence } from "./kl-divergence.ts";
import type { Loss } from "./loss.ts";
import { meanAbsoluteError } from "./mean-absolute-error.ts";
import { meanAbsolutePercentageError } from "./mean-absolute-percentage-error.ts";
import { meanSquaredError } from "./mean-squared-error.ts";
import { meanSquaredLogarithmicError } from "./mean-squared-logarithmic-error.ts";

export { losses };

/** Keras's short names. */
const short = {
  bce: binaryCrossentropy,
  kld: klDivergence,
  mae: meanAbsoluteError,
  mape: meanAbsolutePercentageError,
  mse: meanSquaredError,
  msle: meanSquaredLogarithmicError,
} as const;

/**
 * A loss by its name or its short name, with its defaults, or one with options: "meanAbsoluteError", "mae",
 * losses.huber({ delta: 2 }).
 */
export type LossOption = keyof typeof losses | keyof typeof short | Loss;

/** The loss that an option names. Throws a RangeError when there is none. */
export function lossFrom(option: LossOption): Loss {
  if (typeof option !== "string") return option;
  const all = { ...losses, ...short };
  if (!Object.hasOwn(all, option)) throw unknownName("loss", option, Object.keys(all));
  return all[option]();
}
