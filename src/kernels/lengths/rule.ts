import type { Storage } from "../backend.ts";
import type { KernelName, Kernels, Signatures } from "../signatures.ts";

/** The most elements that an array may have: kernels count in int32. */
export const mostElements = 2 ** 31 - 1;

/** The most axes that a tensor may have: strided copies go along as many. */
export const mostAxes = 16;

/** The arguments of one kernel. */
export type Given<K extends KernelName> = Parameters<Kernels<Storage, Storage>[K]>[0];

/** The names of the array arguments of one kernel. */
export type ArrayName<K extends KernelName> = {
  [A in keyof Signatures[K]]: Signatures[K][A] extends "size" | "flag" | "number" | "word" ? never : A;
}[keyof Signatures[K]];

/** What a rule knows beside the arguments. */
export interface Call {
  readonly kernel: KernelName;
  /** The elements of an int32 array: not a copy, for reading at once. */
  readonly ints: (storage: Storage) => Int32Array;
}

/**
 * How many elements each array argument of a kernel has, from its other arguments. Throws a RangeError where the kernel
 * would divide by zero or reach outside its arrays. Sizes are int32 and not negative when a rule sees them, except
 * those in `mayBeNegative`.
 */
export type Rule<K extends KernelName> = (args: Given<K>, call: Call) => { readonly [A in ArrayName<K>]: number };

export type Rules = { readonly [K in KernelName]: Rule<K> };

/** Sizes below zero that have a meaning. */
export const mayBeNegative: { readonly [K in KernelName]?: readonly (keyof Signatures[K])[] } = {
  // No bound on that side.
  attention: ["before", "after"],
  attentionGradient: ["before", "after"],
  attentionWeights: ["before", "after"],
  maskedSoftmax: ["before", "after"],
  // A label or an index, such as −1.
  softmaxCrossentropy: ["ignored"],
  crossentropy: ["ignored"],
  notEqual: ["value"],
  // Windows begin before the row that they belong to.
  gatherWindows: ["offset"],
};

/** Arrays that may be longer than the kernel reads or writes; all others have just the expected length. */
export const mayBeLonger: { readonly [K in KernelName]?: readonly ArrayName<K>[] } = {
  copyColumns: ["x", "y"],
  stridedCopy: ["x"],
};

/** Throws a RangeError that names kernel and argument unless the condition holds. */
export function needs(call: Call, holds: boolean, argument: string, expected: string, came: number): void {
  if (!holds) throw new RangeError(`${call.kernel}: ${argument} must be ${expected}, got ${came}`);
}

/** At least one of something that a kernel divides by, or reads the first of. */
export function needsSome(call: Call, argument: string, came: number): void {
  if (came < 1) throw new RangeError(`${call.kernel}: ${argument} must be from 1 on, got ${came}`);
}

/** How far a kernel counts in int32, over all that it adds up. */
export function needsInt32(call: Call, argument: string, came: number): void {
  if (came > mostElements) {
    throw new RangeError(`${call.kernel}: ${argument} must be at most ${mostElements}, got ${came}`);
  }
}

/** Every element lies from low to high. */
export function needsWithin(call: Call, argument: string, storage: Storage, low: number, high: number): void {
  const values = call.ints(storage);
  for (let i = 0; i < values.length; i++) {
    if (values[i] >= low && values[i] <= high) continue;
    throw new RangeError(`${call.kernel}: ${argument}[${i}] must be from ${low} to ${high}, got ${values[i]}`);
  }
}

/** How many whole rows of a width a table has. */
export function rowsOf(call: Call, argument: string, table: Storage, width: number): number {
  if (width === 0) return 0;
  const rows = table.length / width;
  if (!Number.isInteger(rows)) {
    throw new RangeError(`${call.kernel}: ${argument} must hold whole rows of ${width}, got ${table.length} elements`);
  }
  return rows;
}
