import type { Initializer } from "../initializers/initializer.ts";
import type { RandomKey } from "../tensor/random.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The shape of one example, without the batch axis; null where any length will do (time, usually). */
export type ExampleShape = readonly (number | null)[];

/** A tensor on its way through a model, with the steps of it that count: int32 [batch, time], 1 = keep, 0 = padding. Null keeps all. */
export interface Masked {
  readonly value: Tensor;
  readonly mask: Tensor | null;
}

/** How a layer is called: training switches dropout on, and key is a random key for this layer in this step alone. */
export interface CallContext {
  readonly training: boolean;
  readonly key: RandomKey;
  /**
   * Gets the weights of every attention on the way, [batch, heads, queryTime, keyTime], in the order of the layers, for drawing, and where the
   * attention is: "layers.1.selfAttention", "decoder.0.crossAttention". They are computed for this alone, without dropout, and take memory of their
   * own.
   */
  readonly onAttention?: (weights: Tensor, place: string) => void;
}

/** The context of a part of what has this one: its place comes before those of the attentions in it. */
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
}

/** Makes a weight of the layer; its full name in the model is "layers.<position>.<name>". */
export type WeightMaker = (name: string, shape: Shape, initializer: Initializer) => Tensor;

/** A layer before its input is known. `kind` and `options` are exactly what a saved model stores. */
export interface LayerSpec<Kind extends string = string, Options = unknown> {
  readonly kind: Kind;
  readonly options: Options;
  /** Throws a TypeError that names the layer, what it reads and what it got, when the input does not fit. Has no effects but weights made. */
  build(input: ExampleShape, weight: WeightMaker): Layer;
}
