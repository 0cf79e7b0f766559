import type { z } from "zod";
import { backend, use } from "../../src/kernels/current.ts";
import type { CallContext, MultiInputLayerSpec, LayerSpec, Masked, WeightMaker } from "../../src/layers/layer.ts";
import { add } from "../../src/ops/add.ts";
import { gru } from "../../src/ops/gru.ts";
import { lstm } from "../../src/ops/lstm.ts";
import { multiply } from "../../src/ops/multiply.ts";
import { simpleRnn } from "../../src/ops/simple-rnn.ts";
import { sum } from "../../src/ops/sum.ts";
import { randomKey } from "../../src/tensor/random.ts";
import { sameShape, showShape } from "../../src/tensor/shape.ts";
import { gradients } from "../../src/tensor/tape.ts";
import { tensor, zeros, type Tensor } from "../../src/tensor/tensor.ts";
import { differences } from "./matcher.ts";
import { floats, ints, type Golden, type LayerCase } from "./read.ts";
import { recurrentSpec } from "./recurrent-specs.ts";
import { layerSpec } from "./specs.ts";

type Named = Readonly<Record<string, Tensor>>;

/** The inputs of a case and its weights, by name. */
export function tensorsOf({ layer, inputs, weights }: LayerCase): Named {
  const given = Object.entries({ ...inputs, ...weights });
  return Object.fromEntries(
    given.map(([name, golden]) => {
      const whole = name === "stepMask" || (layer === "embedding" && name === "x");
      return [name, whole ? ints(golden) : floats(golden)];
    }),
  );
}

/**
 * What is off in the outputs that f makes from the tensors, and in the gradients of the case's loss, one message for
 * each tensor; `where` begins them.
 */
export function compare(
  where: string,
  golden: LayerCase,
  tensors: Named,
  f: (tensors: Named) => Named,
): readonly string[] {
  const names = Object.keys(golden.gradients);
  let outputs: Named = {};
  const differentiated = gradients(
    () => {
      outputs = f(tensors);
      return Object.entries(golden.outputWeights)
        .map(([name, weights]) => sum(multiply(tensorOf(outputs, name), floats(weights))))
        .reduce((a, b) => add(a, b));
    },
    names.map((name) => tensorOf(tensors, name)),
  );
  return [
    ...Object.entries(golden.outputs).flatMap(([name, numbers]) =>
      differences(`${where}: ${name}`, tensorOf(outputs, name), numbers),
    ),
    ...names.flatMap((name, i) =>
      differences(`${where}: gradient of ${name}`, differentiated.gradients[i], golden.gradients[name]),
    ),
  ];
}

/**
 * The case by its layer, built with the given weights. Cases of options have more than x and output:
 *
 *   initial.0, …                 initial states, and then outputs are output.0, …: the outputs in their order
 *   x.1, …                       more batches, whose outputs are output.batch.1 or output.0.batch.1, …
 *   dropoutMask.0, …             what the layer gets when it draws masks, in that order
 *   penalty                      the sum of what regularizers add to the loss
 *   first.W, constrained.W       initial values of a weight; and its given values after its constraint
 */
export function runLayer(golden: LayerCase): (tensors: Named) => Named {
  const spec = layerSpec.parse({ kind: golden.layer, options: golden.options });
  const drawn = startingWith(golden.inputs, "dropoutMask.");
  const several = "output.0" in golden.outputs;
  return (tensors) => {
    const unused = new Set(Object.keys(golden.weights));
    const shown: Record<string, Tensor> = {};
    const weight: WeightMaker = (name, shape, initializer, perWeight) => {
      unused.delete(name);
      const value = tensorOf(tensors, name);
      if (!sameShape(value.shape, shape)) {
        throw new Error(`${spec.kind} wants ${name} ${showShape(shape)}, golden ${showShape(value.shape)}`);
      }
      if (`first.${name}` in golden.outputs) {
        shown[`first.${name}`] = tensor(Float64Array.from(initializer(shape, randomKey(0))), shape);
      }
      if (`constrained.${name}` in golden.outputs) {
        const numbers = value.toArray();
        perWeight?.constraint?.(numbers, shape);
        shown[`constrained.${name}`] = tensor(Float64Array.from(numbers), shape);
      }
      const penalty = perWeight?.regularizer?.(value) ?? null;
      if (penalty !== null && shown["penalty"] !== undefined) shown["penalty"] = add(shown["penalty"], penalty);
      return value;
    };
    if ("penalty" in golden.outputs) shown["penalty"] = zeros([]);
    const layer = several ? joined(spec, golden, weight) : alone(spec, golden, weight);
    if (unused.size > 0) throw new Error(`${spec.kind} made no weight ${[...unused].join(", ")}`);
    const initial = Object.keys(startingWith(golden.inputs, "initial.")).map((name) => plain(tensorOf(tensors, name)));
    const context = { training: Object.keys(drawn).length > 0, key: randomKey(0) };
    const mask = tensors["stepMask"] ?? null;
    const batches = ["x", ...Object.keys(startingWith(golden.inputs, "x."))];
    const outputs = batches.flatMap((x, batch) => {
      const given = [{ value: tensorOf(tensors, x), mask }, ...initial];
      const made = withDrawn(Object.values(drawn), () => layer(given, context));
      const suffix = batch === 0 ? "" : `.batch.${batch}`;
      return made.map((output, i) => [`output${several ? `.${i}` : ""}${suffix}`, output] as const);
    });
    const values = outputs.map(([name, { value }]) => [name, value] as const);
    const last = outputs[0][1].mask;
    return { ...Object.fromEntries(values), ...shown, ...(last === null ? {} : { mask: last }) };
  };
}

type Call = (inputs: readonly Masked[], context: CallContext) => readonly Masked[];

function alone(spec: LayerSpec, { inputs }: LayerCase, weight: WeightMaker): Call {
  const layer = spec.build(inputs["x"].shape.slice(1), weight);
  return ([x], context) => [layer.call(x, context)];
}

function joined(spec: LayerSpec & Partial<MultiInputLayerSpec>, { inputs }: LayerCase, weight: WeightMaker): Call {
  if (spec.buildMultiInput === undefined)
    throw new Error(`${spec.kind} has neither several inputs nor several outputs`);
  const given = [inputs["x"], ...Object.values(startingWith(inputs, "initial."))];
  const layer = spec.buildMultiInput(
    given.map(({ shape }) => shape.slice(1)),
    weight,
  );
  return (tensors, context) => layer.call(tensors, context);
}

function plain(value: Tensor): Masked {
  return { value, mask: null };
}

/** Runs f while masks of dropout are not drawn but these, in their order. */
function withDrawn<Result>(masks: readonly Golden[], f: () => Result): Result {
  if (masks.length === 0) return f();
  const original = backend;
  let next = 0;
  const dropoutMask: typeof original.kernels.dropoutMask = ({ y, size }) => {
    const mask = masks.at(next++)?.values ?? [];
    if (mask.length !== size) throw new Error(`the layer draws a mask of ${size} numbers, golden has ${mask.length}`);
    original.write(y, mask);
  };
  use({ ...original, kernels: { ...original.kernels, dropoutMask } });
  try {
    const result = f();
    if (next < masks.length) throw new Error(`the layer draws ${next} masks, golden has ${masks.length}`);
    return result;
  } finally {
    use(original);
  }
}

/** The entries whose names begin so, in the order of the file. */
export function startingWith<Value>(named: Readonly<Record<string, Value>>, start: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(named).filter(([name]) => name.startsWith(start)));
}

/**
 * Whether a recurrent case has what its layer does not take: fixed dropout masks, initial states, or a mask that would
 * not fit the output.
 */
export function needsOp({ inputs, options, layer }: LayerCase): boolean {
  if (["inputMask", "recurrentMask", "initialState"].some((name) => name in inputs)) return true;
  const { goBackwards, returnSequences } = recurrentSpec.parse({ kind: layer, options }).options;
  return "stepMask" in inputs && goBackwards && returnSequences;
}

/** A recurrent case by its op. */
export function runOp({ layer, options }: LayerCase): (tensors: Named) => Named {
  const spec = recurrentSpec.parse({ kind: layer, options });
  return (tensors) => {
    const { sequences, ...states } = recurrence(spec, tensors);
    return sequences === null ? { ...states, output: states.state } : { ...states, output: sequences, sequences };
  };
}

interface Recurrence {
  readonly sequences: Tensor | null;
  readonly state: Tensor;
  readonly cell?: Tensor;
}

function recurrence(spec: z.infer<typeof recurrentSpec>, tensors: Named): Recurrence {
  const inputs = {
    x: tensorOf(tensors, "x"),
    kernel: tensorOf(tensors, "kernel"),
    recurrent: tensorOf(tensors, "recurrentKernel"),
    bias: tensors["bias"] ?? null,
    initial: tensors["initialState"] ?? null,
    initialCell: tensors["initialCell"] ?? null,
    stepMask: tensors["stepMask"] ?? null,
    inputMask: tensors["inputMask"] ?? null,
    recurrentMask: tensors["recurrentMask"] ?? null,
  };
  const { activation, returnSequences, goBackwards: reverse } = spec.options;
  const order = { activation, returnSequences, reverse, restoreOrder: false, zeroOutput: false };
  if (spec.kind === "simpleRnn") return simpleRnn(inputs, order);
  const gated = { ...order, recurrentActivation: spec.options.recurrentActivation };
  if (spec.kind === "gru") return gru(inputs, { ...gated, resetAfter: spec.options.resetAfter });
  return lstm(inputs, gated);
}

function tensorOf(tensors: Named, name: string): Tensor {
  const found = tensors[name];
  if (found === undefined) throw new Error(`there is no ${name}, only ${Object.keys(tensors).join(", ")}`);
  return found;
}
