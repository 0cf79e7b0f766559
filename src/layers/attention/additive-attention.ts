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
  options: AdditiveAttentionOptions = {},
): LayerSpec<"additiveAttention", Required<AdditiveAttentionOptions>> &
  MultiInputLayerSpec<"additiveAttention", Required<AdditiveAttentionOptions>> {
  checkOptions("additiveAttention", options, { ...scoredDefaults, useScale: true });
  const config: Required<AdditiveAttentionOptions> = { useScale: true, ...scoredDefaults, ...options };
  checkScoredOptions("additiveAttention", config);
  const buildMultiInput = (inputs: readonly ExampleShape[], weight: WeightMaker): MultiInputLayer => {
    const { features } = attentionLengths("additiveAttention", inputs);
    const scale = config.useScale ? weight("scale", [features], initializers.glorotUniform()) : null;
    return scoredAttention("additiveAttention", inputs, config, ({ query, value, key }, bounds) =>
      scored(query, key, scale ?? ones([features]), value, bounds),
    );
  };
  return {
    kind: "additiveAttention",
    options: config,
    build: (input, weight) => selfAttention("additiveAttention", buildMultiInput, input, weight),
    buildMultiInput,
  };
}
