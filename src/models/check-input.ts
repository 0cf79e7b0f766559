import type { ExampleShape } from "../layers/layer.ts";
import { examplesIn, inputList, type Inputs } from "../tensor/inputs.ts";
import { showShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The one tensor that a model with one input reads. Throws a TypeError when it does not fit. */
export function oneInput(x: Inputs, input: ExampleShape): Tensor {
  const [first, ...others] = inputList(x);
  if (first === undefined || others.length > 0) {
    throw new TypeError(`the model has one input, got a list of ${inputList(x).length} tensors`);
  }
  const example = first.shape.slice(1);
  const fits =
    first.shape.length === input.length + 1 &&
    input.every((length, axis) => length === null || length === example[axis]);
  if (!fits) {
    throw new TypeError(
      `the model reads ${showShape([null, ...input])}, examples first, got ${showShape(first.shape)}`,
    );
  }
  return first;
}

/** What a model says of each of its inputs. */
export interface ReadInput {
  readonly name: string;
  readonly source: { readonly shape: ExampleShape; readonly dtype: "float" | "int32" | null };
}

/** The tensors of inputs that have names, one for each. Throws a TypeError that names the one that does not fit. */
export function namedInputs(x: Inputs, inputs: readonly ReadInput[]): readonly Tensor[] {
  const tensors = inputList(x);
  const names = inputs.map(({ name }) => name).join(", ");
  if (tensors.length !== inputs.length)
    throw new TypeError(`the model reads ${inputs.length} inputs, ${names}, got ${tensors.length}`);
  inputs.forEach(({ name, source: { shape, dtype } }, i) => {
    const tensor = tensors[i];
    const isRight = dtype === null || (tensor.dtype === "int32") === (dtype === "int32");
    const example = tensor.shape.slice(1);
    const fits =
      tensor.shape.length === shape.length + 1 &&
      shape.every((length, axis) => length === null || length === example[axis]);
    if (isRight && fits) return;
    const help = isRight ? "" : `; help: ${dtype === "int32" ? "intTensor(indices)" : "tensor(values)"}`;
    throw new TypeError(
      `the model's input ${name} is ${dtype === null ? "" : `${dtype} `}${showShape([null, ...shape])}, ` +
        `examples first, got ${tensor.dtype} ${showShape(tensor.shape)}${help}`,
    );
  });
  examplesIn(tensors);
  return tensors;
}

/**
 * The tensors of tokens, one for each name, that a model reads. Throws a TypeError when they are not int32 [batch,
 * time] of equal batches.
 */
export function tokenInputs<const Names extends readonly string[]>(
  x: Inputs,
  ...names: Names
): { readonly [K in keyof Names]: Tensor } {
  const tensors = inputList(x);
  const expected = names.map((name) => `${name} [batch, ${name}Time]`).join(", ");
  if (!areAsMany(tensors, names)) throw new TypeError(`the model reads ${expected}, got ${tensors.length} tensors`);
  const [batch] = tensors[0].shape;
  for (const { shape, dtype } of tensors) {
    if (dtype === "int32" && shape.length === 2 && shape[0] === batch && shape[1] > 0) continue;
    const got = tensors.map((tensor) => `${tensor.dtype} ${showShape(tensor.shape)}`).join(", ");
    throw new TypeError(`the model reads ${expected}, int32 tokens of at least one step, got ${got}`);
  }
  return tensors;
}

function areAsMany<Names extends readonly string[]>(
  tensors: readonly Tensor[],
  names: Names,
): tensors is { readonly [K in keyof Names]: Tensor } {
  return tensors.length === names.length;
}
