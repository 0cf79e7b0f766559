import type { ExampleShape } from "../layers/layer.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { ModelLayer, Observer } from "./model.ts";
import type { Weight } from "./weight.ts";

/** A part of a model by its name, which begins those of its weights. */
export interface Part {
  readonly name: string;
  readonly kind: string;
  /** Shape of one example's output. */
  readonly output: ExampleShape;
}

/** Tells what a part of a model has made. */
export type Show = (part: string, output: Tensor) => void;

/** The parts as layers with their weights. */
export function layersOf(parts: readonly Part[], weights: readonly Weight[]): readonly ModelLayer[] {
  return parts.map((part) => ({ ...part, weights: weights.filter(({ name }) => name.startsWith(`${part.name}.`)) }));
}

/** What shows an observer the outputs of the layers, by their names. */
export function showTo(observe: Observer | undefined, layers: readonly ModelLayer[]): Show {
  if (observe === undefined) return () => undefined;
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  return (name, output) => {
    const layer = byName.get(name);
    if (layer === undefined) throw new Error(`the model has no layer ${name}`);
    observe(layer, output);
  };
}
