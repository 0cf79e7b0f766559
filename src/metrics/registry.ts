import * as metrics from "./index.ts";
import type { TargetKind } from "../data/dataset.ts";
import { unknownName } from "../tensor/options.ts";
import { binaryAccuracy } from "./binary-accuracy.ts";
import { categoricalAccuracy, sparseCategoricalAccuracy } from "./categorical-accuracy.ts";
import {
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  rootMeanSquaredError,
} from "./errors.ts";
import type { Metric } from "./metric.ts";

export { metrics };

/** Keras's short names. */
const short = {
  mae: meanAbsoluteError,
  mape: meanAbsolutePercentageError,
  mse: meanSquaredError,
  msle: meanSquaredLogarithmicError,
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
