import type { Kernels } from "../signatures.ts";

export type Floats = Float32Array | Float64Array;

/**
 * The kernels on plain typed arrays. All sums are in float64; only what is written to an array is rounded to its type.
 */
export type ReferenceKernels = Kernels<Floats, Int32Array>;
