import { showShape } from "../tensor/shape.ts";
import type { FunctionalGraph } from "./functional-graph.ts";
import type { ModelLayer } from "./model.ts";
import type { Weight } from "./weight.ts";
import { grouped, numbersIn, tableOf } from "./summary.ts";
import { isInput, type SymbolicTensor } from "./symbolic-tensor.ts";

/**
 * A table of the inputs and layers with what each reads: "gru", "lstm[1]" for the second output of a layer; calls of a
 * shared layer after semicolons.
 */
export function functionalSummary(
  graph: FunctionalGraph,
  layers: readonly ModelLayer[],
  weights: readonly Weight[],
): string {
  const names = namesOfSources(graph);
  const inputs = graph.inputs.map(({ name, source }) => [
    `${name} (input)`,
    showShape([null, ...source.shape]),
    "0",
    "",
  ]);
  const rows = layers.map((layer) => {
    const calls = graph.calls.filter(({ name }) => name === layer.name);
    const shapes = new Set(
      calls.map(({ source }) => source.outputs.map((shape) => showShape([null, ...shape])).join(", ")),
    );
    const read = calls.map(({ source }) => source.inputs.map((tensor) => referenceTo(tensor, names)).join(", "));
    return [
      `${layer.name} (${layer.kind})`,
      [...shapes].join("; "),
      grouped(numbersIn(layer.weights)),
      read.join("; "),
    ];
  });
  return tableOf(["layer", "output", "parameters", "connected to"], [...inputs, ...rows], weights);
}

/** The names of inputs and calls. */
function namesOfSources({ inputs, calls }: FunctionalGraph): ReadonlyMap<SymbolicTensor["source"], string> {
  return new Map<SymbolicTensor["source"], string>([...inputs, ...calls].map(({ name, source }) => [source, name]));
}

function referenceTo(
  { source, position }: SymbolicTensor,
  names: ReadonlyMap<SymbolicTensor["source"], string>,
): string {
  const several = !isInput(source) && source.outputs.length > 1;
  return `${names.get(source) ?? ""}${several ? `[${position}]` : ""}`;
}
