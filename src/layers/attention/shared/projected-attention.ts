import type { Initializer } from "../../../initializers/initializer.ts";
import { initializerFrom, type InitializerOption } from "../../../initializers/registry.ts";
import { activate } from "../../../ops/activate.ts";
import { attention, attentionWeights, type AttentionBounds } from "../../../ops/attention.ts";
import { linear } from "../../../ops/linear.ts";
import { multiply } from "../../../ops/multiply.ts";
import { reshape } from "../../../ops/reshape.ts";
import { size, type Shape } from "../../../tensor/shape.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import type { CallContext, WeightMaker } from "../../layer.ts";
import { rotaryPositions, type RotaryOptions } from "./rotary-positions.ts";
import { kernelAndBiasDefaults, weightOptions, type KernelAndBiasOptions } from "../../shared/weight-options.ts";

/** What decides about the weights and the way of an attention with projections. */
export interface ProjectionOptions extends KernelAndBiasOptions {
  readonly numHeads: number;
  /** Heads of keys and values, each shared by as many neighbouring heads of queries. Default: numHeads. */
  readonly numKeyValueHeads?: number;
  /** Depth of queries and keys in each head. */
  readonly keyDim: number;
  /** Depth of values in each head. */
  readonly valueDim: number;
  /** Share of the attention weights dropped while training. */
  readonly dropout: number;
  readonly useBias: boolean;
  /** Shape of what each step becomes. Default: the features of the queries. */
  readonly outputShape?: Shape;
  /** Multiply what the heads found by a sigmoid of the query, with weights gate.… Default: false. */
  readonly useGate?: boolean;
  /** Turn queries and keys by their positions. Default: null, not at all. */
  readonly rotary?: Required<RotaryOptions> | null;
  readonly kernelInitializer: InitializerOption;
  readonly biasInitializer: InitializerOption;
  /**
   * What initializers that go by fan-in and fan-out see of a kernel: the "tensor" with its heads, as in
   * Keras (whose glorotUniform then draws smaller values, the more heads there are), or a "matrix" of all heads side by
   * side, for queries, keys and values one of all three, as in PyTorch and fairseq: attention begins flatter, and
   * Transformers learn faster.
   */
  readonly fans: "tensor" | "matrix";
}

/** How many features each input has. */
export interface ProjectedFeatures {
  /** Of queries, and of the output. */
  readonly features: number;
  readonly valueFeatures: number;
  /** Default: valueFeatures. */
  readonly keyFeatures?: number;
}

/** Keys [batch, keyTime, heads, keyDim] and values [batch, keyTime, heads, valueDim] of a sequence. */
export interface KeysAndValues {
  readonly keys: Tensor;
  readonly values: Tensor;
}

/** Queries, keys and values. */
export interface AttentionInputs {
  /** [batch, queryTime, features] */
  readonly query: Tensor;
  /** [batch, keyTime, valueFeatures] */
  readonly value: Tensor;
  /** [batch, keyTime, keyFeatures] */
  readonly key: Tensor;
}

/** Attention between queries made from one sequence and keys and values made from another, or the same. */
export interface ProjectedAttention {
  /** query [batch, queryTime, features] and value [batch, keyTime, valueFeatures] → [batch, queryTime, features]. */
  call(query: Tensor, value: Tensor, bounds: AttentionBounds, context: CallContext): Tensor;
  /**
   * The same with keys from a sequence of their own, and with the weights, [batch, heads, queryTime, keyTime], when
   * they are asked for.
   */
  attend(
    inputs: AttentionInputs,
    bounds: AttentionBounds,
    context: CallContext,
    withWeights: boolean,
  ): { readonly value: Tensor; readonly weights: Tensor | null };
  /** [..., features] → [..., heads, keyDim] */
  queries(x: Tensor): Tensor;
  /** [..., valueFeatures] → keys [..., heads, keyDim], values [..., heads, valueDim] */
  keysAndValues(x: Tensor): KeysAndValues;
  /** What the heads found, [..., heads, valueDim] → [..., features]. */
  output(heads: Tensor): Tensor;
}

/**
 * Makes the weights of Keras's MultiHeadAttention and the function that uses them:
 *
 *   q = query·Wq + bq,  k = key·Wk + bk,  v = value·Wv + bv        of each head
 *   y = heads of softmax(q·kᵀ/√keyDim)·v, side by side, · Wo + bo
 *
 * Weights query.kernel [features, heads, keyDim], gate.kernel [features, heads, valueDim] with useGate, key.kernel
 * [keyFeatures, keyHeads, keyDim], value.kernel [valueFeatures, keyHeads, valueDim], attentionOutput.kernel [heads,
 * valueDim, ...outputShape], and with useBias a bias of each, of the shape without its inputs.
 */
export function projectedAttention(
  options: ProjectionOptions,
  { features, valueFeatures, keyFeatures = valueFeatures }: ProjectedFeatures,
  weight: WeightMaker,
): ProjectedAttention {
  const { numHeads, keyDim, valueDim, dropout, useBias, fans, useGate = false, rotary = null } = options;
  const { numKeyValueHeads = numHeads, outputShape = [features] } = options;
  const perWeight = { ...kernelAndBiasDefaults, ...options };
  const ofKernel = weightOptions(perWeight.kernelRegularizer, perWeight.kernelConstraint);
  const ofBias = weightOptions(perWeight.biasRegularizer, perWeight.biasConstraint);
  const kernelInitializer = initializerFrom(options.kernelInitializer);
  const biasInitializer = initializerFrom(options.biasInitializer);

  /** x [..., inputs] → [..., heads, depth]: the product already has the heads side by side. */
  function projection(name: string, inputs: number, heads: number, depth: number): (x: Tensor) => Tensor {
    const width = heads * depth;
    const kernel = weight(
      `${name}.kernel`,
      [inputs, heads, depth],
      initializerOf([inputs, width], [inputs, 3 * width]),
      ofKernel,
    );
    const bias = useBias ? weight(`${name}.bias`, [heads, depth], biasInitializer, ofBias) : null;
    return (x) => {
      const flatBias = bias === null ? null : reshape(bias, [width]);
      return reshape(linear(x, reshape(kernel, [inputs, width]), flatBias), [...x.shape.slice(0, -1), heads, depth]);
    };
  }

  const toQuery = projection("query", features, numHeads, keyDim);
  const toGate = useGate ? projection("gate", features, numHeads, valueDim) : null;
  const toKey = projection("key", keyFeatures, numKeyValueHeads, keyDim);
  const toValue = projection("value", valueFeatures, numKeyValueHeads, valueDim);
  const headsFeatures = numHeads * valueDim;
  const outputs = size(outputShape);
  const outputKernel = weight(
    "attentionOutput.kernel",
    [numHeads, valueDim, ...outputShape],
    initializerOf([headsFeatures, outputs]),
    ofKernel,
  );
  const outputBias = useBias ? weight("attentionOutput.bias", outputShape, biasInitializer, ofBias) : null;
  const turn = rotary === null ? null : rotaryPositions(keyDim, rotary);

  const output = (heads: Tensor): Tensor => {
    const concatenated = reshape(heads, [...heads.shape.slice(0, -2), headsFeatures]);
    const bias = outputBias === null ? null : reshape(outputBias, [outputs]);
    const y = linear(concatenated, reshape(outputKernel, [headsFeatures, outputs]), bias);
    return reshape(y, [...heads.shape.slice(0, -2), ...outputShape]);
  };

  const attend: ProjectedAttention["attend"] = (inputs, bounds, { training, key, onAttention }, withWeights) => {
    const [queries, keys] = [toQuery(inputs.query), toKey(inputs.key)];
    const [q, k] = turn === null ? [queries, keys] : [turn(queries), turn(keys)];
    const weights = withWeights || onAttention !== undefined ? attentionWeights(q, k, bounds) : null;
    if (weights !== null) onAttention?.(weights, "");
    const rate = training ? dropout : 0;
    const heads = attention(q, k, toValue(inputs.value), { ...bounds, dropout: rate, key });
    const gated = toGate === null ? heads : multiply(heads, activate(toGate(inputs.query), "sigmoid"));
    return { value: output(gated), weights: withWeights ? weights : null };
  };

  return {
    call: (query, value, bounds, context) => attend({ query, value, key: value }, bounds, context, false).value,
    attend,
    queries: toQuery,
    keysAndValues: (x) => ({ keys: toKey(x), values: toValue(x) }),
    output,
  };

  function initializerOf(matrix: Shape, fanShape: Shape = matrix): Initializer {
    return fans === "tensor" ? kernelInitializer : (_, key) => kernelInitializer(matrix, key, fanShape);
  }
}
