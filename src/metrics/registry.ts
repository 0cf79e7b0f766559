import { binaryAccuracy } from "./binary-accuracy.ts";
import { categoricalAccuracy, sparseCategoricalAccuracy } from "./categorical-accuracy.ts";
import { meanAbsoluteError, meanSquaredError, rootMeanSquaredError } from "./errors.ts";
import type { Metric } from "./metric.ts";
import { sparseTopKCategoricalAccuracy, topKCategoricalAccuracy } from "./top-k-categorical-accuracy.ts";

/** Every metric by its name. */
export const metrics: {
  readonly binaryAccuracy: typeof binaryAccuracy;
  readonly categoricalAccuracy: typeof categoricalAccuracy;
  readonly meanAbsoluteError: typeof meanAbsoluteError;
  readonly meanSquaredError: typeof meanSquaredError;
  readonly rootMeanSquaredError: typeof rootMeanSquaredError;
  readonly sparseCategoricalAccuracy: typeof sparseCategoricalAccuracy;
  readonly sparseTopKCategoricalAccuracy: typeof sparseTopKCategoricalAccuracy;
  readonly topKCategoricalAccuracy: typeof topKCategoricalAccuracy;
} = {
  binaryAccuracy,
  categoricalAccuracy,
  meanAbsoluteError,
  meanSquaredError,
  rootMeanSquaredError,
  sparseCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
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
