import { checkOptions } from "../../tensor/options.ts";
import type { TypedArray } from "../../kernels/backend.ts";
import { assign } from "../../tensor/tensor.ts";
import type { Callback, TrainingRun } from "./callback.ts";
import { checkMode, metricOf, gainOf, higherIsBetter, type Mode } from "./monitor.ts";
import { showValue } from "../../tensor/show-value.ts";

export interface EarlyStoppingOptions {
  /**
   * The metric to watch: loss, valLoss or a metric by its name in the logs, such as valMeanAbsoluteError. Default:
   * valLoss.
   */
  readonly monitor?: string;
  /** Epochs without improvement after which training stops. Default: 0. */
  readonly patience?: number;
  /** Minimum change of the metric that counts as an improvement. Default: 0. */
  readonly minDelta?: number;
  /** Whether less ("min") or more ("max") is better; "auto" is as the metric defines it. Default: auto. */
  readonly mode?: Mode;
  /**
   * A value that the metric has to improve on: epochs that do not, count as epochs without improvement. Default: none.
   */
  readonly baseline?: number;
  /** Restore the weights of the best epoch when training ends, however it ends. Default: false. */
  readonly restoreBestWeights?: boolean;
  /** The first epoch that is watched. Default: 0. */
  readonly startFromEpoch?: number;
}

export interface EarlyStopping extends Callback {
  /** The best epoch so far and its metric; null before the first that is watched. */
  readonly best: { readonly epoch: number; readonly value: number } | null;
}

/**
 * Stops training when a metric has not improved for `patience` epochs. Rules: Keras 3,
 * EarlyStopping.
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): EarlyStopping {
  checkOptions("earlyStopping", options, {
    monitor: true,
    patience: true,
    minDelta: true,
    mode: true,
    baseline: true,
    restoreBestWeights: true,
    startFromEpoch: true,
  });
  const { monitor = "valLoss", patience = 0, minDelta = 0, restoreBestWeights = false, startFromEpoch = 0 } = options;
  const { mode = "auto", baseline } = options;
  checkMode("earlyStopping", mode);
  if (Number.isNaN(baseline)) throw new RangeError("earlyStopping: baseline must be a number, got NaN");
  if (!(patience >= 0)) throw new RangeError(`earlyStopping: patience must be at least 0, got ${showValue(patience)}`);
  if (!(minDelta >= 0)) throw new RangeError(`earlyStopping: minDelta must be at least 0, got ${showValue(minDelta)}`);
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
      const value = metricOf("earlyStopping", logs, monitor);
      const higher = higherIsBetter(run, monitor, mode);
      waited += 1;
      if (gainOf(value, best?.value ?? null, higher) > minDelta) {
        best = { epoch: logs.epoch, value };
        if (restoreBestWeights) bestWeights = run.model.flat.toArray();
        if (baseline === undefined || gainOf(value, baseline, higher) > minDelta) waited = 0;
        return undefined;
      }
      return waited >= patience ? "stop" : undefined;
    },
    onTrainEnd() {
      if (run !== undefined && bestWeights !== undefined) assign(run.model.flat, bestWeights);
    },
    memory: {
      name: "earlyStopping",
      save: () => ({
        waited: Int32Array.of(waited),
        best: best === null ? new Float64Array(0) : Float64Array.of(best.epoch, best.value),
        ...(bestWeights === undefined ? {} : { bestWeights }),
      }),
      load(saved) {
        [waited] = saved["waited"];
        const [epoch, value] = saved["best"];
        best = epoch === undefined ? null : { epoch, value };
        bestWeights = saved["bestWeights"];
      },
    },
  };
}
