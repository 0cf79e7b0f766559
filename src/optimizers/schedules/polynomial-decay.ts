import { checkOptions } from "../../tensor/options.ts";
import { checkOption, checkRates, checkSteps, type Schedule } from "./schedule.ts";

export interface PolynomialDecayOptions {
  /** Rate of the first step. */
  readonly initialLearningRate: number;
  /** Steps from initialLearningRate to endLearningRate, which then stays. */
  readonly decaySteps: number;
  /** Default: 0.0001. */
  readonly endLearningRate?: number;
  /** 1 falls in a line, above 1 quickly at first, below 1 quickly at the end. Default: 1. */
  readonly power?: number;
  /**
   * Having fallen, rise again and fall to the same end over twice as many steps, then three times as many, and so on.
   * Default: false.
   */
  readonly cycle?: boolean;
}

/**
 * (initial − end) · (1 − s / decaySteps)^power + end, s = step − 1, at most decaySteps; with cycle decaySteps is
 * replaced by its first multiple that is not below s. Definition: Keras 3, PolynomialDecay.
 */
export function polynomialDecay(options: PolynomialDecayOptions): Schedule {
  checkOptions("polynomialDecay", options, {
    initialLearningRate: true,
    decaySteps: true,
    endLearningRate: true,
    power: true,
    cycle: true,
  });
  const { initialLearningRate, decaySteps, endLearningRate = 0.0001, power = 1, cycle = false } = options;
  checkRates("polynomialDecay", { initialLearningRate, endLearningRate });
  checkSteps("polynomialDecay", { decaySteps });
  checkOption("polynomialDecay", "power", power, power > 0, "above 0");
  return (step) => {
    const done = step - 1;
    const length = cycle ? decaySteps * Math.max(1, Math.ceil(done / decaySteps)) : decaySteps;
    const left = 1 - Math.min(done, length) / length;
    return (initialLearningRate - endLearningRate) * left ** power + endLearningRate;
  };
}
