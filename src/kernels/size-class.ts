/**
 * Memory that is released waits in lists by size, so that it can serve the next request of about its size. Sizes grow
 * in quarter steps of powers of two: at most a fifth of a block is unused.
 */
export function sizeClass(bytes: number): number {
  if (bytes <= 256) return Math.max(64, Math.ceil(bytes / 64) * 64);
  const quarter = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2);
  return Math.ceil(bytes / quarter) * quarter;
}

export interface FreeListOptions {
  /** Bytes that are held without a question; beyond, only as many as were in use at once. Infinity drops nothing. */
  readonly minimum: number;
  /** Whether a block of up to four times the size will do where there is none of the size. */
  readonly larger: boolean;
}

/** Bytes that are never held, unless asked for. */
const mostHeld = 2 ** 31;

/**
 * Lists of free blocks by size class. Where batches differ in length, so do sizes, and blocks of sizes that do not come
 * again would pile up: when more is held than was ever in use at once, those of the sizes longest not asked for are
 * dropped.
 */
export class FreeLists<Block> {
  /** The size that was last asked for or given comes last. */
  readonly #lists = new Map<number, Block[]>();
  readonly #minimum: number;
  readonly #larger: boolean;
  #held = 0;
  #used = 0;
  #most = 0;

  constructor({ minimum, larger }: FreeListOptions) {
    this.#minimum = minimum;
    this.#larger = larger;
  }

  /** Bytes in blocks that wait. */
  get held(): number {
    return this.#held;
  }

  /** A block for a number of bytes, a size class, or undefined: then a new one of just that size is counted as used. */
  take(bytes: number): Block | undefined {
    let found = this.#takeFrom(bytes);
    let size = bytes;
    for (let step = 0; this.#larger && found === undefined && step < 8; step++) {
      size = sizeClass(size + 1);
      found = this.#takeFrom(size);
    }
    this.#used += found === undefined ? bytes : size;
    this.#most = Math.max(this.#most, this.#used);
    return found;
  }

  #takeFrom(bytes: number): Block | undefined {
    const list = this.#lists.get(bytes);
    const block = list?.pop();
    if (list === undefined || block === undefined) return undefined;
    this.#touch(bytes, list);
    this.#held -= bytes;
    return block;
  }

  /** Takes back a block of a size class. */
  put(bytes: number, block: Block): void {
    const list = this.#lists.get(bytes) ?? [];
    list.push(block);
    this.#touch(bytes, list);
    this.#held += bytes;
    this.#used = Math.max(0, this.#used - bytes);
    // What the garbage collector took was never released, so `most` may be too high.
    const limit = Math.max(this.#minimum, Math.min(this.#most, mostHeld));
    for (const [size, blocks] of this.#lists) {
      if (this.#held <= limit) break;
      while (this.#held > limit && blocks.pop() !== undefined) this.#held -= size;
      if (blocks.length === 0) this.#lists.delete(size);
    }
  }

  #touch(bytes: number, list: Block[]): void {
    this.#lists.delete(bytes);
    this.#lists.set(bytes, list);
  }
}
