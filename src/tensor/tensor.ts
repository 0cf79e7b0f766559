import type { DType, Storage, TypedArray } from "../kernels/backend.ts";
import { backend, kernels } from "../kernels/current.ts";
import { allocate } from "./memory.ts";
import { checkIntegers, flatten, shapeOf, type Nested } from "./nested.ts";
import { frozenShape, showShape, size, type Shape } from "./shape.ts";

/**
 * Values with a shape, in memory that only the kernels read. A tensor never changes once an op has returned it; only
 * weights are updated in place, by optimizers.
 */
export class Tensor {
  readonly shape: Shape;
  readonly storage: Storage;

  /**
   * The shape is copied. Throws a RangeError for one that is not valid, or holds another number of elements than the
   * storage.
   */
  constructor(storage: Storage, shape: Shape) {
    this.storage = storage;
    this.shape = frozenShape(shape);
    if (size(this.shape) !== storage.length) {
      throw new RangeError(`shape ${showShape(shape)} holds ${size(shape)} elements, but there are ${storage.length}`);
    }
  }

  get dtype(): DType {
    return this.storage.dtype;
  }

  /** Number of elements. */
  get size(): number {
    return this.storage.length;
  }

  /** A copy of the values, row by row (last axis fastest). Works on every backend. */
  async read(): Promise<TypedArray> {
    return this.toArray();
  }

  /** As read, at once. Only for backends on the CPU, which all are today. */
  toArray(): TypedArray {
    return this.storage.owner.read(this.storage);
  }

  toString(): string {
    return `Tensor ${showShape(this.shape)} ${this.dtype}`;
  }
}

/**
 * A tensor of floats from (nested) arrays, or from flat values and a shape.
 *   tensor([[1, 2], [3, 4]])      tensor(new Float32Array(6), [2, 3])
 * Throws a TypeError for a value that is not a number, and for nested arrays of different lengths.
 */
export function tensor(values: Nested, shape?: Shape): Tensor {
  return fromNumbers("tensor", backend.floatType, values, shape);
}

/**
 * As tensor, with int32 values: indices and step masks. Throws a RangeError for a value that is not a 32-bit integer.
 */
export function intTensor(values: Nested, shape?: Shape): Tensor {
  return fromNumbers("intTensor", "int32", values, shape);
}

function fromNumbers(who: string, dtype: DType, values: Nested, shapeOption: Shape | undefined): Tensor {
  const shape = frozenShape(shapeOption ?? shapeOf(values));
  const flat = flatten(who, values, shapeOption === undefined ? shape : null);
  if (size(shape) !== flat.length) {
    throw new RangeError(`shape ${showShape(shape)} holds ${size(shape)} elements, but ${flat.length} were given`);
  }
  if (dtype === "int32") checkIntegers(who, flat, shape);
  const storage = allocate(dtype, flat.length);
  backend.write(storage, flat);
  return new Tensor(storage, shape);
}

/** A tensor whose contents are undefined, for a kernel to fill. Default dtype: the backend's floats. */
export function empty(shape: Shape, dtype: DType = backend.floatType): Tensor {
  const fixed = frozenShape(shape);
  return new Tensor(allocate(dtype, size(fixed)), fixed);
}

/** A tensor of a shape without memory: for what is built from it before there are values. */
export function withoutMemory(shape: Shape): Tensor {
  return new Tensor({ dtype: backend.floatType, length: size(shape), owner: backend, isReleased: true }, shape);
}

export function full(shape: Shape, value: number): Tensor {
  const y = empty(shape);
  // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- the kernel, not Array.fill
  kernels.fill({ y: y.storage, value, size: y.size });
  return y;
}

export function zeros(shape: Shape): Tensor {
  return full(shape, 0);
}

export function ones(shape: Shape): Tensor {
  return full(shape, 1);
}

/** Overwrites the values of an existing tensor: for weights that are loaded or restored. */
export function assign(target: Tensor, values: ArrayLike<number>): void {
  if (values.length !== target.size) {
    throw new RangeError(`${target.toString()} holds ${target.size} elements, got ${values.length}`);
  }
  if (target.dtype === "int32") checkIntegers("assign", values, target.shape);
  target.storage.owner.write(target.storage, values);
}

/** Copies all values of a storage into another of the same length. */
export function copyValues(from: Storage, to: Storage): void {
  kernels.copy({ x: from, y: to, size: from.length });
}
