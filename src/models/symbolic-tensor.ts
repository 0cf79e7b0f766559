import { checkOptions } from "../tensor/options.ts";
import { dryWeight } from "./build-weights.ts";
import type { ExampleShape, MultiInputLayerSpec, LayerSpec, WeightMaker } from "../layers/layer.ts";
import { showShape } from "../tensor/shape.ts";
import { within } from "./within.ts";

/** A layer as functional models take it: of one input and one output, or of several. */
export type AnyLayerSpec = LayerSpec | MultiInputLayerSpec;

/** A tensor whose value is known when the model is called: functional models are made of these. */
export interface SymbolicTensor {
  /** Shape of one example. */
  readonly shape: ExampleShape;
  readonly source: SymbolicInput | LayerCall;
  /** Which of its source's outputs it is, from 0. */
  readonly position: number;
}

/** What a model reads. */
export interface SymbolicInput extends Required<InputOptions> {
  readonly shape: ExampleShape;
}

/** One use of a layer. */
export interface LayerCall {
  readonly spec: AnyLayerSpec;
  /** The layer's name, or null for a default. */
  readonly name: string | null;
  readonly inputs: readonly SymbolicTensor[];
  /** Shapes of one example of each output. */
  readonly outputs: readonly ExampleShape[];
}

export interface InputOptions {
  /** Default: input, input_1, … as the model lists them. */
  readonly name?: string | null;
  /** Type of its values: floats, or int32 as for token ids. Default: whatever the layers read. */
  readonly dtype?: "float" | "int32" | null;
}

export interface ApplyOptions {
  /**
   * Of the layer; its weights' names begin with it. Default: the layer's kind, with _1, _2, … where there are several,
   * as in Keras.
   */
  readonly name?: string;
}

/** What a functional model reads: examples of a shape, without the batch axis, null for any length. Keras: Input. */
export function input(exampleShape: ExampleShape, options: InputOptions = {}): SymbolicTensor {
  checkOptions("input", options, { name: true, dtype: true });
  const { name = null, dtype = null } = options;
  const shape = Object.freeze([...exampleShape]);
  if (!shape.every((length) => length === null || (Number.isSafeInteger(length) && length > 0)))
    throw new TypeError(`an input's shape is lengths from 1, or null for any length, got ${showShape(shape)}`);
  if (name !== null) checkName("an input", name);
  return { shape, source: { shape, name, dtype }, position: 0 };
}

/**
 * The output of a layer for symbolic inputs; the first, of a layer with several. The same layer applied again shares
 * its weights.
 *
 *   const words = input([null], { name: "words", dtype: "int32" });
 *   const read = apply(gru({ units: 32 }), apply(embedding({ inputDim: 1000, outputDim: 16 }), words));
 *
 * Throws when the layer cannot read inputs of these shapes. Keras: layer(x).
 */
export function apply(
  spec: AnyLayerSpec,
  x: SymbolicTensor | readonly SymbolicTensor[],
  options: ApplyOptions = {},
): SymbolicTensor {
  const [first] = applyAll(spec, x, options);
  return first;
}

/** All outputs of a layer for symbolic inputs, such as the sequence and the states of a recurrent layer. */
export function applyAll(
  spec: AnyLayerSpec,
  x: SymbolicTensor | readonly SymbolicTensor[],
  options: ApplyOptions = {},
): readonly SymbolicTensor[] {
  checkOptions("applyAll", options, { name: true });
  const { name } = options;
  if (name !== undefined) checkName("a layer", name);
  const inputs = "source" in x ? [x] : x;
  const shapes = inputs.map(({ shape }) => shape);
  const build = (): readonly ExampleShape[] => multiInputBuilderOf(spec)(shapes, dryWeight).outputs;
  const outputs = name === undefined ? build() : within(name, build);
  const source = { spec, name: name ?? null, inputs, outputs };
  return outputs.map((shape, position) => ({ shape, source, position }));
}

/** How a layer reads a list of inputs: those of one input read a list of one. */
export function multiInputBuilderOf(spec: AnyLayerSpec): MultiInputLayerSpec["buildMultiInput"] {
  if ("buildMultiInput" in spec) return (inputs, weight) => spec.buildMultiInput(inputs, weight);
  return (inputs: readonly ExampleShape[], weight: WeightMaker) => {
    const [only, ...others] = inputs;
    if (only === undefined || others.length > 0)
      throw new TypeError(`${spec.kind} reads one input, got ${inputs.length}`);
    const layer = spec.build(only, weight);
    return {
      outputs: [layer.output],
      call: ([x], context) => [layer.call(x, context)],
      resetStates: () => layer.resetStates?.(),
    };
  };
}

export function isInput(source: SymbolicTensor["source"]): source is SymbolicInput {
  return !("spec" in source);
}

function checkName(what: string, name: string): void {
  if (!/^[A-Za-z_][\w-]*$/.test(name))
    throw new TypeError(
      `the name of ${what} is letters, digits, _ and -, a letter or _ first, got ${JSON.stringify(name)}`,
    );
}
