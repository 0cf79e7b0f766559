import type { TypedArray } from "../kernels/backend.ts";

/**
 * All that training needs to go on as if it had not stopped. What may be missing is so in states of versions that had
 * not got it.
 */
export interface TrainerState {
  /** Epochs done. */
  readonly epoch: number;
  /** Steps done, over all epochs; without accumulation each is an update of the weights. */
  readonly updates: number;
  /** Steps done in the epoch under way. Default: 0. */
  readonly step?: number;
  /** What those steps have summed up; there when step is above 0. */
  readonly sums?: EpochSums;
  /** What the learning rate is multiplied by. Default: 1. */
  readonly rateScale?: number;
  /** Whether a callback has ended training here, so that there is nothing to go on with. Default: false. */
  readonly stopped?: boolean;
  /** The model's flat weights. */
  readonly weights: TypedArray;
  /** What the optimizer remembers of every weight that is trained, by name. */
  readonly slots: Readonly<Record<string, TypedArray>>;
  /** What the callbacks of fit remember, by their names. */
  readonly callbacks?: Readonly<Record<string, CallbackMemory>>;
}

/** The loss and metrics of the steps of an epoch so far. */
export interface EpochSums {
  /** Σ loss · examples, and how many examples. */
  readonly loss: number;
  readonly examples: number;
  /** Of every metric, in their order; empty for one that cannot be saved, which then begins anew. */
  readonly metrics: readonly Float64Array[];
}

/** What a callback remembers, as arrays by name: whatever saves a state of training can save them. */
export type CallbackMemory = Readonly<Record<string, TypedArray>>;
