import { ArrayStorage, arrayOf, arrayStorage, intsOf } from "./array-storage.ts";
import type { Backend, DType, Memory, TypedArray } from "./backend.ts";
import { kernelsByPosition, type Positional } from "./call.ts";
import type { KernelName } from "./signatures.ts";
import { FreeLists, sizeClass } from "./size-class.ts";

/** What the compiled addon exports. */
export interface NativeAddon {
  readonly kernels: { readonly [K in KernelName]: Positional };
  /** How many threads kernels of this environment use from now on: `count`, or fewer where the system refuses them. */
  readonly setThreads: (count: number) => number;
  /** The instruction sets that this build has and this machine can run, the best last. */
  readonly levels: readonly string[];
  readonly setLevel: (level: string) => void;
  /** An array of `length` elements, whose memory starts at a cache line. */
  readonly allocate: (length: number) => Float32Array;
  /** Whether blocks must have just their size and be used once, so that a sanitizer sees what lies beyond. */
  readonly exactMemory: boolean;
  readonly peak: (rounds: number) => number;
}

/** Bytes kept for reuse in any case. */
const minimumFree = 1 << 27;

/** Vector width and independent chains of the peak measurement in kernels/lookback.cc. */
const vectorOf: Readonly<Record<string, { readonly width: number; readonly chains: number }>> = {
  avx512: { width: 16, chains: 24 },
  avx2: { width: 8, chains: 12 },
  sse2: { width: 4, chains: 12 },
  neon: { width: 4, chains: 12 },
};

/**
 * The backend of the compiled addon. Tensors live in JavaScript's typed arrays whose memory starts at cache lines; what
 * is released is reused, and the garbage collector does the rest.
 */
export function createNative(
  addon: NativeAddon,
  options: { readonly threads: number; readonly simd?: string },
): Backend {
  const threads = addon.setThreads(options.threads);
  const simd = options.simd ?? addon.levels.at(-1) ?? "none";
  addon.setLevel(simd);
  const free = new FreeLists<ArrayBufferLike>({ minimum: minimumFree, larger: true });
  const memory: Memory = {
    floatType: "float32",
    owns: (storage) => storage.owner === memory,
    allocate(dtype, length) {
      if (addon.exactMemory)
        return new ArrayStorage(memory, dtype, arrayOn(addon.allocate(length).buffer, dtype, length));
      const bytes = sizeClass(4 * length);
      const buffer = free.take(bytes) ?? addon.allocate(bytes / 4).buffer;
      return new ArrayStorage(memory, dtype, arrayOn(buffer, dtype, length));
    },
    release(storage) {
      const mine = arrayStorage(storage, memory);
      const { buffer } = mine.detach();
      if (!mine.isPart && !addon.exactMemory) free.put(buffer.byteLength, buffer);
    },
    view: (storage, offset, length) => arrayStorage(storage, memory).view(offset, length),
    write(storage, values) {
      arrayStorage(storage, memory).array.set(values);
    },
    read: (storage) => arrayStorage(storage, memory).array.slice(),
  };
  return {
    ...memory,
    name: "native",
    threads,
    simd,
    kernels: kernelsByPosition(
      (name) => addon.kernels[name],
      { owner: memory, ints: intsOf },
      (storage) => (storage === null ? null : arrayOf(storage)),
    ),
    measurePeak() {
      const { width, chains } = vectorOf[simd];
      const rounds = 2_000_000;
      addon.peak(rounds / 10);
      const start = performance.now();
      addon.peak(rounds);
      return (2 * width * chains * rounds) / ((performance.now() - start) * 1e6);
    },
  };
}

function arrayOn(buffer: ArrayBufferLike, dtype: DType, length: number): TypedArray {
  if (dtype === "float64")
    throw new TypeError('the native backend has no float64; help: use(createReference("float64"))');
  return dtype === "int32" ? new Int32Array(buffer, 0, length) : new Float32Array(buffer, 0, length);
}
