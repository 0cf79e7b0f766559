import type { TypedArray } from "../kernels/backend.ts";
import type { Shape } from "../tensor/shape.ts";

/** What a weight is made to be after every update: changes its numbers, row by row, last axis fastest, in place. */
export type Constraint = (values: TypedArray, shape: Shape) => void;
