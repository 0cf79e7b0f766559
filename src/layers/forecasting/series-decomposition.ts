import { checkOptions } from "../../tensor/options.ts";
import { averagePooling } from "../../ops/average-pooling.ts";
import { broadcast } from "../../ops/broadcast.ts";
import { concatenate } from "../../ops/concatenate.ts";
import { reshape } from "../../ops/reshape.ts";
import { subtract } from "../../ops/subtract.ts";
import { timeStep } from "../../ops/time-step.ts";
import { axes } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { checkCount, refuseMask, timeAndFeatures } from "../shared/checks.ts";
import type { LayerSpec } from "../layer.ts";

export interface SeriesDecompositionOptions {
  /** Steps that the moving average is over. Default: 25. */
  readonly poolSize?: number;
}

/**
 * A series as its trend and the remainder, side by side: [batch, time, features] → [batch, time, 2·features], first the
 * trends of all features, then their remainders.
 *
 *   trend[t] = mean of x[t − ⌊(k − 1) / 2⌋ … t + ⌈(k − 1) / 2⌉], k = poolSize, the first and the last step repeated
 *   remainder = x − trend
 *
 * No weights; refuses a mask. Wu et al. 2021, arXiv:2106.13008, equation 1, as DLinear has it (Zeng et al. 2023,
 * arXiv:2205.13504).
 */
export function seriesDecomposition(
  given: SeriesDecompositionOptions = {},
): LayerSpec<"seriesDecomposition", Required<SeriesDecompositionOptions>> {
  checkOptions("seriesDecomposition", given, { poolSize: true });
  const options = { poolSize: 25, ...given };
  const { poolSize: pool } = options;
  checkCount("seriesDecomposition", "poolSize", pool);
  const before = Math.floor((pool - 1) / 2);
  return {
    kind: "seriesDecomposition",
    options,
    build(input) {
      const { time, features } = timeAndFeatures("seriesDecomposition", input);
      return {
        output: [time, 2 * features],
        call({ value, mask }) {
          refuseMask("seriesDecomposition", mask);
          const trend = averagePooling(repeatedEnds(value, before, pool - 1 - before), { pool, stride: 1 });
          return { value: concatenate([trend, subtract(value, trend)]), mask: null };
        },
      };
    },
  };
}

/** x with its first and its last step so many times more: [batch, before + time + after, n]. */
export function repeatedEnds(x: Tensor, before: number, after: number): Tensor {
  const [batch, time, n] = axes(x, "batch", "time", "n");
  const repeated = (step: number, times: number): readonly Tensor[] =>
    times === 0
      ? []
      : [reshape(broadcast(reshape(timeStep(x, step), [batch, 1, n]), [batch, times, n]), [batch, times * n])];
  const parts = [...repeated(0, before), reshape(x, [batch, time * n]), ...repeated(-1, after)];
  return reshape(concatenate(parts), [batch, before + time + after, n]);
}
