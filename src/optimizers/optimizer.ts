import { keep } from "../tensor/memory.ts";
import { zeros, type Tensor } from "../tensor/tensor.ts";

/** The size of a step: a number, or a function of the step's number, which counts from 1 over the whole training. */
export type LearningRate = number | ((step: number) => number);

/** How far gradients may go before they are shortened; their direction stays. At most one of the two. */
export interface Clipping {
  /** Longest Euclidean norm of the gradient of any one weight tensor. */
  readonly clipNorm?: number;
  /** Longest Euclidean norm of all gradients together. */
  readonly globalClipNorm?: number;
}

/** A rule for changing weights, before it has any to change. */
export interface Optimizer {
  readonly kind: string;
  readonly clipping: Clipping;
  /** Sets up for a model with `size` weights in one stretch. */
  start(size: number): OptimizerRun;
}

/** A rule at work. All that it remembers is in its slots and the number of steps, which the caller counts. */
export interface OptimizerRun {
  /** One number for each weight, by name: running means and the like. */
  readonly slots: Readonly<Record<string, Tensor>>;
  /** Changes weights in place, given the loss's slope in each; step counts from 1. */
  update(weights: Tensor, gradient: Tensor, step: number): void;
}

/** The learning rate of a step. */
export function rateAt(learningRate: LearningRate, step: number): number {
  return typeof learningRate === "number" ? learningRate : learningRate(step);
}

/** A slot of zeros that outlives every scope. */
export function slot(size: number): Tensor {
  return keep(zeros([size]));
}

/** Throws unless the option is a number of which `valid` holds. */
export function checkNumber(optimizer: string, option: string, value: number, valid: boolean, expected: string): void {
  if (!valid) throw new RangeError(`${optimizer}: ${option} must be ${expected}, got ${value}`);
}

/** The clipping among an optimizer's options, checked. */
export function clippingFrom(optimizer: string, { clipNorm, globalClipNorm }: Clipping): Clipping {
  if (clipNorm !== undefined && globalClipNorm !== undefined) {
    throw new TypeError(`${optimizer}: clipNorm and globalClipNorm exclude each other; help: leave one out`);
  }
  for (const [option, norm] of Object.entries({ clipNorm, globalClipNorm })) {
    if (norm !== undefined) checkNumber(optimizer, option, norm, norm > 0, "above 0");
  }
  return {
    ...(clipNorm === undefined ? {} : { clipNorm }),
    ...(globalClipNorm === undefined ? {} : { globalClipNorm }),
  };
}

export function checkRate(optimizer: string, learningRate: LearningRate): void {
  if (typeof learningRate === "number")
    checkNumber(optimizer, "learningRate", learningRate, learningRate >= 0, "at least 0");
}
