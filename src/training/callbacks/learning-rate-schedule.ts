import type { Callback, TrainingRun } from "./callback.ts";

/**
 * Sets the learning rate of every epoch by a function of its number, from 0, and of the rate before it:
 *
 *   learningRateSchedule((epoch, rate) => (epoch < 10 ? rate : rate * 0.9))
 *
 * Rates by the number of the step are the optimizer's own: see schedules. One of these keeps its form under this
 * callback, and is multiplied so that the first step of the epoch has the requested rate. Rules: Keras 3,
 * LearningRateScheduler. fit rejects with a RangeError for a rate that is not above 0, and with a TypeError when the
 * optimizer does not tell its rate.
 */
export function learningRateSchedule(rateOf: (epoch: number, rate: number) => number): Callback {
  let run: TrainingRun | undefined;
  let latest = -1;
  return {
    onTrainBegin(started) {
      run = started;
      latest = -1;
    },
    onEpochBegin(epoch) {
      // Training that goes on in the middle of an epoch has its rate already.
      if (run === undefined || epoch === latest) return;
      const before = run.learningRate();
      if (!(before > 0)) {
        throw new TypeError(
          `learningRateSchedule: the optimizer's rate is ${before}, which no factor makes another; help: an ` +
            "optimizer whose rate is above 0",
        );
      }
      const rate = rateOf(epoch, before);
      if (!(rate > 0 && rate < Infinity))
        throw new RangeError(`learningRateSchedule: the rate of epoch ${epoch} must be above 0, got ${rate}`);
      if (rate !== before) run.scaleLearningRate(rate / before);
      latest = epoch;
    },
    memory: {
      name: "learningRateSchedule",
      save: () => ({ latest: Int32Array.of(latest) }),
      load(saved) {
        [latest] = saved["latest"];
      },
    },
  };
}
