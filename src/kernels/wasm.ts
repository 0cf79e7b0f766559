import { checkPart, foreignMessage, releasedMessage } from "./array-storage.ts";
import type { Backend, DType, Memory, Storage, TypedArray } from "./backend.ts";
import { kernelsByPosition, type Positional } from "./call.ts";
import { scratchKernels, signatures, type Kind } from "./signatures.ts";
import { FreeLists, sizeClass } from "./size-class.ts";

const page = 65536;
/** WebAssembly's own limit, in bytes. */
const mostMemory = 2 ** 32;

/** A block of the module's memory. */
class WasmStorage implements Storage {
  readonly owner: Memory;
  readonly dtype: DType;
  readonly length: number;
  readonly parent: WasmStorage | undefined;
  #address: number | undefined;

  constructor(owner: Memory, dtype: DType, address: number, length: number, parent?: WasmStorage) {
    this.owner = owner;
    this.dtype = dtype;
    this.length = length;
    this.parent = parent;
    this.#address = address;
  }

  get address(): number {
    if (this.#address === undefined || this.parent?.isReleased === true) throw new Error(releasedMessage);
    return this.#address;
  }

  get isReleased(): boolean {
    return this.#address === undefined || this.parent?.isReleased === true;
  }

  detach(): number {
    const { address } = this;
    this.#address = undefined;
    return address;
  }
}

/**
 * The module's memory, handed out in blocks by size class. It only grows; blocks released are used again, those of
 * storages that nobody holds any more when the garbage collector says so. Views are made at each use, because growing
 * makes older ones useless.
 */
class WasmMemory {
  readonly #memory: WebAssembly.Memory;
  readonly #free = new FreeLists<number>({ minimum: Infinity, larger: false });
  readonly #dropped = new FinalizationRegistry<{ address: number; bytes: number }>(({ address, bytes }) =>
    this.#free.put(bytes, address),
  );
  #top: number;

  constructor(memory: WebAssembly.Memory, heapBase: number) {
    this.#memory = memory;
    this.#top = Math.ceil(heapBase / 64) * 64;
  }

  /** A block of at least this number of bytes, aligned to 64. */
  block(bytes: number): number {
    const size = sizeClass(bytes);
    const reused = this.#free.take(size);
    if (reused !== undefined) return reused;
    const address = this.#top;
    const missing = address + size - this.#memory.buffer.byteLength;
    if (missing > 0) this.#grow(Math.ceil(missing / page));
    this.#top += size;
    return address;
  }

  #grow(pages: number): void {
    const spare = Math.ceil(this.#memory.buffer.byteLength / page / 8);
    try {
      this.#memory.grow(pages + spare);
    } catch {
      try {
        this.#memory.grow(pages);
      } catch {
        throw new RangeError(
          "out of memory: WebAssembly reaches 4 GiB; help: smaller batches, or tensors made in scope(…)",
        );
      }
    }
  }

  releaseBlock(bytes: number, address: number): void {
    this.#free.put(sizeClass(bytes), address);
  }

  allocate(owner: Memory, dtype: DType, length: number): WasmStorage {
    if (dtype === "float64")
      throw new TypeError('the wasm backend has no float64; help: use(createReference("float64"))');
    const bytes = sizeClass(4 * length);
    const address = this.block(bytes);
    const storage = new WasmStorage(owner, dtype, address, length);
    this.#dropped.register(storage, { address, bytes }, storage);
    return storage;
  }

  release(storage: WasmStorage): void {
    const address = storage.detach();
    if (storage.parent !== undefined) return;
    this.#dropped.unregister(storage);
    this.releaseBlock(4 * storage.length, address);
  }

  view(storage: WasmStorage): Float32Array | Int32Array {
    if (storage.dtype === "int32") return this.ints(storage);
    return new Float32Array(this.#memory.buffer, storage.address, storage.length);
  }

  ints({ address, length }: WasmStorage): Int32Array {
    return new Int32Array(this.#memory.buffer, address, length);
  }
}

function storageOf(owner: Memory, storage: Storage): WasmStorage {
  if (storage instanceof WasmStorage && storage.owner === owner) return storage;
  throw new TypeError(foreignMessage);
}

/** Bytes of scratch memory that are kept between calls. */
const mostScratchKept = 2 ** 26;

/** Scratch memory for one call at a time. It is kept for the next one, unless it is large: then tensors may have it. */
class WasmScratch {
  readonly #memory: WasmMemory;
  #address = 0;
  #bytes = 0;

  constructor(memory: WasmMemory) {
    this.#memory = memory;
  }

  use(kernel: string, bytes: number, call: (address: number) => void): void {
    if (bytes > this.#bytes) {
      this.#release();
      if (bytes > mostMemory)
        throw new RangeError(
          `${kernel} needs ${bytes} bytes of scratch memory, more than there are; help: smaller batches`,
        );
      this.#address = this.#memory.block(bytes);
      this.#bytes = sizeClass(bytes);
    }
    call(this.#address);
    if (this.#bytes > mostScratchKept) this.#release();
  }

  #release(): void {
    if (this.#bytes > 0) this.#memory.releaseBlock(this.#bytes, this.#address);
    this.#bytes = 0;
  }
}

/**
 * The backend of the WebAssembly build: one thread, vectors of four. `module` is dist/kernels/lookback.wasm, compiled.
 */
export function createWasm(module: WebAssembly.Module): Backend {
  const { exports } = new WebAssembly.Instance(module, {});
  const { memory: exported, __heap_base: heapBase } = exports;
  if (!(exported instanceof WebAssembly.Memory) || !(heapBase instanceof WebAssembly.Global)) {
    throw new TypeError("this WebAssembly module is not the one that Lookback builds: it exports no memory");
  }
  const memory = new WasmMemory(exported, Number(heapBase.value));
  const scratch = new WasmScratch(memory);
  const find = (name: string): Positional => {
    const found = exports[`lookback_wasm_${name}`];
    if (typeof found !== "function")
      throw new TypeError(`this WebAssembly module has no kernel ${name}; help: npm run build`);
    return (...args) => found(...args);
  };
  const mine = (storage: Storage): WasmStorage => storageOf(owner, storage);
  const owner: Memory = {
    floatType: "float32",
    owns: (storage) => storage.owner === owner,
    allocate: (dtype, length) => memory.allocate(owner, dtype, length),
    release(storage) {
      memory.release(mine(storage));
    },
    view(storage, offset, length) {
      const parent = mine(storage);
      checkPart(parent, offset, length);
      return new WasmStorage(owner, parent.dtype, parent.address + 4 * offset, length, parent.parent ?? parent);
    },
    write(storage, values) {
      memory.view(mine(storage)).set(values);
    },
    read: (storage): TypedArray => memory.view(mine(storage)).slice(),
  };
  const withScratch: ReadonlySet<string> = new Set(scratchKernels);
  return {
    ...owner,
    name: "wasm",
    threads: 1,
    simd: "simd128",
    kernels: kernelsByPosition(
      (name) => {
        const kernel = find(name);
        if (!withScratch.has(name)) return kernel;
        const size = find(`${name}_scratch`);
        const firstNumber = Object.values<Kind>(signatures[name]).findIndex((kind) => kind === "size");
        return (...args) => {
          const bytes = 4 * Number(size(...args.slice(firstNumber)));
          scratch.use(name, bytes, (address) => kernel(...args, address));
        };
      },
      { owner, ints: (storage) => memory.ints(mine(storage)) },
      (storage) => (storage === null ? 0 : mine(storage).address),
    ),
    measurePeak() {
      const peak = find("peak");
      const rounds = 1_000_000;
      peak(rounds / 10);
      const start = performance.now();
      peak(rounds);
      return (2 * 4 * 12 * rounds) / ((performance.now() - start) * 1e6);
    },
  };
}
