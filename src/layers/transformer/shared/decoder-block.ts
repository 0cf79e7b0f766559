import { fold } from "../../../tensor/random.ts";
import { attentionStep, type KeyTable } from "../../../ops/attention-step.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { feedForward } from "./feed-forward.ts";
import { inference } from "../../shared/inference.ts";
import { inside, type CallContext, type Masked, type WeightMaker } from "../../layer.ts";
import {
  projectedAttention,
  type KeysAndValues,
  type ProjectedAttention,
} from "../../attention/shared/projected-attention.ts";
import { residual, type Residual } from "./residual.ts";
import { attentionOptions, type BlockOptions } from "./transformer-block.ts";

/** One layer of a Transformer's decoder. */
export interface DecoderBlock {
  /**
   * All steps at once: x [batch, time, features], its mask, and what the encoder made [batch, memoryTime,
   * memoryFeatures] with its own, or null for a block without cross-attention → [batch, time, features].
   */
  call(x: Masked, memory: Masked | null, context: CallContext): Tensor;
  /** The keys and values of what the encoder made, for step; null for a block without cross-attention. */
  memoryKeys(memory: Tensor): KeysAndValues | null;
  /**
   * One step of many rows, as in prediction: x [rows, features] → the same. `remember` takes the step's own keys and
   * values in, [rows, heads, depth], and gives all that each row sees; memory are the memoryKeys.
   */
  step(x: Tensor, remember: (step: KeysAndValues) => KeyTable, memory: KeyTable | null): Tensor;
}

/** An attention with what is done around it. */
interface AttentionPart {
  readonly attention: ProjectedAttention;
  readonly around: Residual;
}

/**
 * One layer of a Transformer's decoder (Vaswani et al. 2017, arXiv:1706.03762, section 3.1): self-attention in which no
 * step sees later ones, attention to what the encoder made, then the feed-forward part, each with its residual. With
 * memoryFeatures null there is no attention to an encoder, as in language models.
 * Weights selfAttention.…, selfAttentionLayerNorm.…, crossAttention.…, crossAttentionLayerNorm.…, those of feedForward,
 * feedforwardLayerNorm.…
 */
export function decoderBlock(
  options: BlockOptions,
  { features, memoryFeatures }: { readonly features: number; readonly memoryFeatures: number | null },
  weight: WeightMaker,
): DecoderBlock {
  const own = attentionPart("selfAttention", "attention", features);
  const cross = memoryFeatures === null ? null : attentionPart("crossAttention", "crossAttention", memoryFeatures);
  const feed = feedForward(options, features, weight);
  const aroundFeed = residual(options, { part: "feedforward", norm: "feedforwardLayerNorm", features }, weight);

  function attentionPart(name: string, part: string, valueFeatures: number): AttentionPart {
    const attention = projectedAttention(
      attentionOptions(options),
      { features, valueFeatures },
      (weightName, shape, initializer) => weight(`${name}.${weightName}`, shape, initializer),
    );
    return { attention, around: residual(options, { part, norm: `${name}LayerNorm`, features }, weight) };
  }

  return {
    call({ value, mask }, memory, context) {
      const ownContext = inside("selfAttention", { ...context, key: fold(context.key, "weights") });
      let y = own.around(value, context, (x) => own.attention.call(x, x, { keyMask: mask, causal: true }, ownContext));
      if (cross !== null && memory !== null) {
        const crossContext = inside("crossAttention", { ...context, key: fold(context.key, "crossWeights") });
        y = cross.around(y, context, (x) =>
          cross.attention.call(x, memory.value, { keyMask: memory.mask }, crossContext),
        );
      }
      return aroundFeed(y, context, (x) => feed(x, context));
    },
    memoryKeys: (memory) => cross?.attention.keysAndValues(memory) ?? null,
    step(x, remember, memory) {
      let y = own.around(x, inference, (read) => {
        const table = remember(own.attention.keysAndValues(read));
        return own.attention.output(attentionStep(own.attention.queries(read), table));
      });
      if (cross !== null && memory !== null) {
        y = cross.around(y, inference, (read) =>
          cross.attention.output(attentionStep(cross.attention.queries(read), memory)),
        );
      }
      return aroundFeed(y, inference, (read) => feed(read, inference));
    },
  };
}
