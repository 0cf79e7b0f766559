import { checkOptions } from "../../tensor/options.ts";
import { initializers } from "../../initializers/registry.ts";
import { ones } from "../../tensor/tensor.ts";
import { selfAttention, attentionLengths } from "./shared/attention-inputs.ts";
import type { ExampleShape, MultiInputLayer, MultiInputLayerSpec, LayerSpec, WeightMaker } from "../layer.ts";
import {
  checkScoredOptions,
  scored,
  scoredAttention,
  scoredDefaults,
  type ScoredOptions,
} from "./shared/scored-attention.ts";

export interface AdditiveAttentionOptions extends ScoredOptions {
  /** Weigh the features in the scores by a learned vector. Default: true. */
  readonly useScale?: boolean;
}

/**
 * Additive attention without projections (Bahdanau et al. 2015, arXiv:1409.0473, appendix A.1.2):
 *
 *   y = softmax(scores)·value       scores_ij = scale · tanh(q_i + k_j)
 *
 * Inputs, outputs and masks as of attention. Weight scale [features] with useScale, from glorotUniform; without,
 * features are summed. Definition and defaults: Keras 3, AdditiveAttention.
 */
export function additiveAttention(
  given: AdditiveAttentionOptions = {},
): LayerSpec<"additiveAttention", Required<AdditiveAttentionOptions>> &
  MultiInputLayerSpec<"additiveAttention", Required<AdditiveAttentionOptions>> {
  checkOptions("additiveAttention", given, { ...scoredDefaults, useScale: true });
  const options: Required<AdditiveAttentionOptions> = { useScale: true, ...scoredDefaults, ...given };
  checkScoredOptions("additiveAttention", options);
  const buildMultiInput = (inputs: readonly ExampleShape[], weight: WeightMaker): MultiInputLayer => {
    const { features } = attentionLengths("additiveAttention", inputs);
    const scale = options.useScale ? weight("scale", [features], initializers.glorotUniform()) : null;
    return scoredAttention("additiveAttention", inputs, options, ({ query, value, key }, bounds) =>
      scored(query, key, scale ?? ones([features]), value, bounds),
    );
  };
  return {
    kind: "additiveAttention",
    options,
    build: (input, weight) => selfAttention("additiveAttention", buildMultiInput, input, weight),
    buildMultiInput,
  };
}
