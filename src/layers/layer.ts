import type { Constraint } from "../constraints/constraint.ts";
import type { Initializer } from "../initializers/initializer.ts";
import type { RecurrentTrace } from "../ops/shared/recurrent-trace.ts";
import type { Regularizer } from "../regularizers/regularizer.ts";
import type { RandomKey } from "../tensor/random.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The shape of one example, without the batch axis; null where any length will do (time, usually). */
export type ExampleShape = readonly (number | null)[];

/**
 * A tensor and its step mask, int32 [batch, time]: 1 = keep, 0 = padding. Null keeps all steps.
 */
export interface Masked {
  readonly value: Tensor;
  readonly mask: Tensor | null;
}

/** How a layer is called: training switches dropout on, and key is a random key for this layer in this step alone. */
export interface CallContext {
  readonly training: boolean;
  readonly key: RandomKey;
  /**
   * Whether all weights of the layer are frozen: batch normalization then uses its moving mean and variance in training
   * too, as in Keras. Default: false.
   */
  readonly frozen?: boolean;
  /**
   * Called with the weights of every attention, [batch, heads, queryTime, keyTime], in the order of the layers, for
   * drawing, and where the attention is: "layers.1.selfAttention", "decoder.0.crossAttention". They are computed for
   * this alone, without dropout, and take memory of their own.
   */
  readonly onAttention?: (weights: Tensor, name: string) => void;
  /**
   * Called with the gates and states of every recurrent pass, in the order of the layers, of a bidirectional one
   * forward first, for drawing.
   */
  readonly onGates?: (trace: RecurrentTrace) => void;
  /**
   * Called with what a layer adds to the loss of a batch, a differentiable scalar []: the penalties of its outputs.
   * Without it they are not computed.
   */
  readonly onPenalty?: (penalty: Tensor) => void;
  /**
   * Called with the vectors that an embedding looked up, [batch, time, outputDim]; returns those to use instead.
   */
  readonly onEmbedded?: (vectors: Tensor) => Tensor;
}

/** The context of a part of a layer: the part's name is put before the names of the attentions in it. */
export function inside(part: string, context: CallContext): CallContext {
  const { onAttention } = context;
  if (onAttention === undefined) return context;
  return {
    ...context,
    onAttention: (weights, place) => onAttention(weights, place === "" ? part : `${part}.${place}`),
  };
}

/** A layer once its input is known: its weights exist, it can be called, and it cannot be half-built. */
export interface Layer {
  /** Shape of one example's output. */
  readonly output: ExampleShape;
  call(input: Masked, context: CallContext): Masked;
  /** Resets the states that a stateful layer carries from batch to batch. */
  resetStates?(): void;
}

/** Options of a weight beside its initializer. */
export interface WeightOptions {
  /** Its penalty is added to the loss. Default: none. */
  readonly regularizer?: Regularizer | null;
  /** Is applied after every update. Default: none. */
  readonly constraint?: Constraint | null;
  /**
   * Whether optimizers update it; other weights are changed by their layer alone, as a moving mean. Default: true.
   */
  readonly trainable?: boolean;
}

/** Makes a weight of the layer; its full name in the model is "layers.<position>.<name>". */
export type WeightMaker = (name: string, shape: Shape, initializer: Initializer, options?: WeightOptions) => Tensor;

/** A layer before its input is known. `kind` and `options` are exactly what a saved model stores. */
export interface LayerSpec<Kind extends string = string, Options = unknown> {
  readonly kind: Kind;
  readonly options: Options;
  /**
   * Throws a TypeError that names the layer, what it reads and what it got, when the input does not fit. Its only
   * effect is that weights are created.
   */
  build(input: ExampleShape, weight: WeightMaker): Layer;
}

/** A layer of several inputs or outputs once its inputs are known. */
export interface MultiInputLayer {
  /** Shapes of one example of each output; at least one. */
  readonly outputs: readonly ExampleShape[];
  call(inputs: readonly Masked[], context: CallContext): readonly Masked[];
  /** Resets the states that a stateful layer carries from batch to batch. */
  resetStates?(): void;
}

/**
 * A layer with several inputs or outputs, before its inputs are known: for functional models. Layers that also have a
 * build can stand in a sequential model.
 */
export interface MultiInputLayerSpec<Kind extends string = string, Options = unknown> {
  readonly kind: Kind;
  readonly options: Options;
  /**
   * Throws a TypeError that names the layer, what it reads and what it got, when the inputs do not fit. Its only
   * effect is that weights are created.
   */
  buildMultiInput(inputs: readonly ExampleShape[], weight: WeightMaker): MultiInputLayer;
}
