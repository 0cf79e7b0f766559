import { unknownName } from "../tensor/options.ts";
import { binaryCrossentropy } from "./binary-crossentropy.ts";
import { binaryFocalCrossentropy } from "./binary-focal-crossentropy.ts";
import { categoricalCrossentropy } from "./categorical-crossentropy.ts";
import { categoricalFocalCrossentropy } from "./categorical-focal-crossentropy.ts";
import { cosineSimilarity } from "./cosine-similarity.ts";
import { ctc } from "./ctc.ts";
import { huber } from "./huber.ts";
import { klDivergence } from "./kl-divergence.ts";
import { logCosh } from "./log-cosh.ts";
import type { Loss } from "./loss.ts";
import { meanAbsoluteError } from "./mean-absolute-error.ts";
import { meanAbsolutePercentageError } from "./mean-absolute-percentage-error.ts";
import { meanSquaredError } from "./mean-squared-error.ts";
import { poisson } from "./poisson.ts";
import { quantile } from "./quantile.ts";
import { sparseCategoricalCrossentropy } from "./sparse-categorical-crossentropy.ts";

/** Every loss by its name. */
export const losses: {
  readonly binaryCrossentropy: typeof binaryCrossentropy;
  readonly binaryFocalCrossentropy: typeof binaryFocalCrossentropy;
  readonly categoricalCrossentropy: typeof categoricalCrossentropy;
  readonly categoricalFocalCrossentropy: typeof categoricalFocalCrossentropy;
  readonly cosineSimilarity: typeof cosineSimilarity;
  readonly ctc: typeof ctc;
  readonly huber: typeof huber;
  readonly klDivergence: typeof klDivergence;
  readonly logCosh: typeof logCosh;
  readonly meanAbsoluteError: typeof meanAbsoluteError;
  readonly meanAbsolutePercentageError: typeof meanAbsolutePercentageError;
  readonly meanSquaredError: typeof meanSquaredError;
  readonly poisson: typeof poisson;
  readonly quantile: typeof quantile;
  readonly sparseCategoricalCrossentropy: typeof sparseCategoricalCrossentropy;
} = {
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  cosineSimilarity,
  ctc,
  huber,
  klDivergence,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  poisson,
  quantile,
  sparseCategoricalCrossentropy,
};

/** Keras's short names. */
const short = {
  bce: binaryCrossentropy,
  kld: klDivergence,
  mae: meanAbsoluteError,
  mape: meanAbsolutePercentageError,
  mse: meanSquaredError,
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
