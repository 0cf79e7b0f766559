/**
 * Memory that is given back waits in lists by size, so that it can serve the next request of about its size. Sizes grow in quarter steps of
 * powers of two: at most a fifth of a block is unused.
 */
export function sizeClass(bytes: number): number {
  if (bytes <= 256) return Math.max(64, Math.ceil(bytes / 64) * 64);
  const quarter = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2);
  return Math.ceil(bytes / quarter) * quarter;
}

/**
 * Lists of free blocks by size class; holds at most `most` bytes. Beyond that, the sizes that were not used for longest give way: batches of
 * ever new lengths would otherwise fill the lists with sizes that do not come again, and every block in use would be a new one.
 */
export class FreeLists<Block> {
  /** The size used last is the last. */
  readonly #lists = new Map<number, Block[]>();
  readonly #most: number;
  #held = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** A block of the smallest size that is free from `bytes` to `largest`. Default: of exactly this size. */
  take(bytes: number, largest = bytes): Block | undefined {
    const size = this.#lists.get(bytes)?.length ? bytes : this.#smallest(bytes, largest);
    const block = this.#used(size)?.pop();
    if (block !== undefined) this.#held -= size;
    return block;
  }

  /** Whether the block was kept. */
  give(bytes: number, block: Block): boolean {
    if (bytes > this.#most) return false;
    const list = this.#used(bytes);
    if (list === undefined) this.#lists.set(bytes, [block]);
    else list.push(block);
    this.#held += bytes;
    if (this.#held > this.#most) this.#makeRoom();
    return true;
  }

  /** Bytes in all free blocks. */
  get held(): number {
    return this.#held;
  }

  /** The smallest size above `bytes` that is free; `bytes` where there is none up to `largest`. */
  #smallest(bytes: number, largest: number): number {
    let best = Infinity;
    if (largest > bytes) {
      for (const [size, list] of this.#lists) if (list.length > 0 && size > bytes && size < best) best = size;
    }
    return best <= largest ? best : bytes;
  }

  /** The list of a size, which becomes the one used last. */
  #used(bytes: number): Block[] | undefined {
    const list = this.#lists.get(bytes);
    if (list === undefined) return undefined;
    this.#lists.delete(bytes);
    this.#lists.set(bytes, list);
    return list;
  }

  #makeRoom(): void {
    for (const [bytes, list] of this.#lists) {
      while (list.length > 0 && this.#held > this.#most) {
        list.pop();
        this.#held -= bytes;
      }
      if (this.#held <= this.#most) return;
      this.#lists.delete(bytes);
    }
  }
}
