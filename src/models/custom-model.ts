import { checkOptions } from "../tensor/options.ts";
import type { CallContext, ExampleShape, Masked, WeightMaker } from "../layers/layer.ts";
import type { Inputs } from "../tensor/inputs.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { buildWeights, initialValueNames, type InitialValues } from "./build-weights.ts";
import { namedInputs } from "./check-input.ts";
import type { Model, ModelLayer, Observer } from "./model.ts";
import { severalOutputs } from "./several-outputs.ts";
import { summaryOf } from "./summary.ts";

export interface CustomModelOptions<Options = unknown> extends InitialValues {
  /** By which a saved model finds the function that makes it again: see loadModel's customModels. */
  readonly name: string;
  /** What that function gets: plain data. Default: {}. */
  readonly options?: Options;
  /** Shape of one example of each input. */
  readonly inputs: readonly ExampleShape[];
  /** Shape of one example of each output. */
  readonly outputs: readonly ExampleShape[];
  /** Default: output, output_1, … */
  readonly outputNames?: readonly string[];
  /**
   * Makes the weights, whose names begin with the model's, and gives what computes the outputs from the inputs by ops.
   * Called twice; has no other effects.
   */
  readonly build: (
    weight: WeightMaker,
  ) => (inputs: readonly Tensor[], context: CallContext) => Tensor | readonly Tensor[];
}

/**
 * A model from a function of tensors, for what layers cannot say.
 *
 *   const model = customModel({
 *     name: "ratio",
 *     inputs: [[3], [3]],
 *     outputs: [[1]],
 *     build(weight) {
 *       const w = weight("kernel", [3, 1], initializers.glorotUniform());
 *       return ([a, b]) => ops.subtract(ops.matmul(a, w), ops.matmul(b, w));
 *     },
 *   });
 *
 * It is trained, evaluated and saved like every other; masks are the function's own matter.
 */
export function customModel(options: CustomModelOptions): Model {
  checkOptions("customModel", options, {
    ...initialValueNames,
    name: true,
    options: true,
    inputs: true,
    outputs: true,
    outputNames: true,
    build: true,
  });
  const { name, options: config = {}, inputs: inputShapes, outputs: outputShapes, build, ...others } = options;
  const [inputs, outputs] = [inputShapes, outputShapes].map((shapes) =>
    shapes.map((shape) => Object.freeze([...shape])),
  );
  const { outputNames = outputs.map((_, i) => (i === 0 ? "output" : `output_${i}`)), ...first } = others;
  if (inputs.length === 0 || outputs.length === 0 || outputNames.length !== outputs.length) {
    throw new TypeError(
      `${name}: a model has inputs, outputs and a name for each output, got ${inputs.length}, ${outputs.length} ` +
        `and ${outputNames.length}`,
    );
  }
  const {
    built: compute,
    weights,
    flat,
  } = buildWeights((weight) => build((own, ...rest) => weight(`${name}.${own}`, ...rest)), first);
  const layers: readonly ModelLayer[] = [{ name, kind: "custom", output: outputs[0], weights }];
  const reads = inputs.map((shape, i) => ({ name: `inputs[${i}]`, source: { shape, dtype: null } }));

  function traceAll(x: Inputs, context: CallContext, observe?: Observer): readonly Masked[] {
    const result = compute(namedInputs(x, reads), context);
    const values = "storage" in result ? [result] : result;
    if (values.length !== outputs.length)
      throw new TypeError(`${name} should give ${outputs.length} outputs, gave ${values.length}`);
    if (observe !== undefined) for (const value of values) observe(layers[0], value);
    return values.map((value) => ({ value, mask: null }));
  }

  return {
    inputs,
    ...severalOutputs(outputs, outputNames, traceAll),
    layers,
    weights,
    flat,
    parameterCount: flat.size,
    spec: { kind: "custom", name, options: config },
    resetStates: () => undefined,
    summary: () => summaryOf(layers, weights),
  };
}
