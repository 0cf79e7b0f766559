import { showShape } from "../tensor/shape.ts";
import { checkOptions } from "../tensor/options.ts";
import type { Initializer } from "./initializer.ts";
import type { GainOptions } from "./orthogonal.ts";

/**
 * The unit matrix, times gain: for recurrent kernels whose state first stays as it is (Le et al. 2015,
 * arXiv:1504.00941). A matrix that is not square has ones at [i, i], as Keras's Identity. Default gain: 1.
 */
export function identity(options: GainOptions = {}): Initializer {
  checkOptions("identity", options, { gain: true });
  const { gain = 1 } = options;
  return (shape) => {
    const [rows, columns] = shape;
    if (shape.length !== 2)
      throw new RangeError(`identity initializer needs a weight of two axes, got ${showShape(shape)}`);
    const values = new Float64Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = gain;
    return values;
  };
}
