import { checkOptions } from "../tensor/options.ts";
import { dropout as drop } from "../ops/dropout.ts";
import { checkRate } from "./shared/checks.ts";
import type { LayerSpec } from "./layer.ts";
import { checkSeed, seeded } from "./shared/weight-options.ts";

export interface DropoutOptions {
  /** Share of the values set to zero, 0 ≤ rate < 1. */
  readonly rate: number;
  /** Beside the seed of the training. Default: null, none. */
  readonly seed?: number | null;
}

/**
 * While training, sets each value to zero with probability rate and multiplies the others by 1/(1 − rate); otherwise
 * passes x on. Any shape → the same; keeps the mask. No weights. Srivastava et al. 2014. Definition: Keras 3, Dropout.
 */
export function dropout(options: DropoutOptions): LayerSpec<"dropout", Required<DropoutOptions>> {
  checkOptions("dropout", options, { rate: true, seed: true });
  const { rate, seed = null } = options;
  checkRate("dropout", "rate", rate);
  checkSeed("dropout", seed);
  return {
    kind: "dropout",
    options: { rate, seed },
    build: (input) => ({
      output: input,
      call: ({ value, mask }, { training, key }) => ({
        value: training && rate > 0 ? drop(value, rate, seeded(key, seed)) : value,
        mask,
      }),
    }),
  };
}
