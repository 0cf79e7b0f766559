import type { ExampleShape } from "../layers/layer.ts";
import { inputList, type Inputs } from "../tensor/inputs.ts";
import { showShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The one tensor that a model with one input reads. Throws a TypeError when it does not fit. */
export function oneInput(x: Inputs, input: ExampleShape): Tensor {
  const [first, ...others] = inputList(x);
  if (first === undefined || others.length > 0) {
    throw new TypeError(`the model has one input, got a list of ${inputList(x).length} tensors`);
  }
  if (!fits(first, input)) {
    throw new TypeError(
      `the model reads ${showShape([null, ...input])}, examples first, got ${showShape(first.shape)}`,
    );
  }
  return first;
}

/** Whether a tensor holds examples of a shape. */
export function fits({ shape: [, ...example] }: Tensor, input: ExampleShape): boolean {
  return example.length === input.length && input.every((length, axis) => length === null || length === example[axis]);
}
