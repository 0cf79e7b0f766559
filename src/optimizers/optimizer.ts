import type { Storage } from "../kernels/backend.ts";
import { kernels } from "../kernels/current.ts";
import { keep, view } from "../tensor/memory.ts";
import { decayedParts, type DecayedPart } from "./weight-decay.ts";
import { full, type Tensor } from "../tensor/tensor.ts";
import { clipGradients } from "./clipping.ts";
import { commonFrom, type Common, type CommonOptions } from "./options.ts";

/** An optimizer before it knows the weights. */
export interface Optimizer {
  readonly kind: string;
  /**
   * Sets up for a model with `size` weights in one block; `sizes` are those of its weight tensors one after another,
   * `names` what these are called. Default: one tensor without a name.
   */
  start(size: number, sizes?: readonly number[], names?: readonly string[]): OptimizerState;
}

/** An optimizer of some weights. Its state is its slots and the number of steps, which the caller counts. */
export interface OptimizerState {
  /** One value for each parameter, by name: moving averages and the like. */
  readonly slots: Readonly<Record<string, Tensor>>;
  /**
   * Updates weights in place by the loss's gradient in each, which it may overwrite; step counts from 1. The
   * learning rate is multiplied by rateScale. Default: 1.
   */
  update(weights: Tensor, gradient: Tensor, step: number, rateScale?: number): void;
  /** The learning rate of a step, from 1, before it is scaled. */
  rateAt?(step: number): number;
  /**
   * Sets the weights' values at the end of training: with useEma, to their moving average. Default: unchanged.
   */
  finish?(weights: Tensor): void;
}

/** One update, as a kernel takes it. */
export interface Update {
  readonly weights: Storage;
  readonly gradient: Storage;
  readonly size: number;
  readonly learningRate: number;
  /** The share that weight decay takes off each weight. */
  readonly decay: number;
}

/** The update rule of one optimizer: its slots, and how it computes update number `count`, from 1. */
export interface Rule {
  readonly slots: Readonly<Record<string, Tensor>>;
  apply(update: Update, count: number): void;
}

/** An optimizer from its own rule and what all optimizers share. `rate`: the learning rate by default. */
export function optimizerOf(
  kind: string,
  options: CommonOptions,
  rate: number,
  ruleFor: (size: number) => Rule,
): Optimizer {
  const common = commonFrom(kind, options, rate);
  return {
    kind,
    start(size, sizes = [size], names = []) {
      const decayed = common.excluded.length === 0 ? null : decayedParts(kind, common.excluded, sizes, names);
      return runOf(common, ruleFor(size), size, sizes, decayed);
    },
  };
}

function runOf(
  { learningRate, weightDecay, clipping, ema, accumulation }: Common,
  rule: Rule,
  size: number,
  sizes: readonly number[],
  decayed: readonly DecayedPart[] | null,
): OptimizerState {
  const accumulated = accumulation > 1 ? slot(size) : null;
  const average = ema === null ? null : slot(size);

  const rateAt = (step: number): number => (typeof learningRate === "number" ? learningRate : learningRate(step));

  function apply(weights: Tensor, gradient: Tensor, step: number, rateScale: number): void {
    clipGradients(gradient, sizes, clipping);
    const scheduled = rateScale * rateAt(step);
    const decay = weightDecay * scheduled;
    for (const { offset, size: length } of decayed ?? []) {
      const part = view(weights.storage, offset, length);
      kernels.scale({ x: part, y: part, factor: 1 - decay, offset: 0, size: length });
    }
    rule.apply(
      {
        weights: weights.storage,
        gradient: gradient.storage,
        size,
        learningRate: scheduled,
        decay: decayed === null ? decay : 0,
      },
      step / accumulation,
    );
  }

  /** Adds the weights after a step to their moving average; updates: their number before the step. */
  function follow(weights: Tensor, updates: number): void {
    if (ema === null || average === null) return;
    const momentum = updates === 0 ? 0 : ema.momentum;
    kernels.movingAverage({ x: weights.storage, average: average.storage, momentum, size });
    if (ema.overwriteFrequency !== null && (updates + 1) % ema.overwriteFrequency === 0) finish(weights);
  }

  function finish(weights: Tensor): void {
    if (average !== null) kernels.copy({ x: average.storage, y: weights.storage, size });
  }

  return {
    slots: {
      ...rule.slots,
      ...(accumulated === null ? {} : { accumulated }),
      ...(average === null ? {} : { average }),
    },
    update(weights, gradient, step, rateScale = 1) {
      if (accumulated === null || sumUp(accumulated, gradient, step, accumulation))
        apply(weights, gradient, step, rateScale);
      follow(weights, Math.floor((step - 1) / accumulation));
    },
    rateAt,
    finish,
  };
}

/**
 * Adds a step's gradient to the sum. Returns whether the sum is complete: then gradient holds the mean, and the sum is
 * reset.
 */
function sumUp(accumulated: Tensor, gradient: Tensor, step: number, steps: number): boolean {
  const { storage: sum, size } = accumulated;
  const g = gradient.storage;
  if (step % steps !== 0) {
    kernels.add({ a: sum, b: g, y: sum, size });
    return false;
  }
  kernels.add({ a: sum, b: g, y: g, size });
  kernels.scale({ x: g, y: g, factor: 1 / steps, offset: 0, size });
  // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- the kernel, not Array.fill
  kernels.fill({ y: sum, value: 0, size });
  return true;
}

/** A slot that outlives every scope. Its initial values are `value`. Default: 0. */
export function slot(size: number, value = 0): Tensor {
  return keep(full([size], value));
}
