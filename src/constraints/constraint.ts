import type { TypedArray } from "../kernels/backend.ts";
import type { Shape } from "../tensor/shape.ts";

/** Projects a weight after every update: changes its values in place, row by row, last axis fastest. */
export type Constraint = (values: TypedArray, shape: Shape) => void;
