import { checkOptions } from "../../tensor/options.ts";
import { checkRates, checkSteps, type Schedule } from "./schedule.ts";

export interface ExponentialDecayOptions {
  /** Rate of the first step. */
  readonly initialLearningRate: number;
  /** Steps in which the rate is multiplied by decayRate once. */
  readonly decaySteps: number;
  readonly decayRate: number;
  /** Change the rate only every decaySteps, all at once. Default: false. */
  readonly staircase?: boolean;
}

/**
 * initial · decayRate^(s / decaySteps), s = step − 1; with staircase the exponent is rounded down. Definition: Keras 3,
 * ExponentialDecay.
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  checkOptions("exponentialDecay", options, {
    initialLearningRate: true,
    decaySteps: true,
    decayRate: true,
    staircase: true,
  });
  const { initialLearningRate, decayRate } = options;
  checkRates("exponentialDecay", { initialLearningRate, decayRate });
  const passed = passedOf("exponentialDecay", options);
  return (step) => initialLearningRate * decayRate ** passed(step);
}

/**
 * initial / (1 + decayRate · s / decaySteps), s = step − 1; staircase as above. Definition: Keras 3, InverseTimeDecay.
 */
export function inverseTimeDecay(options: ExponentialDecayOptions): Schedule {
  checkOptions("inverseTimeDecay", options, {
    initialLearningRate: true,
    decaySteps: true,
    decayRate: true,
    staircase: true,
  });
  const { initialLearningRate, decayRate } = options;
  checkRates("inverseTimeDecay", { initialLearningRate, decayRate });
  const passed = passedOf("inverseTimeDecay", options);
  return (step) => initialLearningRate / (1 + decayRate * passed(step));
}

/** How many periods of decaySteps have passed before a step. */
function passedOf(schedule: string, { decaySteps, staircase = false }: ExponentialDecayOptions): Schedule {
  checkSteps(schedule, { decaySteps });
  return (step) => (staircase ? Math.floor((step - 1) / decaySteps) : (step - 1) / decaySteps);
}
