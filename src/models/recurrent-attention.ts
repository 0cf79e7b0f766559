import { initializers } from "../initializers/registry.ts";
import { inside, type CallContext, type WeightMaker } from "../layers/layer.ts";
import { additiveAttention, additiveAttentionWeights } from "../ops/additive-attention.ts";
import { attention, attentionWeights, type AttentionBounds } from "../ops/attention.ts";
import { attentionStep } from "../ops/attention-step.ts";
import { linear } from "../ops/linear.ts";
import { reshape } from "../ops/reshape.ts";
import { scale } from "../ops/scale.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { FullRecurrentOptions } from "./recurrent-options.ts";

/** What the decoder of a recurrent model looks at. */
export interface RecurrentMemory {
  /** What the encoder made, [sources, sourceTime, units]. */
  readonly values: Tensor;
  /**
   * What states of the decoder are compared with: the values, or with bahdanau their products [sources, sourceTime,
   * units].
   */
  readonly keys: Tensor;
  /** int32 [sources, sourceTime], 0 at padding. */
  readonly mask: Tensor;
}

/**
 * Which source's steps the rows of a step see, in two ways: int32 [rows], and [rows, sourceTime] with 1 + the source,
 * or 0 at padding.
 */
export interface SourceIndices {
  readonly sources: Tensor;
  readonly keyRows: Tensor;
}

/** Attention over whole sequences of the decoder's states. */
export interface LuongAttention {
  /** Decoder states [batch, time, units] → contexts [batch, time, units]. */
  whole(states: Tensor, memory: RecurrentMemory, context: CallContext): Tensor;
  /** Decoder states [rows, units] of one step → contexts [rows, units]. */
  step(states: Tensor, memory: RecurrentMemory, sourceIndices: SourceIndices): Tensor;
}

/**
 * Global attention (Luong et al. 2015, arXiv:1508.04025, section 3.1): c_t = Σ softmax(score)_j · h̄_j with score h_t ·
 * h̄_j (dot) or h_t · W · h̄_j (general), weight attention.query.kernel W [units, units].
 */
export function luongAttention({ units, score }: FullRecurrentOptions, weight: WeightMaker): LuongAttention {
  const kernel =
    score === "general" ? weight("attention.query.kernel", [units, units], initializers.glorotUniform()) : null;
  const queries = (states: Tensor): Tensor => (kernel === null ? states : linear(states, kernel, null));
  const oneHead = (x: Tensor): Tensor => reshape(x, [...x.shape.slice(0, -1), 1, units]);
  return {
    whole(states, { values, mask }, context) {
      const [q, k] = [oneHead(queries(states)), oneHead(values)];
      const bounds: AttentionBounds = { keyMask: mask, scale: 1 };
      inside("attention", context).onAttention?.(attentionWeights(q, k, bounds), "");
      return reshape(attention(q, k, k, bounds), states.shape);
    },
    step(states, { values }, { keyRows }) {
      // The op divides products by √units; Luong does not.
      const q = oneHead(scale(queries(states), Math.sqrt(units)));
      const k = oneHead(values);
      return reshape(attentionStep(q, { keys: k, values: k, keyRows }), states.shape);
    },
  };
}

/** Attention whose query at every step is the state before it. */
export interface BahdanauAttention {
  /** What states are compared with: the encoder's sequence times U. */
  readonly keys: (values: Tensor) => Tensor;
  /**
   * The states before a step [rows, units] → contexts [rows, units]. Rows see their own source, or that of their
   * sourceIndices.
   */
  step(states: Tensor, memory: RecurrentMemory, sourceIndices: SourceIndices | null): Tensor;
  /** The weights behind it, [rows, sourceTime]. */
  weights(states: Tensor, memory: RecurrentMemory): Tensor;
}

/**
 * Additive attention (Bahdanau et al. 2015, arXiv:1409.0473): e_j = v · tanh(s·W + h_j·U). Weights
 * attention.query.kernel W and attention.key.kernel U [units, units], attention.score v [units].
 */
export function bahdanauAttention({ units }: FullRecurrentOptions, weight: WeightMaker): BahdanauAttention {
  const query = weight("attention.query.kernel", [units, units], initializers.glorotUniform());
  const key = weight("attention.key.kernel", [units, units], initializers.glorotUniform());
  const score = weight("attention.score", [units], (_, seed) => initializers.glorotUniform()([units, 1], seed));
  const inputs = (states: Tensor, { keys, values }: RecurrentMemory): Parameters<typeof additiveAttention>[0] => ({
    query: linear(states, query, null),
    keys,
    values,
    score,
  });
  return {
    keys: (values) => linear(values, key, null),
    step: (states, memory, sourceIndices) =>
      additiveAttention(inputs(states, memory), {
        keyMask: memory.mask,
        sourceIndices: sourceIndices?.sources ?? null,
      }),
    weights: (states, memory) => additiveAttentionWeights(inputs(states, memory), { keyMask: memory.mask }),
  };
}
