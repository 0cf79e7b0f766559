import { fold } from "../../../tensor/random.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { feedForward } from "./feed-forward.ts";
import { inside, type CallContext, type WeightMaker } from "../../layer.ts";
import { projectedAttention } from "../../attention/shared/projected-attention.ts";
import { residual } from "./residual.ts";
import { attentionOptions, type BlockOptions } from "./transformer-block.ts";

/** x [batch, time, features] and the keys that count, int32 [batch, time] or null for all → [batch, time, features]. */
export type EncoderBlock = (x: Tensor, mask: Tensor | null, context: CallContext) => Tensor;

/**
 * One layer of a Transformer's encoder: self-attention, then the feed-forward part, each with its residual. Weights
 * selfAttention.… as of projectedAttention, selfAttentionLayerNorm.…, those of feedForward, feedforwardLayerNorm.…
 */
export function encoderBlock(options: BlockOptions, features: number, weight: WeightMaker): EncoderBlock {
  const attend = projectedAttention(
    attentionOptions(options),
    { features, valueFeatures: features },
    (name, shape, initializer) => weight(`selfAttention.${name}`, shape, initializer),
  );
  const aroundAttention = residual(options, { part: "attention", norm: "selfAttentionLayerNorm", features }, weight);
  const feed = feedForward(options, features, weight);
  const aroundFeed = residual(options, { part: "feedforward", norm: "feedforwardLayerNorm", features }, weight);
  return (value, mask, context) => {
    const attention = inside("selfAttention", { ...context, key: fold(context.key, "weights") });
    const attended = aroundAttention(value, context, (x) => attend.call(x, x, { keyMask: mask }, attention));
    return aroundFeed(attended, context, (x) => feed(x, context));
  };
}
