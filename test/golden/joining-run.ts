import type { MultiInputLayer, Masked, WeightMaker } from "../../src/layers/layer.ts";
import { add } from "../../src/ops/add.ts";
import { multiply } from "../../src/ops/multiply.ts";
import { sum } from "../../src/ops/sum.ts";
import { fold, randomKey } from "../../src/tensor/random.ts";
import { sameShape, showShape, type Shape } from "../../src/tensor/shape.ts";
import { gradients } from "../../src/tensor/tape.ts";
import { assign, tensor, type Tensor } from "../../src/tensor/tensor.ts";
import { joiningSpec, type JoiningCase } from "./joining-cases.ts";
import { differences } from "./matcher.ts";
import { floats, ints } from "./read.ts";

const isMask = (name: string): boolean => name.endsWith("Mask");

/**
 * What is off in a case, one message for each tensor: outputs, the mask, all gradients, and the weights that the call
 * changes.
 */
export function joiningDifferences(golden: JoiningCase): readonly string[] {
  const where = `${golden.layer}, "${golden.name}"`;
  const inputs = Object.fromEntries(
    Object.entries(golden.inputs).map(([name, values]) => [name, isMask(name) ? ints(values) : floats(values)]),
  );
  const { layer, weights, penalties } = built(golden);
  const all: Readonly<Record<string, Tensor>> = { ...inputs, ...weights };
  const names = Object.keys(golden.gradients);
  let outputs: Readonly<Record<string, Tensor>> = {};
  let mask: Tensor | null = null;
  const differentiated = gradients(
    () => {
      const given = Object.keys(inputs)
        .filter((name) => !isMask(name))
        .map((name): Masked => ({ value: inputs[name], mask: inputs[`${name}Mask`] ?? null }));
      const context = { training: golden.training ?? false, key: randomKey(0) };
      const [output, scores] = layer.call(given, context);
      mask = output.mask;
      const asked = penalties.map((penalty) => penalty());
      outputs = {
        output: output.value,
        ...(scores === undefined ? {} : { scores: scores.value }),
        ...(asked.length === 0 ? {} : { penalty: asked.reduce((a, b) => add(a, b)) }),
      };
      return Object.entries(golden.outputWeights)
        .filter(([name]) => outputs[name] !== undefined)
        .map(([name, own]) => sum(multiply(outputs[name], floats(own))))
        .reduce((a, b) => add(a, b));
    },
    names.map((name) => tensorOf(all, name)),
  );
  const missing = Object.keys(golden.outputs).filter((name) => outputs[name] === undefined);
  return [
    ...missing.map((name) => `${where}: there is no ${name}`),
    ...Object.keys(outputs)
      .filter((name) => golden.outputs[name] === undefined)
      .map((name) => `${where}: nobody asked for ${name}`),
    ...Object.entries(golden.outputs).flatMap(([name, values]) =>
      outputs[name] === undefined ? [] : differences(`${where}: ${name}`, outputs[name], values),
    ),
    ...names.flatMap((name, i) =>
      differences(`${where}: gradient of ${name}`, differentiated.gradients[i], golden.gradients[name]),
    ),
    ...Object.entries(golden.after ?? {}).flatMap(([name, values]) =>
      differences(`${where}: ${name} after the call`, tensorOf(all, name), values),
    ),
    ...(golden.outputMask === undefined ? [] : maskDifferences(where, mask, golden.outputMask)),
  ];
}

function maskDifferences(where: string, mask: Tensor | null, golden: { shape: number[]; values: number[] }): string[] {
  const found = mask === null ? golden.values.map(() => 1) : Array.from(mask.toArray());
  return String(found) === String(golden.values)
    ? []
    : [`${where}: mask ${String(found)}, golden ${String(golden.values)}`];
}

interface BuiltCase {
  readonly layer: MultiInputLayer;
  readonly weights: Readonly<Record<string, Tensor>>;
  /** What regularizers ask for. */
  readonly penalties: readonly (() => Tensor)[];
}

/**
 * The layer with the weights of the case, or where it varies an initializer those of the layer, which must be the same;
 * constraints are applied.
 */
function built(golden: JoiningCase): BuiltCase {
  const spec = joiningSpec(golden);
  const weights: Record<string, Tensor> = {};
  const penalties: (() => Tensor)[] = [];
  const unused = new Set(Object.keys(golden.weights));
  const maker: WeightMaker = (name, shape, initializer, options = {}) => {
    unused.delete(name);
    const weight = golden.varies.endsWith("Initializer")
      ? tensor(Float64Array.from(initializer(shape, fold(randomKey(0), name))), shape)
      : floatsOf(golden, name, shape);
    if (options.constraint) {
      const values = weight.toArray();
      options.constraint(values, shape);
      assign(weight, values);
    }
    const { regularizer } = options;
    if (regularizer) penalties.push(() => regularizer(weight));
    weights[name] = weight;
    return weight;
  };
  const shapes = Object.entries(golden.inputs)
    .filter(([name]) => !isMask(name))
    .map(([, { shape }]) => shape.slice(1));
  const layer = "buildMultiInput" in spec ? spec.buildMultiInput(shapes, maker) : single(spec.build(shapes[0], maker));
  if (unused.size > 0) throw new Error(`${spec.kind} made no weight ${[...unused].join(", ")}`);
  return { layer, weights, penalties };
}

function single(layer: {
  readonly output: readonly (number | null)[];
  call(input: Masked, context: Parameters<MultiInputLayer["call"]>[1]): Masked;
}): MultiInputLayer {
  return { outputs: [layer.output], call: ([input], context) => [layer.call(input, context)] };
}

function floatsOf({ layer, weights }: JoiningCase, name: string, shape: Shape): Tensor {
  const golden = weights[name];
  if (golden === undefined) throw new Error(`${layer} wants ${name}, golden has ${Object.keys(weights).join(", ")}`);
  if (!sameShape(golden.shape, shape)) {
    throw new Error(`${layer} wants ${name} ${showShape(shape)}, golden ${showShape(golden.shape)}`);
  }
  return floats(golden);
}

function tensorOf(tensors: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const found = tensors[name];
  if (found === undefined) throw new Error(`there is no ${name}, only ${Object.keys(tensors).join(", ")}`);
  return found;
}
