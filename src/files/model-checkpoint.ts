import { checkOptions } from "../tensor/options.ts";
import type { Callback, EpochLogs, TrainingRun } from "../training/callbacks/callback.ts";
import { checkMode, metricOf, gainOf, higherIsBetter, type Mode } from "../training/callbacks/monitor.ts";
import { saveModel } from "./folder.ts";

export interface ModelCheckpointOptions {
  /**
   * Where the model is saved, in the same folder each time, or in one by the epoch: ({ epoch }) =>
   * `runs/epoch-${epoch}`.
   */
  readonly folder: string | ((logs: EpochLogs) => string);
  /** The metric to watch: loss, valLoss or a metric by its name in the logs. Default: valLoss. */
  readonly monitor?: string;
  /** Whether less ("min") or more ("max") is better; "auto" is as the metric defines it. Default: auto. */
  readonly mode?: Mode;
  /** Save only when the metric is the best so far. Default: false, every epoch. */
  readonly saveBestOnly?: boolean;
}

/**
 * Saves the model after every epoch, or after those that are the best so far, for loadModel. To go on training, with
 * the optimizer's memory and all, use checkpoint. Rules: Keras 3, ModelCheckpoint; of equals the older stays.
 */
export function modelCheckpoint(options: ModelCheckpointOptions): Callback {
  checkOptions("modelCheckpoint", options, { folder: true, monitor: true, mode: true, saveBestOnly: true });
  const { folder, monitor = "valLoss", mode = "auto", saveBestOnly = false } = options;
  checkMode("modelCheckpoint", mode);
  let run: TrainingRun | undefined;
  let best: number | null = null;
  return {
    onTrainBegin(started) {
      run = started;
      best = null;
    },
    async afterEpoch(logs) {
      if (run === undefined) return;
      if (saveBestOnly) {
        const value = metricOf("modelCheckpoint", logs, monitor);
        if (!(gainOf(value, best, higherIsBetter(run, monitor, mode)) > 0)) return;
        best = value;
      }
      await saveModel(run.model, typeof folder === "string" ? folder : folder(logs));
    },
    memory: {
      name: "modelCheckpoint",
      save: () => ({ best: Float64Array.from(best === null ? [] : [best]) }),
      load(saved) {
        best = saved["best"][0] ?? null;
      },
    },
  };
}
