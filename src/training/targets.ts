import type { Loss } from "../losses/loss.ts";
import { reshape } from "../ops/reshape.ts";
import { sameShape, showShape, size, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { CompiledOutput } from "./compiled.ts";

/** Throws a TypeError for a metric that cannot read what the loss does. */
export function checkTargets({ loss, metrics }: Pick<CompiledOutput, "loss" | "metrics">): void {
  const expected = loss.targets ?? "numbers";
  for (const { name, targets = "numbers" } of metrics) {
    if (targets === expected) continue;
    throw new TypeError(
      `metric ${name} reads targets that are ${targets}, but the loss ${loss.name} reads ${expected}; help: sparse ` +
        "losses go with sparse metrics, such as sparseCategoricalCrossentropy with sparseCategoricalAccuracy",
    );
  }
}

/** The targets as the loss reads them. */
export function targetsFor({ name, targets = "numbers" }: Loss, shape: Shape, y: Tensor): Tensor {
  if (targets === "sequences") {
    if (y.dtype === "int32" && y.shape.length === 2 && y.shape[0] === shape[0] && shape.length === 3) return y;
    throw new TypeError(
      `${name} compares predictions [examples, time, classes] with int32 labels [examples, labels], got ` +
        `${showShape(shape)} and ${y.toString()}; help: y: intTensor(labels), padded to one length with −1`,
    );
  }
  const classes = targets === "classes";
  if (classes && y.dtype !== "int32") {
    throw new TypeError(
      `${name} reads class indices, but the targets y are ${y.dtype}; help: y: intTensor(labels), or ` +
        "categoricalCrossentropy for one-hot rows",
    );
  }
  if (!classes && y.dtype === "int32") {
    throw new TypeError(
      `${name} reads floating-point targets, but y is int32; help: y: tensor(values), or ` +
        "sparseCategoricalCrossentropy for class indices",
    );
  }
  const expected = classes ? shape.slice(0, -1) : shape;
  if (sameShape(y.shape, expected)) return y;
  // Only lengths of 1 at the end may differ.
  if (y.size === size(expected) && sameShape(withoutOnes(y.shape), withoutOnes(expected))) return reshape(y, expected);
  const reads = classes ? `, so ${name} reads classes ${showShape(expected)}` : "";
  const help = y.shape[0] === shape[0] ? "; help: make the last layer's units and the targets agree" : "";
  throw new TypeError(
    `the model predicts ${showShape(shape)}${reads}, but the targets are ${showShape(y.shape)}${classes ? "" : help}`,
  );
}

function withoutOnes(shape: Shape): Shape {
  let end = shape.length;
  while (end > 1 && shape[end - 1] === 1) end--;
  return shape.slice(0, end);
}
