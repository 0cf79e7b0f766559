import type { Batch } from "../data/dataset.ts";
import type { CallContext } from "../layers/layer.ts";
import type { Model, ModelLayer } from "../models/model.ts";
import type { Weight } from "../models/weight.ts";
import { inputList, type Inputs } from "../tensor/inputs.ts";
import { firstNonFinite } from "../tensor/non-finite.ts";

/** Where a number that is not finite was found first. */
export interface NonFiniteSource {
  /** "layers.1", or null when it is not in a layer. */
  readonly layer: string | null;
  /** In words: "the output of layers.1 (gru)". */
  readonly place: string;
}

/** Training met a number that is NaN or infinite. The weights are those before the step that met it. */
export class NonFiniteError extends Error {
  override readonly name = "NonFiniteError";
  /** Number of the epoch, from 0. */
  readonly epoch: number;
  /** Number of the step in its epoch, from 0. */
  readonly step: number;
  /**
   * The first layer, in the order of the forward pass, with a number that is not finite; null when it is not in a
   * layer.
   */
  readonly layer: string | null;

  constructor(what: string, epoch: number, step: number, { layer, place }: NonFiniteSource) {
    super(
      `${what} in epoch ${epoch}, step ${step} (both from 0); the first value that is not finite is in ${place}; ` +
        (layer === null
          ? "help: look for missing or impossible values in the data"
          : "help: lower the learning rate, clip gradients with globalClipnorm: 1, or bring the inputs to mean " +
            "0 and standard deviation 1"),
    );
    this.epoch = epoch;
    this.step = step;
    this.layer = layer;
  }
}

/** Runs a batch whose loss is not finite again, layer by layer, to find where that begins. */
export function nonFiniteSource(
  model: Model,
  { x, y, weights }: Batch<Inputs, Inputs>,
  context: CallContext,
): NonFiniteSource {
  const inputs = inputList(x);
  const bad = inputs.findIndex((input) => firstNonFinite(input) >= 0);
  if (bad >= 0) return { layer: null, place: inputs.length === 1 ? "the inputs x" : `the inputs x[${bad}]` };
  let found: NonFiniteSource | undefined;
  model.traceAll(x, context, (layer, output) => {
    found ??=
      nonFiniteIn(layer) ??
      (firstNonFinite(output) >= 0 ? { layer: layer.name, place: `the output of ${called(layer)}` } : undefined);
  });
  if (found !== undefined) return found;
  const targets = inputList(y);
  const wrong = targets.findIndex((target) => firstNonFinite(target) >= 0);
  if (wrong >= 0) return { layer: null, place: targets.length === 1 ? "the targets y" : `the targets y[${wrong}]` };
  if (weights !== undefined && firstNonFinite(weights) >= 0)
    return { layer: null, place: "the weights of the examples" };
  return { layer: null, place: "the loss itself" };
}

/** The first weight with a number that is not finite, if any. */
export function nonFiniteWeight(model: Model): NonFiniteSource | undefined {
  if (firstNonFinite(model.flat) < 0) return undefined;
  for (const layer of model.layers) {
    const source = nonFiniteIn(layer);
    if (source !== undefined) return source;
  }
  return undefined;
}

/** The weight whose gradient lies at a position of the gradients of these weights, one after another. */
export function nonFiniteGradient(model: Model, weights: readonly Weight[], position: number): NonFiniteSource {
  let end = 0;
  for (const weight of weights) {
    end += weight.value.size;
    if (position >= end) continue;
    const layer = model.layers.find((each) => each.weights.includes(weight));
    const of = layer === undefined ? "" : ` (${layer.kind})`;
    return { layer: layer?.name ?? null, place: `the gradient of the loss in ${weight.name}${of}` };
  }
  throw new RangeError(`no weight has a number ${position}`);
}

function nonFiniteIn(layer: ModelLayer): NonFiniteSource | undefined {
  const weight = layer.weights.find(({ value }) => firstNonFinite(value) >= 0);
  return weight === undefined ? undefined : { layer: layer.name, place: `weight ${weight.name} (${layer.kind})` };
}

function called({ name, kind }: ModelLayer): string {
  return `${name} (${kind})`;
}
