import { checkOptions } from "../tensor/options.ts";
import { dropout as drop } from "../ops/dropout.ts";
import { checkRate } from "./checks.ts";
import type { LayerSpec } from "./layer.ts";

export interface DropoutOptions {
  /** Share of the numbers set to zero, 0 ≤ rate < 1. */
  readonly rate: number;
}

/**
 * While training, sets each number to zero with probability rate and multiplies the others by 1/(1 − rate); otherwise passes x on.
 * Any shape → the same; keeps the mask. No weights. Srivastava et al. 2014.
 */
export function dropout(options: DropoutOptions): LayerSpec<"dropout", DropoutOptions> {
  checkOptions("dropout", options, { rate: true });
  const { rate } = options;
  checkRate("dropout", "rate", rate);
  return {
    kind: "dropout",
    options: { rate },
    build: (input) => ({
      output: input,
      call: ({ value, mask }, { training, key }) => ({
        value: training && rate > 0 ? drop(value, rate, key) : value,
        mask,
      }),
    }),
  };
}
