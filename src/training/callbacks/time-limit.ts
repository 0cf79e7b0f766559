import { checkOptions } from "../../tensor/options.ts";
import type { Callback } from "./callback.ts";

export interface TimeLimitOptions {
  /** Seconds of this call of fit, validation included. */
  readonly seconds: number;
}

/**
 * Ends training after the first step that ends later than a time limit. An epoch that is cut off does not count as
 * done; the trainer's state has the steps that were, so training may go on from there.
 */
export function timeLimit(options: TimeLimitOptions): Callback {
  checkOptions("timeLimit", options, { seconds: true });
  const { seconds } = options;
  if (!(seconds > 0)) throw new RangeError(`timeLimit: seconds must be above 0, got ${seconds}`);
  let end = Infinity;
  const answer = (): "stop" | undefined => (performance.now() >= end ? "stop" : undefined);
  return {
    onTrainBegin() {
      end = performance.now() + 1000 * seconds;
    },
    onStepEnd: answer,
    onEpochEnd: answer,
  };
}
