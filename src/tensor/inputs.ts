import { showShape } from "./shape.ts";
import { Tensor } from "./tensor.ts";

/** What a model reads: one tensor, or several whose first axes count the same examples. */
export type Inputs = Tensor | readonly Tensor[];

/** The tensors of inputs. */
export function inputList(x: Inputs): readonly Tensor[] {
  return x instanceof Tensor ? [x] : x;
}

/**
 * How many examples inputs hold. Throws a TypeError when there are no tensors, or when they hold different numbers of
 * examples.
 */
export function examplesIn(x: Inputs): number {
  const tensors = inputList(x);
  const count = tensors[0]?.shape[0];
  if (count === undefined || tensors.some(({ shape }) => shape[0] !== count)) {
    const shapes = tensors.map(({ shape }) => showShape(shape)).join(", ");
    throw new TypeError(`the inputs of a model have the same number of examples on their first axis, got ${shapes}`);
  }
  return count;
}
