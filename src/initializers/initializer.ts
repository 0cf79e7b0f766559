import type { RandomKey } from "../tensor/random.ts";
import type { Shape } from "../tensor/shape.ts";

/** First values of a weight, as a function of its shape and a random key of its own. Row by row, last axis fastest. */
export type Initializer = (shape: Shape, key: RandomKey) => ArrayLike<number>;
