import { checkOptions } from "../../tensor/options.ts";
import { checkOption, checkRates, checkSteps, type Schedule } from "./schedule.ts";

export interface CosineDecayOptions {
  /** Rate of the first step; with a warm-up, where that begins. */
  readonly initialLearningRate: number;
  /** Steps from the highest rate to the lowest, which then stays. */
  readonly decaySteps: number;
  /** The lowest rate as a share of the highest. Default: 0. */
  readonly alpha?: number;
  /**
   * The highest rate, to which the rate grows in a line before it falls. Default: no warm-up, and initialLearningRate
   * is the highest.
   */
  readonly warmupTarget?: number;
  /** Steps of the warm-up; needs warmupTarget. Default: 0. */
  readonly warmupSteps?: number;
}

/**
 * Half a wave of a cosine: highest · ((1 − alpha) · ½ · (1 + cos(π · s / decaySteps)) + alpha), s being the steps since
 * the warm-up, at most decaySteps. Definition: Keras 3, CosineDecay (Loshchilov & Hutter 2017, arXiv:1608.03983,
 * without restarts).
 */
export function cosineDecay(options: CosineDecayOptions): Schedule {
  checkOptions("cosineDecay", options, {
    initialLearningRate: true,
    decaySteps: true,
    alpha: true,
    warmupTarget: true,
    warmupSteps: true,
  });
  const { initialLearningRate, decaySteps, alpha = 0, warmupTarget, warmupSteps = 0 } = options;
  const highest = warmupTarget ?? initialLearningRate;
  checkRates("cosineDecay", { initialLearningRate, warmupTarget: highest });
  checkSteps("cosineDecay", { decaySteps });
  checkOption("cosineDecay", "alpha", alpha, alpha >= 0 && alpha <= 1, "from 0 to 1");
  checkOption("cosineDecay", "warmupSteps", warmupSteps, warmupSteps >= 0, "at least 0");
  if (warmupSteps > 0 && warmupTarget === undefined) {
    throw new TypeError("cosineDecay: warmupSteps needs warmupTarget, the rate to grow to; help: give both or neither");
  }
  return (step) => {
    const done = step - 1;
    if (done < warmupSteps) return initialLearningRate + (highest - initialLearningRate) * (done / warmupSteps);
    return highest * cosineFall(Math.min(done - warmupSteps, decaySteps) / decaySteps, alpha);
  };
}

export interface CosineDecayRestartsOptions {
  /** Rate of the first step. */
  readonly initialLearningRate: number;
  /** Steps of the first fall. */
  readonly firstDecaySteps: number;
  /** How many times longer each fall is than the one before. Default: 2. */
  readonly tMul?: number;
  /** Where each fall begins, as a share of where the one before began. Default: 1. */
  readonly mMul?: number;
  /** The lowest rate as a share of initialLearningRate. Default: 0. */
  readonly alpha?: number;
}

/**
 * Falls like those of cosineDecay, one after another: initial · ((1 − alpha) · mMulⁱ · ½ · (1 + cos(π · f)) + alpha), f
 * being the share of fall number i, from 0, that is over. Definition: Keras 3, CosineDecayRestarts (Loshchilov & Hutter
 * 2017, arXiv:1608.03983).
 */
export function cosineDecayRestarts(options: CosineDecayRestartsOptions): Schedule {
  checkOptions("cosineDecayRestarts", options, {
    initialLearningRate: true,
    firstDecaySteps: true,
    tMul: true,
    mMul: true,
    alpha: true,
  });
  const { initialLearningRate, firstDecaySteps, tMul = 2, mMul = 1, alpha = 0 } = options;
  checkRates("cosineDecayRestarts", { initialLearningRate, mMul });
  checkSteps("cosineDecayRestarts", { firstDecaySteps });
  checkOption("cosineDecayRestarts", "tMul", tMul, tMul >= 1, "at least 1");
  checkOption("cosineDecayRestarts", "alpha", alpha, alpha >= 0 && alpha <= 1, "from 0 to 1");
  return (step) => {
    let done = step - 1;
    let [falls, length] = [0, firstDecaySteps];
    if (tMul === 1) [falls, done] = [Math.floor(done / length), done % length];
    // Lengths grow by a power, so there are few; counting them is exact where a logarithm is not.
    else for (; done >= length; length *= tMul) [falls, done] = [falls + 1, done - length];
    return initialLearningRate * cosineFall(done / length, alpha, mMul ** falls);
  };
}

function cosineFall(share: number, alpha: number, height = 1): number {
  return (1 - alpha) * 0.5 * height * (1 + Math.cos(Math.PI * share)) + alpha;
}
