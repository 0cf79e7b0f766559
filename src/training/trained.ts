import type { Model } from "../models/model.ts";
import { isTrained, type Weight } from "../models/weight.ts";
import { add } from "../ops/add.ts";
import type { OptimizerState } from "../optimizers/optimizer.ts";
import { keep, view } from "../tensor/memory.ts";
import { assign, copyValues, empty, Tensor } from "../tensor/tensor.ts";

/** The weights of a model that training changes, as they were when the trainer was compiled. */
export interface Trained {
  readonly weights: readonly Weight[];
  /** Number of elements of each. */
  readonly sizes: readonly number[];
  /** Number of elements of all together. */
  readonly size: number;
  /** One update by the gradients, [size] in the order of `weights`, and then the constraints of the weights. */
  update(run: OptimizerState, gradients: Tensor, step: number, rateScale: number): void;
  /** Gives the weights the values that they have when training is over. */
  finish(run: OptimizerState): void;
}

/** What is trained of a model: an optimizer sees these weights alone, as one block. */
export function trainedOf(model: Model): Trained {
  // Their places are in this order too.
  const weights = model.weights.filter(isTrained);
  const sizes = weights.map(({ value }) => value.size);
  const size = sizes.reduce((sum, length) => sum + length, 0);
  const asOne = blockOf(model, weights, size) ?? gathered(weights, size);
  return {
    weights,
    sizes,
    size,
    update(run, gradients, step, rateScale) {
      asOne((flat) => run.update(flat, gradients, step, rateScale));
      constrain(weights);
    },
    finish: (run) => asOne((flat) => run.finish?.(flat)),
  };
}

/** Lets something change the weights as one tensor. */
type AsOne = (change: (flat: Tensor) => void) => void;

/** Where the weights lie one after another: that part of the model's flat tensor; null where they do not. */
function blockOf({ flat }: Model, weights: readonly Weight[], size: number): AsOne | null {
  const [first] = weights;
  const last = weights.at(-1);
  if (first === undefined || last === undefined || last.offset + last.value.size - first.offset !== size) return null;
  const block = size === flat.size ? flat : new Tensor(view(flat.storage, first.offset, size), [size]);
  return (change) => change(block);
}

/** Where frozen weights lie between: a copy, which is written back. */
function gathered(weights: readonly Weight[], size: number): AsOne {
  const copy = keep(empty([size]));
  let offset = 0;
  const parts = weights.map(({ value }) => {
    const part = view(copy.storage, offset, value.size);
    offset += value.size;
    return { weight: value.storage, part };
  });
  return (change) => {
    for (const { weight, part } of parts) copyValues(weight, part);
    change(copy);
    for (const { weight, part } of parts) copyValues(part, weight);
  };
}

/** Keras applies constraints after each call of the optimizer, whether or not gradients were only accumulated in it. */
function constrain(weights: readonly Weight[]): void {
  for (const { value, shape, options } of weights) {
    const { constraint = null } = options;
    if (constraint === null) continue;
    const numbers = value.toArray();
    constraint(numbers, shape);
    assign(value, numbers);
  }
}

/** The loss with the penalties of the weights: L + Σ regularizer(w), over those that are trained, as in Keras. */
export function penalized(loss: Tensor, { weights }: Trained): Tensor {
  let total = loss;
  for (const { value, options } of weights) {
    const { regularizer = null } = options;
    if (regularizer !== null) total = add(total, regularizer(value));
  }
  return total;
}
