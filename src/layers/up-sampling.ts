import { checkOptions } from "../tensor/options.ts";
import { broadcast } from "../ops/broadcast.ts";
import { reshape } from "../ops/reshape.ts";
import { checkCount, refuseMask, timeAndFeatures } from "./shared/checks.ts";
import type { LayerSpec } from "./layer.ts";

export interface UpSampling1dOptions {
  /** How many times each step is repeated. Default: 2. */
  readonly size?: number;
}

/**
 * Repeats every step: [batch, time, features] → [batch, time · size, features]. No weights; refuses a mask. Default:
 * Keras 3, UpSampling1D.
 */
export function upSampling1d(
  options: UpSampling1dOptions = {},
): LayerSpec<"upSampling1d", Required<UpSampling1dOptions>> {
  checkOptions("upSampling1d", options, { size: true });
  const { size = 2 } = options;
  checkCount("upSampling1d", "size", size);
  return {
    kind: "upSampling1d",
    options: { size },
    build(input) {
      const { time, features } = timeAndFeatures("upSampling1d", input);
      return {
        output: [time === null ? null : time * size, features],
        call({ value, mask }) {
          refuseMask("upSampling1d", mask);
          const [batch, steps] = value.shape;
          const repeated = broadcast(reshape(value, [batch, steps, 1, features]), [batch, steps, size, features]);
          return { value: reshape(repeated, [batch, steps * size, features]), mask: null };
        },
      };
    },
  };
}
