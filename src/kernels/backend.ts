import type { Kernels } from "./signatures.ts";

/** float64 exists on the reference backend only, where gradients are checked. */
export type DType = "float32" | "float64" | "int32";
export type TypedArray = Float32Array | Float64Array | Int32Array;

/**
 * A block of memory that only its backend can read. Everything above kernels passes it on without looking inside.
 */
export interface Storage {
  readonly dtype: DType;
  /** Number of elements. */
  readonly length: number;
  /** Whose memory it is: only kernels of the same instance of a backend can work with it. */
  readonly owner: Memory;
  /** Whether its memory, or that of the storage that it is a part of, was released. */
  readonly isReleased: boolean;
}

/** The memory of one instance of a backend. */
export interface Memory {
  /** What doubles or floats become on this backend. */
  readonly floatType: "float32" | "float64";
  /** Whether a storage is of this memory. */
  owns(storage: Storage): boolean;
  /** New memory. Its contents are undefined. */
  allocate(dtype: DType, length: number): Storage;
  /**
   * Releases memory for reuse; using it afterwards, or releasing it again, throws. Where the garbage collector does
   * this, it need not be called.
   */
  release(storage: Storage): void;
  /** A part of `storage` that shares its memory. */
  view(storage: Storage, offset: number, length: number): Storage;
  write(storage: Storage, values: ArrayLike<number>): void;
  /** A copy of the elements. */
  read(storage: Storage): TypedArray;
}

/** Everything an implementation of the kernels offers. Porting Lookback to a new device means writing one of these. */
export interface Backend extends Memory {
  readonly kernels: Kernels<Storage, Storage>;
  readonly name: "native" | "wasm" | "reference";
  /** Threads the kernels use. */
  readonly threads: number;
  /** The instruction set in use, such as "avx512", "avx2", "simd128" or "none". */
  readonly simd: string;
  /** Measures the most multiply-adds that one thread can do, in GFLOP/s; null where that has no meaning. */
  measurePeak(): number | null;
}
