import { z } from "zod";
import type { ExampleShape } from "../layers/layer.ts";
import type { Model, ModelLayer } from "../models/model.ts";
import { showShape, size } from "../tensor/shape.ts";

/*
 * The bounds of what a saved model makes of one example: numbers, which are memory, and multiply-adds, which are time.
 * Lengths that are not known count as 1: there the data's own length, and not the file, makes the work.
 */

/**
 * Elements that any layer may output for one example, and all layers together, however small the model is, and for each
 * number of its weights and input.
 */
const outputNumbers = { atLeast: 2 ** 22, each: 64 } as const;
/** Steps of a window over an input that is shorter, or of any length. */
const longestWindow = 2 ** 16;
/** Multiply-adds of all layers for one example. */
const mostWork = 2 ** 34;
/** Elements that all windows without weights read for one example: they are read one by one, unlike weights. */
const mostPooled = 2 ** 28;

const windowOf = z.looseObject({
  poolSize: z.number().optional(),
  kernelSize: z.number().optional(),
  dilationRate: z.number().default(1),
  strides: z.number().default(1),
  padding: z.string().default("valid"),
});
const wrapper = z.looseObject({ layer: z.looseObject({ options: z.unknown() }) });

/** The model, unless it makes far more of an example than its own size explains. Errors begin with `file`. */
export function checkedWork(model: Model, file: string): Model {
  const inputs = model.inputs.map(numbersOf);
  const own = model.parameterCount + inputs.reduce((sum, numbers) => sum + numbers, 0);
  const most = Math.max(outputNumbers.atLeast, outputNumbers.each * own);
  const options = optionsOf(model);
  const chain = model.spec.kind === "sequential";
  let before = Math.max(1, ...model.inputs.map(positionsOf));
  let numbers = 0;
  let work = 0;
  let pooled = 0;
  for (const layer of model.layers) {
    const { name, kind, output } = layer;
    const refuse = (what: string): Error => new Error(`${file}: ${name} (${kind}) ${what}`);
    const may = `a model with ${own} elements in its weights and inputs may output ${most} elements`;
    const pool = pooledSteps(options.get(name), output, refuse);
    const elements = numbersOf(output);
    if (elements > most) throw refuse(`outputs ${showShape(output)} for one example; ${may}`);
    numbers += elements;
    if (numbers > most) throw refuse(`and the layers before it output ${numbers} elements for one example; ${may}`);
    const positions = positionsOf(output);
    pooled += elements * pool;
    if (pooled > mostPooled) {
      throw refuse(
        `and the layers before it pool ${pooled} elements for one example, with ${pool} for each of ` +
          `${showShape(output)} here; at most ${mostPooled} are allowed`,
      );
    }
    work += workOf(layer, Math.max(before, positions));
    if (work > mostWork) {
      throw refuse(`and the layers before it take ${work} multiply-adds for one example; ${mostWork} are allowed`);
    }
    // Layers of a graph may read of any before them.
    before = chain ? positions : Math.max(before, positions);
  }
  return model;
}

/** Every weight is used at every position, but an embedding's is looked up; attention compares all positions. */
function workOf({ kind, output, weights }: ModelLayer, positions: number): number {
  const compared = /attention|transformer/i.test(kind) ? positions * positions * (output[output.length - 1] ?? 1) : 0;
  if (kind === "embedding") return 0;
  return compared + positions * weights.reduce((sum, { shape }) => sum + size(shape), 0);
}

/** Steps that each number of the output is pooled from: 1 but of pooling. Throws when a window is too long. */
function pooledSteps(options: unknown, output: ExampleShape, refuse: (what: string) => Error): number {
  const outer = wrapper.safeParse(options);
  if (outer.success) return pooledSteps(outer.data.layer.options, output.slice(1), refuse);
  const window = windowOf.safeParse(options);
  if (!window.success) return 1;
  const { poolSize, kernelSize = 1, dilationRate, strides, padding } = window.data;
  const length = poolSize ?? dilationRate * (kernelSize - 1) + 1;
  const time = output[0] ?? null;
  const input = time === null ? null : padding === "valid" ? (time - 1) * strides + length : time * strides;
  if (length > Math.max(longestWindow, input ?? 0)) {
    throw refuse(
      `has a window of ${length} steps; an input of ${input === null ? "any number of" : `at most ${input}`} steps ` +
        `may have a window of ${Math.max(longestWindow, input ?? 0)}`,
    );
  }
  return poolSize ?? 1;
}

function optionsOf({ spec }: Model): ReadonlyMap<string, unknown> {
  if (spec.kind === "sequential") return new Map(spec.layers.map((layer, i) => [`layers.${i}`, layer.options]));
  if (spec.kind === "functional") return new Map(spec.layers.map((layer) => [layer.name, layer.options]));
  return new Map();
}

function numbersOf(shape: ExampleShape): number {
  return size(shape.map((length) => length ?? 1));
}

/** All axes but the features. */
function positionsOf(shape: ExampleShape): number {
  return numbersOf(shape.slice(0, -1));
}
