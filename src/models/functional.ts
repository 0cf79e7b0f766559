import { checkOptions } from "../tensor/options.ts";
import { inside, type CallContext, type MultiInputLayer, type Masked, type WeightMaker } from "../layers/layer.ts";
import type { Inputs } from "../tensor/inputs.ts";
import { fold } from "../tensor/random.ts";
import { sameShape, showShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { buildWeights, initialValueNames, type InitialValues } from "./build-weights.ts";
import { namedInputs } from "./check-input.ts";
import { isFrozen } from "./freeze.ts";
import { graphOf, type FunctionalGraph } from "./functional-graph.ts";
import { functionalSpecOf } from "./functional-spec.ts";
import { functionalSummary } from "./functional-summary.ts";
import type { Model, ModelLayer, Observer } from "./model.ts";
import { severalOutputs } from "./several-outputs.ts";
import { multiInputBuilderOf, type SymbolicTensor } from "./symbolic-tensor.ts";
import { within } from "./within.ts";

export interface FunctionalOptions extends InitialValues {
  /** The model's inputs, from input(shape), in the order in which it reads them. */
  readonly inputs: SymbolicTensor | readonly SymbolicTensor[];
  /** The model's outputs, in the order of losses and targets. */
  readonly outputs: SymbolicTensor | readonly SymbolicTensor[];
}

/**
 * A model of layers that branch and merge, with any number of inputs and outputs.
 *
 *   const words = input([null], { name: "words", dtype: "int32" });
 *   const numbers = input([4], { name: "numbers" });
 *   const read = apply(gru({ units: 16 }), apply(embedding({ inputDim: 1000, outputDim: 8, maskZero: true }), words));
 *   const both = apply(concatenate(), [read, numbers]);
 *   const model = functional({ inputs: [words, numbers], outputs: apply(dense({ units: 1 }), both, { name: "price" })
 *   });
 *
 * Masks travel along the edges. A layer that is applied twice shares its weights; they are named by their layer:
 * "gru.kernel", "price.bias". Throws a TypeError when the outputs do not depend on just these inputs, and an error that
 * names the layer when a shared layer cannot read all that it is applied to. Keras: Model(inputs, outputs).
 */
export function functional(options: FunctionalOptions): Model {
  checkOptions("functional", options, { ...initialValueNames, inputs: true, outputs: true });
  const { inputs, outputs, ...first } = options;
  const graph = graphOf(listOf(inputs), listOf(outputs));
  const { built, weights, flat } = buildWeights((weight) => build(graph, weight), first);
  const layers = layersOf(graph, weights);
  const byName = new Map(layers.map((layer) => [layer.name, layer]));

  function traceAll(x: Inputs, context: CallContext, observe?: Observer): readonly Masked[] {
    const values = new Map<SymbolicTensor["source"], readonly Masked[]>();
    const tensors = namedInputs(x, graph.inputs);
    graph.inputs.forEach(({ source }, i) => values.set(source, [{ value: tensors[i], mask: null }]));
    const find = ({ source, position }: SymbolicTensor): Masked => {
      const masked = values.get(source)?.[position];
      if (masked === undefined) throw new Error("a layer was called before its inputs were computed");
      return masked;
    };
    graph.calls.forEach(({ name, source }, i) => {
      const layer = byName.get(name);
      const own = { ...context, key: fold(context.key, i), frozen: layer !== undefined && isFrozen(layer) };
      const results = built[i].call(source.inputs.map(find), inside(name, own));
      values.set(source, results);
      if (observe !== undefined && layer !== undefined) for (const { value } of results) observe(layer, value);
    });
    return graph.outputs.map(find);
  }

  return {
    inputs: graph.inputs.map(({ source: { shape } }) => shape),
    ...severalOutputs(
      graph.outputs.map(({ shape }) => shape),
      graph.outputNames,
      traceAll,
    ),
    layers,
    weights,
    flat,
    parameterCount: flat.size,
    spec: functionalSpecOf(graph),
    resetStates: () => new Set(built).forEach((layer) => layer.resetStates?.()),
    summary: () => functionalSummary(graph, layers, weights),
  };
}

function listOf(tensors: SymbolicTensor | readonly SymbolicTensor[]): readonly SymbolicTensor[] {
  return "source" in tensors ? [tensors] : tensors;
}

/**
 * A layer for each call. Calls of one layer with inputs of the same shapes are of the very same layer, which then has
 * one state.
 */
function build({ calls }: FunctionalGraph, weight: WeightMaker): readonly MultiInputLayer[] {
  const weights = new Map<string, Tensor>();
  const built = new Map<string, MultiInputLayer>();
  return calls.map(({ name, source: { spec, inputs } }) => {
    const shapes = inputs.map(({ shape }) => shape);
    const key = `${name}: ${shapes.map(showShape).join(" ")}`;
    const before = built.get(key);
    if (before !== undefined) return before;
    const layer = within(name, () =>
      multiInputBuilderOf(spec)(shapes, (own, shape, ...rest) => {
        const full = `${name}.${own}`;
        const shared = weights.get(full);
        if (shared !== undefined && !sameShape(shared.shape, shape)) {
          throw new TypeError(
            `the layer is shared, but its weight ${own} would be ${showShape(shape)} for inputs ` +
              `${shapes.map(showShape).join(", ")}, and is ${showShape(shared.shape)}; help: apply it to inputs of ` +
              "like shapes, or another layer",
          );
        }
        const value = shared ?? weight(full, shape, ...rest);
        weights.set(full, value);
        return value;
      }),
    );
    built.set(key, layer);
    return layer;
  });
}

/** Each layer once, in the order of their first calls. */
function layersOf({ calls }: FunctionalGraph, weights: Model["weights"]): readonly ModelLayer[] {
  const layers = new Map<string, ModelLayer>();
  for (const { name, source } of calls) {
    if (layers.has(name)) continue;
    layers.set(name, {
      name,
      kind: source.spec.kind,
      output: source.outputs[0],
      weights: weights.filter((weight) => weight.name.startsWith(`${name}.`)),
    });
  }
  return [...layers.values()];
}
