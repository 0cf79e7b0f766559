import type { RandomKey } from "../tensor/random.ts";
import type { Shape } from "../tensor/shape.ts";

/**
 * Initial values of a weight, as a function of its shape and a random key of its own. Row by row, last axis fastest.
 * `fanShape`: the shape by which the numbers of inputs and outputs are counted, for a weight that is a part of a larger
 * one. Default: shape.
 */
export type Initializer = (shape: Shape, key: RandomKey, fanShape?: Shape) => ArrayLike<number>;
