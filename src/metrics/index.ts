/** Every metric by its name. */
export { auc } from "./auc.ts";
export { binaryAccuracy } from "./binary-accuracy.ts";
export { categoricalAccuracy, sparseCategoricalAccuracy } from "./categorical-accuracy.ts";
export { f1Score, precision, recall, sparseF1Score, sparsePrecision, sparseRecall } from "./confusion.ts";
export { cosineSimilarity } from "./cosine-similarity.ts";
export {
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  rootMeanSquaredError,
  symmetricMeanAbsolutePercentageError,
} from "./errors.ts";
export { perplexity } from "./perplexity.ts";
export { r2Score } from "./r2-score.ts";
export { sparseTopKCategoricalAccuracy, topKCategoricalAccuracy } from "./top-k-categorical-accuracy.ts";
