import { checkOptions } from "../../tensor/options.ts";
import { checkOption, checkRates, checkSteps, type Schedule } from "./schedule.ts";

export interface InverseSquareRootOptions {
  /** The highest rate, which the last step of the warm-up has. */
  readonly learningRate: number;
  /** Default: 4000. */
  readonly warmupSteps?: number;
  /** Where the warm-up begins. Default: 0. */
  readonly warmupInitialLearningRate?: number;
}

/**
 * In a line up to the highest rate, then falling with the square root of the step:
 *
 *   warmupInitial + (highest − warmupInitial) · step / warmupSteps       for step ≤ warmupSteps
 *   highest · √(warmupSteps / step)                                      after
 *
 * Definition: fairseq, inverse_sqrt, at its number of updates.
 */
export function inverseSquareRoot(options: InverseSquareRootOptions): Schedule {
  checkOptions("inverseSquareRoot", options, {
    learningRate: true,
    warmupSteps: true,
    warmupInitialLearningRate: true,
  });
  const { learningRate, warmupSteps = 4000, warmupInitialLearningRate = 0 } = options;
  checkRates("inverseSquareRoot", { learningRate, warmupInitialLearningRate });
  checkSteps("inverseSquareRoot", { warmupSteps });
  return (step) =>
    step < warmupSteps
      ? warmupInitialLearningRate + (learningRate - warmupInitialLearningRate) * (step / warmupSteps)
      : learningRate * Math.sqrt(warmupSteps / step);
}

export interface NoamOptions {
  /** Width of the model, d_model. */
  readonly modelSize: number;
  /** Default: 4000. */
  readonly warmupSteps?: number;
  /** Multiplies all rates. Default: 1. */
  readonly factor?: number;
}

/**
 * The Transformer's own schedule: factor · modelSize^−½ · min(step^−½, step · warmupSteps^−1.5). Its highest rate, at
 * step warmupSteps, is factor /
 * √(modelSize · warmupSteps). Vaswani et al. 2017, arXiv:1706.03762, equation 3.
 */
export function noam(options: NoamOptions): Schedule {
  checkOptions("noam", options, { modelSize: true, warmupSteps: true, factor: true });
  const { modelSize, warmupSteps = 4000, factor = 1 } = options;
  checkSteps("noam", { warmupSteps });
  checkOption("noam", "modelSize", modelSize, modelSize > 0, "above 0");
  checkRates("noam", { factor });
  return (step) => factor * modelSize ** -0.5 * Math.min(step ** -0.5, step * warmupSteps ** -1.5);
}
