import type { OptionNames } from "../tensor/options.ts";
import { checkNumber, clippingFrom, type Clipping } from "./clipping.ts";

/**
 * The size of a step: a number, or a function of the step's number, which counts from 1 over the whole training (see
 * schedules).
 */
export type LearningRate = number | ((step: number) => number);

/** What every optimizer can do besides its own rule. Definitions and defaults: Keras 3, Optimizer. */
export interface CommonOptions extends Clipping {
  readonly learningRate?: LearningRate;
  /**
   * Before each step w ← w − weightDecay · rate · w, apart from the gradient (Loshchilov & Hutter 2019,
   * arXiv:1711.05101). Default: 0.
   */
  readonly weightDecay?: number;
  /**
   * Weights that weightDecay leaves alone: those whose name has one of these texts in it, or fits one of these
   * patterns, usually biases and what normalization learns, ["bias", "gamma", "beta"]. Keras:
   * exclude_from_weight_decay. Default: none.
   */
  readonly excludeFromWeightDecay?: readonly (string | RegExp)[];
  /**
   * Keep a running average of the weights, and give it to the model when fit ends: average ← emaMomentum · average + (1
   * − emaMomentum) · w after every step, from the weights after the first. Default: false.
   */
  readonly useEma?: boolean;
  /** Default: 0.99. */
  readonly emaMomentum?: number;
  /** Overwrite the model's weights with the average every this number of updates, too. Default: never. */
  readonly emaOverwriteFrequency?: number;
  /**
   * Update once in this number of steps, by the mean of their gradients; clipping is of the mean. Schedules go on
   * counting steps; Adam's and Nadam's corrections, and the running average, count updates. Default: 1.
   */
  readonly gradientAccumulationSteps?: number;
}

/** What every optimizer takes. */
export const commonNames: OptionNames<CommonOptions> = {
  learningRate: true,
  weightDecay: true,
  excludeFromWeightDecay: true,
  useEma: true,
  emaMomentum: true,
  emaOverwriteFrequency: true,
  gradientAccumulationSteps: true,
  clipnorm: true,
  globalClipnorm: true,
  clipvalue: true,
};

/** The options of CommonOptions, checked and complete. */
export interface Common {
  readonly learningRate: LearningRate;
  readonly weightDecay: number;
  readonly excluded: readonly (string | RegExp)[];
  readonly clipping: Clipping;
  readonly ema: { readonly momentum: number; readonly overwriteFrequency: number | null } | null;
  readonly accumulation: number;
}

/** Throws a RangeError or a TypeError for options that cannot be. */
export function commonFrom(optimizer: string, options: CommonOptions, rate: number): Common {
  const { learningRate = rate, weightDecay = 0, gradientAccumulationSteps = 1 } = options;
  const { excludeFromWeightDecay: excluded = [] } = options;
  if (excluded.length > 0 && weightDecay === 0)
    throw new TypeError(`${optimizer}: excludeFromWeightDecay does nothing without weightDecay; help: give both`);
  if (typeof learningRate === "number")
    checkNumber(optimizer, "learningRate", learningRate, learningRate >= 0, "at least 0");
  checkNumber(optimizer, "weightDecay", weightDecay, weightDecay >= 0, "at least 0");
  checkCount(optimizer, "gradientAccumulationSteps", gradientAccumulationSteps);
  return {
    learningRate,
    weightDecay,
    excluded,
    clipping: clippingFrom(optimizer, options),
    ema: emaFrom(optimizer, options),
    accumulation: gradientAccumulationSteps,
  };
}

function emaFrom(
  optimizer: string,
  { useEma = false, emaMomentum, emaOverwriteFrequency }: CommonOptions,
): Common["ema"] {
  if (!useEma) {
    for (const [option, value] of Object.entries({ emaMomentum, emaOverwriteFrequency })) {
      if (value !== undefined)
        throw new TypeError(`${optimizer}: ${option} does nothing without useEma; help: useEma: true, or leave it out`);
    }
    return null;
  }
  const momentum = emaMomentum ?? 0.99;
  checkShare(optimizer, "emaMomentum", momentum);
  if (emaOverwriteFrequency !== undefined) checkCount(optimizer, "emaOverwriteFrequency", emaOverwriteFrequency);
  return { momentum, overwriteFrequency: emaOverwriteFrequency ?? null };
}

/** Throws unless the option is from 0 to 1, both included. */
export function checkShare(optimizer: string, option: string, value: number): void {
  checkNumber(optimizer, option, value, value >= 0 && value <= 1, "from 0 to 1");
}

/** Throws unless the option is a share that leaves something: at least 0 and below 1. */
export function checkKept(optimizer: string, option: string, value: number): void {
  checkNumber(optimizer, option, value, value >= 0 && value < 1, "at least 0 and below 1");
}

export function checkEpsilon(optimizer: string, epsilon: number): void {
  checkNumber(optimizer, "epsilon", epsilon, epsilon > 0, "above 0");
}

function checkCount(optimizer: string, option: string, value: number): void {
  checkNumber(optimizer, option, value, Number.isSafeInteger(value) && value >= 1, "an integer of at least 1");
}
