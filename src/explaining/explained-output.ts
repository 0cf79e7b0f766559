import type { Tensor } from "../tensor/tensor.ts";

/**
 * What is explained: the number of each example that a model's output stands for, such as the probability of one class.
 * output [batch, ...] →
 * [batch] or [batch, 1]. It may be made with ops, since it is differentiated.
 */
export type ExplainedOutput = (output: Tensor) => Tensor;

/** The value of each example, read out. Throws a TypeError when `of` gives more or fewer. */
export function readExplained(who: string, value: Tensor, batch: number): Float64Array {
  if (value.size !== batch) {
    throw new TypeError(
      `${who}: of must give one value for each of ${batch} examples, got ${value.toString()}; help: choose one ` +
        "column of the output, as with ops.slice(output, 0, 1)",
    );
  }
  return Float64Array.from(value.toArray());
}
