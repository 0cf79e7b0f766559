import type { DType, Memory, Storage, TypedArray } from "./backend.ts";

/** Storage of the backends that live in JavaScript's own memory: reference and native. */
export class ArrayStorage implements Storage {
  readonly owner: Memory;
  readonly dtype: DType;
  readonly length: number;
  #array: TypedArray | undefined;
  readonly #parent: ArrayStorage | undefined;

  /** `parent`: the storage that this one is a part of. */
  constructor(owner: Memory, dtype: DType, array: TypedArray, parent?: ArrayStorage) {
    this.owner = owner;
    this.dtype = dtype;
    this.length = array.length;
    this.#array = array;
    this.#parent = parent;
  }

  get array(): TypedArray {
    if (this.#array === undefined || this.#parent?.isReleased === true) throw new Error(releasedMessage);
    return this.#array;
  }

  get isReleased(): boolean {
    return this.#array === undefined || this.#parent?.isReleased === true;
  }

  /** Whether it is a part of another storage, which owns the memory. */
  get isPart(): boolean {
    return this.#parent !== undefined;
  }

  /** A part that shares the memory, and is of no use once this storage is detached. */
  view(offset: number, length: number): ArrayStorage {
    checkPart(this, offset, length);
    return new ArrayStorage(this.owner, this.dtype, this.array.subarray(offset, offset + length), this.#parent ?? this);
  }

  /** Takes the memory away; any later use throws. */
  detach(): TypedArray {
    const array = this.array;
    this.#array = undefined;
    return array;
  }
}

export const releasedMessage =
  "this tensor's memory was released when the scope that made it ended; help: return the tensor from the scope, or " +
  "keep(tensor)";

export const foreignMessage =
  "this tensor was made on another kernel backend than the one in use; help: make it again after use(…)";

/** Throws a RangeError unless `length` elements from `offset` on lie in a storage. */
export function checkPart(storage: Storage, offset: number, length: number): void {
  if (!isCount(offset) || !isCount(length) || offset + length > storage.length) {
    throw new RangeError(`no view of ${length} elements from ${offset} fits into ${storage.length}`);
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

export function emptyArray(dtype: DType, length: number): TypedArray {
  if (dtype === "float32") return new Float32Array(length);
  if (dtype === "float64") return new Float64Array(length);
  return new Int32Array(length);
}

export function intsOf(storage: Storage): Int32Array {
  const array = arrayOf(storage);
  if (!(array instanceof Int32Array)) throw new TypeError(`expected int32, got ${storage.dtype}`);
  return array;
}

export function arrayOf(storage: Storage): TypedArray {
  return arrayStorage(storage).array;
}

/** A storage that lies in JavaScript's memory and, where an owner is named, in its. */
export function arrayStorage(storage: Storage, owner: Memory = storage.owner): ArrayStorage {
  if (storage instanceof ArrayStorage && storage.owner === owner) return storage;
  throw new TypeError(foreignMessage);
}
