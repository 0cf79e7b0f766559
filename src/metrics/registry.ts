import type { TargetKind } from "../data/dataset.ts";
import { unknownName } from "../tensor/options.ts";
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

/** Keras's short names. */
const short = {
  mae: meanAbsoluteError,
  mape: meanAbsolutePercentageError,
  mse: meanSquaredError,
  rmse: rootMeanSquaredError,
} as const;

/**
 * A metric by its name or its short name, with its defaults, or one with options: "meanAbsoluteError", "mae",
 * metrics.binaryAccuracy({ threshold: 0 }). "accuracy" is binaryAccuracy for an output of one feature,
 * sparseCategoricalAccuracy where the loss reads classes, and otherwise categoricalAccuracy. It is reported by the name
 * given.
 */
export type MetricOption = keyof typeof metrics | keyof typeof short | "accuracy" | "acc" | Metric;

/** What "accuracy" depends on. */
export interface MeasuredOutput {
  /** Length of the output's last axis. */
  readonly features: number | null;
  readonly loss: { readonly targets?: TargetKind; readonly ignoreClass?: number };
}

/** The metric that an option names. Throws a RangeError when there is none. */
export function metricFrom(option: MetricOption, output: MeasuredOutput): Metric {
  if (typeof option !== "string") return option;
  if (option === "accuracy" || option === "acc") return { ...accuracyOf(output), name: option };
  const all = { ...metrics, ...short };
  if (!Object.hasOwn(all, option)) throw unknownName("metric", option, [...Object.keys(all), "accuracy"]);
  return { ...all[option](), name: option };
}

function accuracyOf({ features, loss: { targets, ignoreClass } }: MeasuredOutput): Metric {
  if (targets === "classes") return sparseCategoricalAccuracy(ignoreClass === undefined ? {} : { ignoreClass });
  return features === 1 ? binaryAccuracy() : categoricalAccuracy();
}
