import { checkOptions } from "../../tensor/options.ts";
import { initializers } from "../../initializers/registry.ts";
import { attention as attend, attentionWeights } from "../../ops/attention.ts";
import { broadcast } from "../../ops/broadcast.ts";
import { reshape } from "../../ops/reshape.ts";
import { timesNumber } from "../../ops/times-number.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { selfAttention } from "./shared/attention-inputs.ts";
import { checkName } from "../shared/checks.ts";
import type { ExampleShape, MultiInputLayer, MultiInputLayerSpec, LayerSpec, WeightMaker } from "../layer.ts";
import {
  checkScoredOptions,
  scored,
  scoredAttention,
  scoredDefaults,
  type ScoredOptions,
} from "./shared/scored-attention.ts";

export interface AttentionOptions extends ScoredOptions {
  /** Multiply the scores by a learned scalar. Default: false. */
  readonly useScale?: boolean;
  /** How well a key fits a query: their product, or a sum of tanh of their sum. Default: dot. */
  readonly scoreMode?: "dot" | "concat";
}

/**
 * Attention without projections (Luong et al. 2015, arXiv:1508.04025, equations 7 and 8): every step of the query gets
 * the values in proportion to how well their keys fit it,
 *
 *   y = softmax(scores)·value       dot: scores = scale · q·kᵀ       concat: scores = weight · Σ tanh(scale · (q + k))
 *
 * Not divided by √features, unlike multiHeadAttention. Joins [query, value] or [query, value, key]: [batch, queryTime,
 * features], [batch, keyTime, valueFeatures], [batch, keyTime, features] → [batch, queryTime, valueFeatures], and with
 * returnAttentionScores the weights, [batch, queryTime, keyTime]. In a sequential model a sequence attends to itself.
 * Keys count where the mask of the values keeps them; steps that the query's mask skips are zeros, and so are those
 * that see no key. Passes the query's mask on. Weights scale [] with useScale, and concatScoreWeight [] with concat,
 * both from 1. Definition and defaults: Keras 3, Attention.
 */
export function attention(
  options: AttentionOptions = {},
): LayerSpec<"attention", Required<AttentionOptions>> & MultiInputLayerSpec<"attention", Required<AttentionOptions>> {
  checkOptions("attention", options, { ...scoredDefaults, useScale: true, scoreMode: true });
  const config: Required<AttentionOptions> = { useScale: false, scoreMode: "dot", ...scoredDefaults, ...options };
  const { useScale, scoreMode } = config;
  checkScoredOptions("attention", config);
  checkName("attention", "scoreMode", scoreMode, ["dot", "concat"]);
  const buildMultiInput = (inputs: readonly ExampleShape[], weight: WeightMaker): MultiInputLayer => {
    const scale = useScale ? weight("scale", [], initializers.ones()) : null;
    const scaled = (x: Tensor): Tensor => (scale === null ? x : timesNumber(x, scale));
    if (scoreMode === "concat") {
      const factor = weight("concatScoreWeight", [], initializers.ones());
      return scoredAttention("attention", inputs, config, (inputsOfCall, bounds) => {
        const [query, key] = [scaled(inputsOfCall.query), scaled(inputsOfCall.key)];
        return scored(query, key, broadcast(reshape(factor, [1]), [query.shape[2]]), inputsOfCall.value, bounds);
      });
    }
    return scoredAttention(
      "attention",
      inputs,
      config,
      ({ query, value, key }, { withWeights, rate, key: random, ...bounds }) => {
        const [q, k, v] = [oneHead(scaled(query)), oneHead(key), oneHead(value)];
        const y = attend(q, k, v, { ...bounds, scale: 1, dropout: rate, key: random });
        const weights = withWeights ? attentionWeights(q, k, { ...bounds, scale: 1 }) : null;
        return {
          value: reshape(y, [y.shape[0], y.shape[1], y.shape[3]]),
          weights: weights === null ? null : reshape(weights, [q.shape[0], q.shape[1], k.shape[1]]),
        };
      },
    );
  };
  return {
    kind: "attention",
    options: config,
    build: (input, weight) => selfAttention("attention", buildMultiInput, input, weight),
    buildMultiInput,
  };
}

/** [batch, time, features] → [batch, time, 1, features] */
function oneHead(x: Tensor): Tensor {
  return reshape(x, [x.shape[0], x.shape[1], 1, x.shape[2]]);
}
