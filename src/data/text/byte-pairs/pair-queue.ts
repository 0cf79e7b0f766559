import type { PairNumbers } from "../pair-numbers.ts";

/**
 * Which pair to merge next: the one of the highest count, of equal ones that of the lowest first symbol, then of the
 * lowest second. A binary heap that knows where each pair is. Counts that fell are noticed only when a pair comes up,
 * which is when it matters; counts that rose are to be said with `rose`.
 */
export class PairQueue {
  readonly #pairs: PairNumbers;
  readonly #counts: readonly number[];
  /** Pairs by their numbers. */
  readonly #heap: number[] = [];
  /** The count by which a pair was put where it is. */
  readonly #placed: number[] = [];
  /** Where a pair is in the heap; −1 when it is not there. */
  readonly #where: number[] = [];

  /** `counts` are by the numbers of pairs, and change while the queue is used. */
  constructor(pairs: PairNumbers, counts: readonly number[]) {
    this.#pairs = pairs;
    this.#counts = counts;
  }

  /** Says that the count of a pair is higher than before, or that the pair is new. */
  rose(pair: number): void {
    while (this.#where.length <= pair) this.#where.push(-1);
    if (this.#where[pair] >= 0 && this.#placed[pair] >= this.#counts[pair]) return;
    this.#placed[pair] = this.#counts[pair];
    if (this.#where[pair] < 0) {
      this.#where[pair] = this.#heap.length;
      this.#heap.push(pair);
    }
    this.#up(this.#where[pair]);
  }

  /** Takes out the pair of the highest count; −1 when there is none. */
  take(): number {
    for (let top = this.#heap.at(0); top !== undefined; top = this.#heap[0]) {
      if (this.#placed[top] === this.#counts[top] || this.#counts[top] === 0) {
        const last = this.#heap.pop() ?? top;
        this.#where[top] = -1;
        if (last !== top) this.#put(last, 0);
        if (this.#counts[top] > 0) return top;
      } else {
        this.#placed[top] = this.#counts[top];
        this.#down(0);
      }
    }
    return -1;
  }

  #put(pair: number, place: number): void {
    this.#heap[place] = pair;
    this.#where[pair] = place;
    this.#down(place);
  }

  #up(start: number): void {
    const pair = this.#heap[start];
    let place = start;
    for (let above = (place - 1) >> 1; place > 0 && this.#before(pair, this.#heap[above]); above = (place - 1) >> 1) {
      this.#move(this.#heap[above], place);
      place = above;
    }
    this.#move(pair, place);
  }

  #down(start: number): void {
    const pair = this.#heap[start];
    let place = start;
    for (let below = 2 * place + 1; below < this.#heap.length; below = 2 * place + 1) {
      if (below + 1 < this.#heap.length && this.#before(this.#heap[below + 1], this.#heap[below])) below++;
      if (!this.#before(this.#heap[below], pair)) break;
      this.#move(this.#heap[below], place);
      place = below;
    }
    this.#move(pair, place);
  }

  #move(pair: number, place: number): void {
    this.#heap[place] = pair;
    this.#where[pair] = place;
  }

  #before(a: number, b: number): boolean {
    const more = this.#placed[a] - this.#placed[b];
    if (more !== 0) return more > 0;
    const first = this.#pairs.firstOf(a) - this.#pairs.firstOf(b);
    return first === 0 ? this.#pairs.secondOf(a) < this.#pairs.secondOf(b) : first < 0;
  }
}
