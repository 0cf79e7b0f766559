import type { TypedArray } from "../kernels/backend.ts";
import { assign } from "../tensor/tensor.ts";
import type { Callback, EpochLogs, TrainingRun } from "./callback.ts";
import { validationName } from "./history.ts";

export interface EarlyStoppingOptions {
  /** The figure to watch: loss, valLoss or a metric by its name in the logs, such as valMeanAbsoluteError. Default: valLoss. */
  readonly monitor?: string;
  /** Epochs without improvement after which training stops. Default: 0. */
  readonly patience?: number;
  /** A change of this much or less is no improvement. Default: 0. */
  readonly minDelta?: number;
  /** Give the model the weights of its best epoch when training ends, however it ends. Default: false. */
  readonly restoreBestWeights?: boolean;
  /** The first epoch that is watched. Default: 0. */
  readonly startFromEpoch?: number;
}

export interface EarlyStopping extends Callback {
  /** The best epoch so far and its figure; null before the first that is watched. */
  readonly best: { readonly epoch: number; readonly value: number } | null;
}

/**
 * Stops training when a figure has not improved for `patience` epochs. Whether less or more is better follows from the figure. Rules: Keras 3,
 * EarlyStopping.
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): EarlyStopping {
  const { monitor = "valLoss", patience = 0, minDelta = 0, restoreBestWeights = false, startFromEpoch = 0 } = options;
  if (!(patience >= 0)) throw new RangeError(`earlyStopping: patience must be at least 0, got ${patience}`);
  if (!(minDelta >= 0)) throw new RangeError(`earlyStopping: minDelta must be at least 0, got ${minDelta}`);
  let run: TrainingRun | undefined;
  let best: EarlyStopping["best"] = null;
  let bestWeights: TypedArray | undefined;
  let waited = 0;

  return {
    get best() {
      return best;
    },
    onTrainBegin(started) {
      run = started;
      best = null;
      bestWeights = undefined;
      waited = 0;
    },
    onEpochEnd(logs) {
      if (run === undefined || logs.epoch < startFromEpoch) return undefined;
      const value = figure(logs, monitor);
      const gain = best === null ? Infinity : higherIsBetter(run, monitor) ? value - best.value : best.value - value;
      // NaN is no improvement, but the first figure is the best so far whatever it is, and anything is better than NaN.
      if (gain > minDelta || (best !== null && Number.isNaN(best.value) && !Number.isNaN(value))) {
        best = { epoch: logs.epoch, value };
        if (restoreBestWeights) bestWeights = run.model.flat.toArray();
        waited = 0;
        return undefined;
      }
      waited += 1;
      return waited >= patience ? "stop" : undefined;
    },
    onTrainEnd() {
      if (run !== undefined && bestWeights !== undefined) assign(run.model.flat, bestWeights);
    },
  };
}

/** A figure of an epoch by its name. */
function figure({ loss, valLoss, metrics }: EpochLogs, name: string): number {
  const figures: Readonly<Record<string, number>> = { ...metrics, loss, ...(valLoss === undefined ? {} : { valLoss }) };
  if (Object.hasOwn(figures, name)) return figures[name];
  const help =
    name.startsWith("val") && valLoss === undefined ? "; help: give fit validationData or validationSplit" : "";
  throw new RangeError(
    `earlyStopping watches ${name}, but an epoch has only ${Object.keys(figures).join(", ")}${help}`,
  );
}

function higherIsBetter({ metrics }: TrainingRun, name: string): boolean {
  return metrics.some(
    (metric) => metric.better === "higher" && (metric.name === name || validationName(metric.name) === name),
  );
}
