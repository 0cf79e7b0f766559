import type { CallContext, ExampleShape, Masked } from "../layers/layer.ts";
import type { Inputs } from "../tensor/inputs.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { ModelSpec } from "./model-spec.ts";
import type { Weight } from "./weight.ts";

/** A layer of a model. */
export interface ModelLayer {
  /** "layers.0"; in a functional model as Keras names layers: "dense", "dense_1", or its own name. */
  readonly name: string;
  readonly kind: string;
  /** Shape of one example's output; of the first, where there are several. */
  readonly output: ExampleShape;
  readonly weights: readonly Weight[];
}

/** Called with each layer's output while a model runs: to draw it, or to find the first value that is not finite. */
export type Observer = (layer: ModelLayer, output: Tensor) => void;

/** A network with its weights. */
export interface Model {
  /** Shape of one example of each input; most models have one input. */
  readonly inputs: readonly ExampleShape[];
  /** Shape of the output for one example; of the first, where there are several. */
  readonly output: ExampleShape;
  /** Shapes of all outputs; most models have one. */
  readonly outputs: readonly ExampleShape[];
  /**
   * Names of the outputs, for losses and metrics by name: in a functional model that of the layer that computes it.
   */
  readonly outputNames: readonly string[];
  /** In the order of the forward pass. */
  readonly layers: readonly ModelLayer[];
  /** Those of all layers, in their order. */
  readonly weights: readonly Weight[];
  /**
   * All weights one after another, [parameterCount], those that are not trainable at the end; the tensors of `weights`
   * are views of it.
   */
  readonly flat: Tensor;
  readonly parameterCount: number;
  /** What a saved model stores, besides the weights. */
  readonly spec: ModelSpec;
  /**
   * x [batch, ...input], a list of them for several inputs → [batch, ...output]. Without a context as in prediction:
   * dropout is off. Throws a TypeError when the model has several outputs.
   */
  call(x: Inputs, context?: CallContext): Tensor;
  /** As call, for any number of outputs. */
  callAll(x: Inputs, context?: CallContext): readonly Tensor[];
  /** As call, with the mask that the output still has, and the output of each layer shown to an observer. */
  trace(x: Inputs, context: CallContext, observe?: Observer): Masked;
  /** As trace, for any number of outputs. */
  traceAll(x: Inputs, context: CallContext, observe?: Observer): readonly Masked[];
  /** Resets the states that stateful layers carry from batch to batch. */
  resetStates(): void;
  /** A table of the layers, their output shapes and numbers of parameters. */
  summary(): string;
}
