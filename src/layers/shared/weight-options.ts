import { constraintFrom, type ConstraintOption } from "../../constraints/registry.ts";
import { regularizerFrom, type RegularizerOption } from "../../regularizers/registry.ts";
import { fold, type RandomKey } from "../../tensor/random.ts";
import type { WeightOptions } from "../layer.ts";
import { showValue } from "../../tensor/show-value.ts";

/** What layers with a kernel and a bias let be perWeight of them. */
export interface KernelAndBiasOptions {
  /** Default: null, none. */
  readonly kernelRegularizer?: RegularizerOption;
  /** Default: null, none. */
  readonly biasRegularizer?: RegularizerOption;
  /** Default: null, none. */
  readonly kernelConstraint?: ConstraintOption;
  /** Default: null, none. */
  readonly biasConstraint?: ConstraintOption;
  /** Penalty of the outputs, divided by the batch size, that is added to the loss. Default: null, none. */
  readonly activityRegularizer?: RegularizerOption;
}

export const kernelAndBiasDefaults: Required<KernelAndBiasOptions> = {
  kernelRegularizer: null,
  biasRegularizer: null,
  kernelConstraint: null,
  biasConstraint: null,
  activityRegularizer: null,
};

/** What is perWeight of a weight, from what a layer's options name. */
export function weightOptions(regularizer: RegularizerOption, constraint: ConstraintOption): WeightOptions {
  return { regularizer: regularizerFrom(regularizer), constraint: constraintFrom(constraint) };
}

/**
 * A layer's random key, with the seed of its options in it: layers alike in all else draw different numbers with
 * different ones.
 */
export function seeded(key: RandomKey, seed: number | null): RandomKey {
  return seed === null ? key : fold(key, seed);
}

/** Throws a RangeError unless the option is a seed or null. */
export function checkSeed(layer: string, seed: number | null): void {
  if (seed !== null && (!Number.isSafeInteger(seed) || seed < 0))
    throw new RangeError(`${layer}: seed must be an integer of at least 0, or null, got ${showValue(seed)}`);
}
