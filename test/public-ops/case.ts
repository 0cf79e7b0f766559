import type { Tensor } from "../../src/tensor/tensor.ts";

/** A length by the name of its axis, or a fixed one. */
export type Axis = string | number;

export interface Argument {
  readonly shape: readonly Axis[];
  /** For int32: elements are 0 … below − 1, or 1 where there is only one. Default: floats. */
  readonly below?: number;
  /** Floats from 0 to 1. Default: also negative ones, and beyond. */
  readonly isShare?: boolean;
}

/**
 * A public op or layer, and what it is called with: every length and every size has a name, so that each can be changed
 * by itself.
 */
export interface SweptCase {
  readonly axes: Readonly<Record<string, number>>;
  readonly tensors: Readonly<Record<string, Argument>>;
  /** Numbers that count something: whatever they are, there is an error or the right result. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Other numbers: whatever they are, there is no crash. */
  readonly reals?: Readonly<Record<string, number>>;
  /** Further words by which an error may name what is wrong. */
  readonly words?: readonly string[];
  /** Whether gradients flow into all float tensors. Default: true. */
  readonly differentiable?: boolean;
  readonly run: (
    tensors: Readonly<Record<string, Tensor>>,
    numbers: Readonly<Record<string, number>>,
  ) => readonly (Tensor | null)[];
}

/** Lengths of the axes in all cases. */
export const axes = { batch: 2, time: 5, n: 3 } as const;
export const x: Argument = { shape: ["batch", "time", "n"] };
