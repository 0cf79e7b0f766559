import { checkOptions } from "../../tensor/options.ts";
import { reshape } from "../../ops/reshape.ts";
import { showShape } from "../../tensor/shape.ts";
import type { LayerSpec } from "../layer.ts";
import {
  checkPairs,
  checkRotary,
  rotaryDefaults,
  rotaryPositions,
  type RotaryOptions,
} from "./shared/rotary-positions.ts";

/**
 * Rotary positions (Su et al. 2021, arXiv:2104.09864, equation 34): pairs (a, b) of the features at step t are turned
 * by an angle that grows with t,
 *
 *   (a, b) ← (a·cos θ − b·sin θ, b·cos θ + a·sin θ)        θ = t / scalingFactor / maxWavelength^(2i/depth) for pair i
 *
 * so that products of queries and keys depend on how far apart they are, not on where. For queries and keys of an
 * attention of one's own; multiHeadAttention and groupedQueryAttention have it as their option rotary.
 * [batch, time, depth] or [batch, time, heads, depth] → the same, depth even; keeps the mask. Positions count from the
 * first step, padding or not. No weights. Defaults: KerasHub, RotaryEmbedding.
 */
export function rotaryEmbedding(options: RotaryOptions = {}): LayerSpec<"rotaryEmbedding", Required<RotaryOptions>> {
  checkOptions("rotaryEmbedding", options, { ...rotaryDefaults });
  const config: Required<RotaryOptions> = { ...rotaryDefaults, ...options };
  checkRotary("rotaryEmbedding", config);
  return {
    kind: "rotaryEmbedding",
    options: config,
    build(input) {
      const depth = input.at(-1);
      if ((input.length !== 2 && input.length !== 3) || typeof depth !== "number") {
        throw new TypeError(
          "rotaryEmbedding reads [time, depth] or [time, heads, depth] per example, with a known depth, " +
            `got ${showShape(input)}`,
        );
      }
      checkPairs("rotaryEmbedding", "depth", depth);
      const turn = rotaryPositions(depth, config);
      return {
        output: input,
        call({ value, mask }) {
          const [batch, time] = value.shape;
          return { value: reshape(turn(reshape(value, [batch, time, -1, depth])), value.shape), mask };
        },
      };
    },
  };
}
