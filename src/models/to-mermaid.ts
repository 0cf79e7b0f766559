import { showShape } from "../tensor/shape.ts";
import type { FunctionalSpec, SavedTensor } from "./model-spec.ts";
import type { SequentialSpec } from "./model-spec.ts";
import type { Model } from "./model.ts";

/**
 * The graph of a sequential or functional model as Mermaid text, which GitHub and many editors draw: inputs as
 * parallelograms, layers as boxes with their kinds and output shapes, outputs round. A shared layer is one box. Throws
 * a TypeError for other models, whose layers say not what they read.
 */
export function toMermaid(model: Model): string {
  const { spec } = model;
  if (spec.kind !== "functional" && spec.kind !== "sequential")
    throw new TypeError(`toMermaid draws sequential and functional models, got ${spec.kind}`);
  const { inputs, edges, outputs } = spec.kind === "functional" ? graphOf(spec) : chainOf(spec);
  const shapes = model.outputs.map((shape) => showShape([null, ...shape]));
  return [
    "flowchart TD",
    ...inputs.map(({ name, shape }) => `  ${idOf(name)}[/"${name}<br/>${showShape([null, ...shape])}"/]`),
    ...model.layers.map(
      ({ name, kind, output }) =>
        `  ${idOf(name)}["${name === kind ? kind : `${name}: ${kind}`}<br/>${showShape([null, ...output])}"]`,
    ),
    ...model.outputNames.map((name, i) => `  ${idOf(`out ${name}`)}(["${name}<br/>${shapes[i]}"])`),
    ...edges.map(({ from, to, output }) => `  ${idOf(from)} -->${output === 0 ? "" : `|${output}|`} ${idOf(to)}`),
    ...outputs.map((from, i) => `  ${idOf(from)} --> ${idOf(`out ${model.outputNames[i]}`)}`),
    "",
  ].join("\n");
}

interface Graph {
  readonly inputs: readonly { readonly name: string; readonly shape: readonly (number | null)[] }[];
  /** output: which one of from. */
  readonly edges: readonly { readonly from: string; readonly to: string; readonly output: number }[];
  /** What each output of the model comes from. */
  readonly outputs: readonly string[];
}

function graphOf({ inputs, calls, outputs }: FunctionalSpec): Graph {
  const from = (tensor: SavedTensor): string => ("input" in tensor ? tensor.input : calls[tensor.call].layer);
  return {
    inputs,
    edges: calls.flatMap(({ layer, inputs: read }) =>
      read.map((tensor) => ({ from: from(tensor), to: layer, output: "output" in tensor ? tensor.output : 0 })),
    ),
    outputs: outputs.map(from),
  };
}

function chainOf({ input, layers }: SequentialSpec): Graph {
  const names = ["input", ...layers.map((_, i) => `layers.${i}`)];
  return {
    inputs: [{ name: "input", shape: input }],
    edges: names.slice(1).map((to, i) => ({ from: names[i], to, output: 0 })),
    outputs: names.slice(-1),
  };
}

/** Mermaid's own words, such as end, cannot be names of boxes, and neither can dots be in them. */
function idOf(name: string): string {
  return `n_${name.replaceAll(/[^A-Za-z0-9_]/g, "_")}`;
}
