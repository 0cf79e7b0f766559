import { checkOptions } from "../../tensor/options.ts";
import { checkOption, checkRates, type Schedule } from "./schedule.ts";

export interface ConstantOptions {
  readonly learningRate: number;
  /** Steps over which the rate grows in a line: step s of them has learningRate · s / warmupSteps. Default: 0. */
  readonly warmupSteps?: number;
}

/**
 * The same rate at every step, after a warm-up if one is asked for. Without, it is the number itself: learningRate:
 * 0.01.
 */
export function constant(options: ConstantOptions): Schedule {
  checkOptions("constant", options, { learningRate: true, warmupSteps: true });
  const { learningRate, warmupSteps = 0 } = options;
  checkRates("constant", { learningRate });
  checkOption("constant", "warmupSteps", warmupSteps, warmupSteps >= 0, "at least 0");
  return (step) => (step < warmupSteps ? (learningRate * step) / warmupSteps : learningRate);
}
