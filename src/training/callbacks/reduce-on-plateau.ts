import { checkOptions } from "../../tensor/options.ts";
import type { Callback, TrainingRun } from "./callback.ts";
import { checkMode, metricOf, gainOf, higherIsBetter, type Mode } from "./monitor.ts";

export interface ReduceOnPlateauOptions {
  /**
   * The metric to watch: loss, valLoss or a metric by its name in the logs, such as valMeanAbsoluteError. Default:
   * valLoss.
   */
  readonly monitor?: string;
  /** What the learning rate is multiplied by, above 0 and below 1. Default: 0.1. */
  readonly factor?: number;
  /** Epochs without improvement after which the rate is lowered. Default: 10. */
  readonly patience?: number;
  /** Minimum change of the metric that counts as an improvement. Default: 0.0001. */
  readonly minDelta?: number;
  /** Whether less ("min") or more ("max") is better; "auto" is as the metric defines it. Default: auto. */
  readonly mode?: Mode;
  /** Epochs after a reduction before epochs without improvement are counted again. Default: 0. */
  readonly cooldown?: number;
  /** Lower bound of the learning rate. Default: 0. */
  readonly minLr?: number;
}

/**
 * Lowers the learning rate when a metric has not improved for `patience` epochs: a schedule keeps its form, and all
 * that follows is multiplied. The factor reached is part of the trainer's state. Rules: Keras 3, ReduceLROnPlateau.
 */
export function reduceOnPlateau(options: ReduceOnPlateauOptions = {}): Callback {
  checkOptions("reduceOnPlateau", options, {
    monitor: true,
    factor: true,
    patience: true,
    minDelta: true,
    mode: true,
    cooldown: true,
    minLr: true,
  });
  const { monitor = "valLoss", factor = 0.1, patience = 10, minDelta = 1e-4, cooldown = 0, minLr = 0 } = options;
  const { mode = "auto" } = options;
  checkMode("reduceOnPlateau", mode);
  check("factor", factor, factor > 0 && factor < 1, "above 0 and below 1");
  for (const [option, value] of Object.entries({ patience, minDelta, cooldown, minLr }))
    check(option, value, value >= 0, "at least 0");
  let run: TrainingRun | undefined;
  let best: number | null = null;
  let waited = 0;
  let cooling = 0;

  return {
    onTrainBegin(started) {
      run = started;
      best = null;
      [waited, cooling] = [0, 0];
    },
    onEpochEnd(logs) {
      if (run === undefined) return;
      const value = metricOf("reduceOnPlateau", logs, monitor);
      if (cooling > 0) {
        cooling -= 1;
        waited = 0;
      }
      if (gainOf(value, best, higherIsBetter(run, monitor, mode)) > minDelta) {
        best = value;
        waited = 0;
      } else if (cooling === 0) {
        waited += 1;
        if (waited < patience) return;
        const rate = run.learningRate();
        if (rate <= minLr) return;
        run.scaleLearningRate(Number.isNaN(rate) ? factor : Math.max(factor, minLr / rate));
        cooling = cooldown;
        waited = 0;
      }
    },
    memory: {
      name: "reduceOnPlateau",
      save: () => ({ counts: Int32Array.of(waited, cooling), best: Float64Array.from(best === null ? [] : [best]) }),
      load(saved) {
        [waited, cooling] = saved["counts"];
        best = saved["best"][0] ?? null;
      },
    },
  };
}

function check(option: string, value: number, valid: boolean, expected: string): void {
  if (!valid) throw new RangeError(`reduceOnPlateau: ${option} must be ${expected}, got ${value}`);
}
