import type { FunctionalGraph } from "./functional-graph.ts";
import type { FunctionalSpec, SavedTensor } from "./model-spec.ts";
import { applyAll, input, isInput, type AnyLayerSpec, type SymbolicTensor } from "./symbolic-tensor.ts";

export function functionalSpecOf({ inputs, calls, outputs }: FunctionalGraph): FunctionalSpec {
  const names = new Map(inputs.map(({ name, source }) => [source, name]));
  const places = new Map(calls.map(({ source }, i) => [source, i]));
  const saved = ({ source, position }: SymbolicTensor): SavedTensor =>
    isInput(source) ? { input: names.get(source) ?? "" } : { call: places.get(source) ?? -1, output: position };
  const layers = new Map(calls.map(({ name, source: { spec } }) => [name, spec]));
  return {
    kind: "functional",
    inputs: inputs.map(({ name, source: { shape, dtype } }) => ({ name, shape, dtype })),
    layers: [...layers].map(([name, { kind, options }]) => ({ name, kind, options })),
    calls: calls.map(({ name, source }) => ({ layer: name, inputs: source.inputs.map(saved) })),
    outputs: outputs.map(saved),
  };
}

/**
 * The inputs and outputs that a spec describes, made anew. Throws a RangeError for a reference to something that is not
 * there.
 */
export function symbolicFrom({ inputs, layers, calls, outputs }: FunctionalSpec<{ readonly spec: AnyLayerSpec }>): {
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
} {
  const read = new Map(inputs.map(({ name, shape, dtype }) => [name, input(shape, { name, dtype })]));
  const specs = new Map(layers.map(({ name, spec }) => [name, spec]));
  const outputsOfCalls: (readonly SymbolicTensor[])[] = [];
  const find = (saved: SavedTensor): SymbolicTensor => {
    const found = "input" in saved ? read.get(saved.input) : outputsOfCalls[saved.call]?.[saved.output];
    if (found !== undefined) return found;
    throw new RangeError(
      "input" in saved
        ? `there is no input ${saved.input}`
        : `there is no output ${saved.output} of a call ${saved.call} before call ${outputsOfCalls.length}`,
    );
  };
  for (const { layer, inputs: from } of calls) {
    const spec = specs.get(layer);
    if (spec === undefined) throw new RangeError(`there is no layer ${layer}`);
    outputsOfCalls.push(applyAll(spec, from.map(find), { name: layer }));
  }
  return { inputs: [...read.values()], outputs: outputs.map(find) };
}
