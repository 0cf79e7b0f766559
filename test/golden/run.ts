import type { DirectedLayer } from "../../src/layers/bidirectional.ts";
import type { LayerSpec } from "../../src/layers/layer.ts";
import { add } from "../../src/ops/add.ts";
import { gru } from "../../src/ops/gru.ts";
import { lstm } from "../../src/ops/lstm.ts";
import { multiply } from "../../src/ops/multiply.ts";
import { simpleRnn } from "../../src/ops/simple-rnn.ts";
import { sum } from "../../src/ops/sum.ts";
import { randomKey } from "../../src/tensor/random.ts";
import { sameShape, showShape } from "../../src/tensor/shape.ts";
import { gradients } from "../../src/tensor/tape.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { differences } from "./matcher.ts";
import { floats, ints, type LayerCase } from "./read.ts";
import { layerSpec, recurrentSpec } from "./specs.ts";

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
 * What is off in the outputs that f makes from the tensors, and in the gradients of the case's loss, one message for each tensor; `where`
 * begins them.
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

/** The case by its layer, built with the given weights. */
export function runLayer(golden: LayerCase): (tensors: Named) => Named {
  const spec: LayerSpec = layerSpec.parse({ kind: golden.layer, options: golden.options });
  return (tensors) => {
    const unused = new Set(Object.keys(golden.weights));
    const layer = spec.build(golden.inputs["x"].shape.slice(1), (name, shape) => {
      unused.delete(name);
      const weight = tensorOf(tensors, name);
      if (!sameShape(weight.shape, shape)) {
        throw new Error(`${spec.kind} wants ${name} ${showShape(shape)}, golden ${showShape(weight.shape)}`);
      }
      return weight;
    });
    if (unused.size > 0) throw new Error(`${spec.kind} made no weight ${[...unused].join(", ")}`);
    const { value, mask } = layer.call(
      { value: tensorOf(tensors, "x"), mask: tensors["stepMask"] ?? null },
      { training: false, key: randomKey(0) },
    );
    return { output: value, ...(mask === null ? {} : { mask }) };
  };
}

/** Whether a recurrent case has what its layer does not take: fixed dropout masks, first states, or a mask that would not fit the output. */
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

function recurrence(spec: DirectedLayer, tensors: Named): Recurrence {
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
  const order = { reverse: spec.options.goBackwards, restoreOrder: false, zeroOutput: false };
  if (spec.kind === "gru") return gru(inputs, { ...spec.options, ...order });
  if (spec.kind === "lstm") return lstm(inputs, { ...spec.options, ...order });
  return simpleRnn(inputs, { ...spec.options, ...order });
}

function tensorOf(tensors: Named, name: string): Tensor {
  const found = tensors[name];
  if (found === undefined) throw new Error(`there is no ${name}, only ${Object.keys(tensors).join(", ")}`);
  return found;
}
