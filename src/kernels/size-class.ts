/**
 * Memory that is given back waits in lists by size, so that it can serve the next request of about its size. Sizes grow in quarter steps of
 * powers of two: at most a fifth of a block is unused.
 */
export function sizeClass(bytes: number): number {
  if (bytes <= 256) return Math.max(64, Math.ceil(bytes / 64) * 64);
  const quarter = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2);
  return Math.ceil(bytes / quarter) * quarter;
}

/** Lists of free blocks by size class; holds at most `most` bytes, beyond which blocks are refused. */
export class FreeLists<Block> {
  readonly #lists = new Map<number, Block[]>();
  readonly #most: number;
  #held = 0;

  constructor(most: number) {
    this.#most = most;
  }

  take(bytes: number): Block | undefined {
    const block = this.#lists.get(bytes)?.pop();
    if (block !== undefined) this.#held -= bytes;
    return block;
  }

  /** Whether the block was kept. */
  give(bytes: number, block: Block): boolean {
    if (this.#held + bytes > this.#most) return false;
    const list = this.#lists.get(bytes);
    if (list === undefined) this.#lists.set(bytes, [block]);
    else list.push(block);
    this.#held += bytes;
    return true;
  }
}
