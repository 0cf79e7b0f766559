import { checkOptions } from "../../tensor/options.ts";
import type { Callback, TrainingRun } from "./callback.ts";

/** Progress of training, for a bar or a line of text. */
export interface TrainingProgress {
  /** Index of the epoch, from 0, and of the one after the last. */
  readonly epoch: number;
  readonly epochs: number;
  /**
   * Steps done in the epoch, and steps per epoch; Infinity while the length of a stream is not known.
   */
  readonly step: number;
  readonly steps: number;
  /** Mean loss of the epoch's examples so far. */
  readonly loss: number;
  /** Seconds since this call of fit began. */
  readonly seconds: number;
  /** Over all steps of this call, validation and callbacks included. */
  readonly stepsPerSecond: number;
  /** At that rate, to the end of the epoch and of training; Infinity where steps is. */
  readonly epochSecondsLeft: number;
  readonly secondsLeft: number;
}

export interface ReportProgressOptions {
  /** Minimum milliseconds between two reports; the last step of an epoch is always reported. Default: 100. */
  readonly interval?: number;
}

/** Reports the progress of training and the time left. */
export function reportProgress(
  tell: (progress: TrainingProgress) => void,
  options: ReportProgressOptions = {},
): Callback {
  checkOptions("reportProgress", options, { interval: true });
  const { interval = 100 } = options;
  if (!(interval >= 0)) throw new RangeError(`reportProgress: interval must be at least 0, got ${interval}`);
  let run: Pick<TrainingRun, "epochs"> = { epochs: 0 };
  let [began, told, done] = [0, -Infinity, 0];
  return {
    onTrainBegin(started) {
      run = started;
      [began, told, done] = [performance.now(), -Infinity, 0];
    },
    onStepEnd({ epoch, step, steps, loss }) {
      done += 1;
      const now = performance.now();
      if (now - told < interval && step + 1 < steps) return;
      told = now;
      const seconds = (now - began) / 1000;
      const perStep = seconds / done;
      const left = steps - step - 1;
      tell({
        epoch,
        epochs: run.epochs,
        step: step + 1,
        steps,
        loss,
        seconds,
        stepsPerSecond: 1 / perStep,
        epochSecondsLeft: perStep * left,
        secondsLeft: perStep * (left + (run.epochs - epoch - 1 === 0 ? 0 : (run.epochs - epoch - 1) * steps)),
      });
    },
  };
}
