import { argmax } from "../ops/argmax.ts";
import { showShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** How much examples of a class count, by its number: { 0: 1, 1: 20 }. */
export type ClassWeight = Readonly<Record<number, number>>;

/** Throws a RangeError for a weight that cannot be. */
export function checkClassWeight(classWeight: ClassWeight): void {
  for (const [name, weight] of Object.entries(classWeight)) {
    if (!Number.isSafeInteger(Number(name)) || !(weight >= 0 && weight < Infinity))
      throw new RangeError(`classWeight maps class indices to weights from 0, got ${name}: ${weight}`);
  }
}

/**
 * The weight of each example by its class: the number itself of targets [examples] or [examples, 1], rounded, or where
 * the largest of [examples, classes] is. As Keras 3 does it; targets with more axes have no class of the example and
 * are refused.
 */
export function weightsByClass(y: Tensor, classWeight: ClassWeight): Float64Array {
  const [examples] = y.shape;
  const single = y.size === examples;
  if (!single && (y.shape.length !== 2 || y.dtype === "int32")) {
    throw new TypeError(
      "classWeight is for one class per example, targets [examples], [examples, 1] or floats [examples, classes]; " +
        `got ${showShape(y.shape)} ${y.dtype}; help: weights in the data count examples of any kind`,
    );
  }
  const classes = (single ? y : argmax(y)).toArray();
  return Float64Array.from(classes, (each) => classWeight[Math.round(each)] ?? 1);
}
