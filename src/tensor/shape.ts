import { showValue } from "./show-value.ts";
import { mostAxes, mostElements } from "../kernels/lengths/rule.ts";

export type Shape = readonly number[];

/** Number of elements of a shape; 1 for the scalar shape []. */
export function size(shape: Shape): number {
  let product = 1;
  for (const length of shape) product *= length;
  return product;
}

/**
 * A copy of a shape that nobody can change. Throws a TypeError for what is no array, and a RangeError unless it has at
 * most 16 axes, its lengths are integers of at least 0, and a tensor of it has at most 2³¹ − 1 elements.
 */
export function frozenShape(shape: Shape): Shape {
  if (!Array.isArray(shape)) throw new TypeError(`a shape is an array of lengths, got ${showValue(shape)}`);
  if (shape.length > mostAxes) {
    throw new RangeError(`a tensor has at most ${mostAxes} axes, got the ${shape.length} of ${showShape(shape)}`);
  }
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || length < 0)
      throw new RangeError(`the lengths of a shape are integers of at least 0, got ${showShape(shape)}`);
  }
  if (size(shape) > mostElements) {
    throw new RangeError(
      `a tensor has at most ${mostElements} elements, shape ${showShape(shape)} has ${size(shape)}; help: smaller ` +
        "batches or layers",
    );
  }
  return Object.isFrozen(shape) ? shape : Object.freeze([...shape]);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

export function showShape(shape: readonly (number | null)[]): string {
  return `[${shape.map((length) => length ?? "any").join(", ")}]`;
}

/** One length per name of an axis. */
export type LengthsOf<Names extends readonly string[]> = { [K in keyof Names]: number };

/**
 * The lengths of x's axes, checked against their names:
 *   const [batch, time, features] = axes(x, "batch", "time", "features")
 */
export function axes<const Names extends readonly string[]>(
  x: { readonly shape: Shape },
  ...names: Names
): LengthsOf<Names> {
  const { shape } = x;
  if (!hasAxes(shape, names)) {
    throw new TypeError(`expected a tensor of [${names.join(", ")}], got shape ${showShape(shape)}`);
  }
  return shape;
}

/** Whether a shape has as many axes as there are names. */
export function hasAxes<Names extends readonly string[]>(
  shape: Shape,
  names: Names,
): shape is Shape & LengthsOf<Names> {
  return shape.length === names.length;
}
