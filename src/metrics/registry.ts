import { auc } from "./auc.ts";
import { binaryAccuracy } from "./binary-accuracy.ts";
import { categoricalAccuracy, sparseCategoricalAccuracy } from "./categorical-accuracy.ts";
import { f1Score, precision, recall, sparseF1Score, sparsePrecision, sparseRecall } from "./confusion.ts";
import { cosineSimilarity } from "./cosine-similarity.ts";
import {
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  rootMeanSquaredError,
  symmetricMeanAbsolutePercentageError,
} from "./errors.ts";
import type { Metric } from "./metric.ts";
import { perplexity } from "./perplexity.ts";
import { r2Score } from "./r2-score.ts";
import { sparseTopKCategoricalAccuracy, topKCategoricalAccuracy } from "./top-k-categorical-accuracy.ts";

/** Every metric by its name. */
export const metrics: {
  readonly auc: typeof auc;
  readonly binaryAccuracy: typeof binaryAccuracy;
  readonly categoricalAccuracy: typeof categoricalAccuracy;
  readonly cosineSimilarity: typeof cosineSimilarity;
  readonly f1Score: typeof f1Score;
  readonly meanAbsoluteError: typeof meanAbsoluteError;
  readonly meanAbsolutePercentageError: typeof meanAbsolutePercentageError;
  readonly meanSquaredError: typeof meanSquaredError;
  readonly perplexity: typeof perplexity;
  readonly precision: typeof precision;
  readonly r2Score: typeof r2Score;
  readonly recall: typeof recall;
  readonly rootMeanSquaredError: typeof rootMeanSquaredError;
  readonly sparseCategoricalAccuracy: typeof sparseCategoricalAccuracy;
  readonly sparseF1Score: typeof sparseF1Score;
  readonly sparsePrecision: typeof sparsePrecision;
  readonly sparseRecall: typeof sparseRecall;
  readonly sparseTopKCategoricalAccuracy: typeof sparseTopKCategoricalAccuracy;
  readonly symmetricMeanAbsolutePercentageError: typeof symmetricMeanAbsolutePercentageError;
  readonly topKCategoricalAccuracy: typeof topKCategoricalAccuracy;
} = {
  auc,
  binaryAccuracy,
  categoricalAccuracy,
  cosineSimilarity,
  f1Score,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  perplexity,
  precision,
  r2Score,
  recall,
  rootMeanSquaredError,
  sparseCategoricalAccuracy,
  sparseF1Score,
  sparsePrecision,
  sparseRecall,
  sparseTopKCategoricalAccuracy,
  symmetricMeanAbsolutePercentageError,
  topKCategoricalAccuracy,
};

/** A metric by its name, with its defaults, or one with options: "meanAbsoluteError", metrics.binaryAccuracy({ threshold: 0 }). */
export type MetricOption = keyof typeof metrics | Metric;

/** The metric that an option names. Throws a RangeError when there is none. */
export function metricFrom(option: MetricOption): Metric {
  if (typeof option !== "string") return option;
  if (!Object.hasOwn(metrics, option)) {
    throw new RangeError(`there is no metric "${option}"; help: one of ${Object.keys(metrics).join(", ")}`);
  }
  return metrics[option]();
}
