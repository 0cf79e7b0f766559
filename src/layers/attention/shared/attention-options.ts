import { checkOptions, type OptionNames } from "../../../tensor/options.ts";
import type { InitializerOption } from "../../../initializers/registry.ts";
import { checkCount, checkRate } from "../../shared/checks.ts";
import { checkPairs, checkRotary, rotaryDefaults, type RotaryOptions } from "./rotary-positions.ts";
import { checkSeed, kernelAndBiasDefaults, type KernelAndBiasOptions } from "../../shared/weight-options.ts";

/**
 * What multiHeadAttention and groupedQueryAttention have in common. Definitions and defaults: Keras 3; what Keras takes
 * in the call are options here.
 */
export interface HeadsOptions extends KernelAndBiasOptions {
  /** Share of the attention weights dropped while training. Default: 0. */
  readonly dropout?: number;
  /** Default: true. */
  readonly useBias?: boolean;
  /** No step sees later ones. Default: false. */
  readonly useCausalMask?: boolean;
  /**
   * A step attends only to steps fewer than slidingWindow away, before and after it, and with useCausalMask before it
   * alone: 1 is itself. Default: null, no bound.
   */
  readonly slidingWindow?: number | null;
  /**
   * Also give the weights, [numHeads, queryTime, keyTime], as a second output: for functional models. Default: false.
   */
  readonly returnAttentionScores?: boolean;
  /** Multiply what the heads found by a sigmoid of the query (Qiu et al. 2025, arXiv:2505.06708). Default: false. */
  readonly useGate?: boolean;
  /** Turn queries and keys by their positions: true, or as rotaryEmbedding's options say. Default: null, not at all. */
  readonly rotary?: RotaryOptions | true | null;
  /** Of all kernels. Default: glorotUniform. */
  readonly kernelInitializer?: InitializerOption;
  /** Default: zeros. */
  readonly biasInitializer?: InitializerOption;
  /** Of dropout, beside the seed of the training. Default: null, none. */
  readonly seed?: number | null;
}

export const headsNames: OptionNames<HeadsOptions> = {
  dropout: true,
  useBias: true,
  useCausalMask: true,
  slidingWindow: true,
  returnAttentionScores: true,
  useGate: true,
  rotary: true,
  kernelInitializer: true,
  biasInitializer: true,
  seed: true,
  ...kernelAndBiasDefaults,
};

export type KnownHeadsOptions = Omit<Required<HeadsOptions>, "rotary"> & {
  readonly rotary: Required<RotaryOptions> | null;
};

/** The options with defaults, checked; keyDim is what rotary positions turn. */
export function headsOptions(layer: string, keyDim: number, options: HeadsOptions): KnownHeadsOptions {
  const { rotary = null } = options;
  if (rotary !== null && rotary !== true) checkOptions(`${layer}: rotary`, rotary, rotaryDefaults);
  const config: KnownHeadsOptions = {
    dropout: 0,
    useBias: true,
    useCausalMask: false,
    slidingWindow: null,
    returnAttentionScores: false,
    useGate: false,
    kernelInitializer: "glorotUniform",
    biasInitializer: "zeros",
    seed: null,
    ...kernelAndBiasDefaults,
    ...options,
    rotary: rotary === null ? null : { ...rotaryDefaults, ...(rotary === true ? {} : rotary) },
  };
  checkRate(layer, "dropout", config.dropout);
  checkSeed(layer, config.seed);
  if (config.slidingWindow !== null) checkCount(layer, "slidingWindow", config.slidingWindow);
  if (config.rotary !== null) {
    checkRotary(layer, config.rotary);
    checkPairs(layer, "the depth of keys", keyDim);
  }
  return config;
}
