import type { DType, Storage, TypedArray } from "../kernels/backend.ts";
import { backend, kernels } from "../kernels/current.ts";
import { allocate } from "./memory.ts";
import { frozenShape, showShape, size, type Shape } from "./shape.ts";

/**
 * Numbers with a shape, in memory that only the kernels read. A tensor never changes once an op has made it; only weights are updated in
 * place, by optimizers.
 */
export class Tensor {
  readonly shape: Shape;
  readonly storage: Storage;

  /** The shape is copied. Throws a RangeError for one that is not valid, or holds another number of elements than the storage. */
  constructor(storage: Storage, shape: Shape) {
    this.storage = storage;
    this.shape = frozenShape(shape);
    if (size(this.shape) !== storage.length) {
      throw new RangeError(`shape ${showShape(shape)} holds ${size(shape)} numbers, but there are ${storage.length}`);
    }
  }

  get dtype(): DType {
    return this.storage.dtype;
  }

  /** How many numbers it holds. */
  get size(): number {
    return this.storage.length;
  }

  /** A copy of the numbers, row by row (last axis fastest). Works on every backend. */
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

type Nested = number | readonly Nested[] | Float32Array | Float64Array | Int32Array;

/**
 * A tensor of floating-point numbers from (nested) arrays, or from flat numbers and a shape.
 *   tensor([[1, 2], [3, 4]])      tensor(new Float32Array(6), [2, 3])
 */
export function tensor(values: Nested, shape: Shape = shapeOf(values)): Tensor {
  return fromNumbers(backend.floatType, values, shape);
}

/** As tensor, with int32 numbers: indices and step masks. */
export function intTensor(values: Nested, shape: Shape = shapeOf(values)): Tensor {
  return fromNumbers("int32", values, shape);
}

function fromNumbers(dtype: DType, values: Nested, shape: Shape): Tensor {
  const fixed = frozenShape(shape);
  const flat = flatten(values);
  if (size(fixed) !== flat.length) {
    throw new RangeError(`shape ${showShape(shape)} holds ${size(fixed)} numbers, but ${flat.length} were given`);
  }
  const storage = allocate(dtype, flat.length);
  backend.write(storage, flat);
  return new Tensor(storage, fixed);
}

/** A tensor whose contents are undefined, for a kernel to fill. Default dtype: the backend's floats. */
export function empty(shape: Shape, dtype: DType = backend.floatType): Tensor {
  const fixed = frozenShape(shape);
  return new Tensor(allocate(dtype, size(fixed)), fixed);
}

export function filled(shape: Shape, value: number): Tensor {
  const y = empty(shape);
  // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- the kernel, not Array.fill
  kernels.fill({ y: y.storage, value, size: y.size });
  return y;
}

export function zeros(shape: Shape): Tensor {
  return filled(shape, 0);
}

export function ones(shape: Shape): Tensor {
  return filled(shape, 1);
}

/** Writes numbers into an existing tensor: for weights that are loaded or restored. */
export function assign(target: Tensor, values: ArrayLike<number>): void {
  if (values.length !== target.size) {
    throw new RangeError(`${target.toString()} holds ${target.size} numbers, got ${values.length}`);
  }
  target.storage.owner.write(target.storage, values);
}

function shapeOf(values: Nested): number[] {
  if (typeof values === "number") return [];
  const [first] = values;
  if (first === undefined) return [0];
  return [values.length, ...shapeOf(first)];
}

function flatten(values: Nested): ArrayLike<number> {
  if (typeof values === "number") return [values];
  if (!Array.isArray(values))
    return values instanceof Float32Array || values instanceof Float64Array || values instanceof Int32Array
      ? values
      : values.flatMap(toNumbers);
  return values.every((v) => typeof v === "number") ? values : values.flatMap(toNumbers);
}

function toNumbers(values: Nested): number[] {
  return Array.from(flatten(values));
}
