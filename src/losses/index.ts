/** Every loss by its name. */
export { binaryCrossentropy } from "./binary-crossentropy.ts";
export { binaryFocalCrossentropy } from "./binary-focal-crossentropy.ts";
export { categoricalCrossentropy } from "./categorical-crossentropy.ts";
export { categoricalFocalCrossentropy } from "./categorical-focal-crossentropy.ts";
export { cosineSimilarity } from "./cosine-similarity.ts";
export { ctc } from "./ctc.ts";
export { huber } from "./huber.ts";
export { klDivergence } from "./kl-divergence.ts";
export { logCosh } from "./log-cosh.ts";
export { meanAbsoluteError } from "./mean-absolute-error.ts";
export { meanAbsolutePercentageError } from "./mean-absolute-percentage-error.ts";
export { meanSquaredError } from "./mean-squared-error.ts";
export { meanSquaredLogarithmicError } from "./mean-squared-logarithmic-error.ts";
export { poisson } from "./poisson.ts";
export { quantile } from "./quantile.ts";
export { sparseCategoricalCrossentropy } from "./sparse-categorical-crossentropy.ts";
