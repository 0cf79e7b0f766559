import { PairNumbers } from "../pair-numbers.ts";

/** Words of more symbols are merged with a heap, which takes n log n steps where looking through all pairs takes n². */
const longWord = 48;

/** Learnt merges by the ids of tokens, and how to apply them to a word. */
export class MergeTable {
  readonly #pairs = new PairNumbers();
  /** Ranks and results by the numbers of pairs. */
  readonly #ranks: number[] = [];
  readonly #results: number[] = [];

  /** Merges come in the order in which they were learnt: those of a lower rank go first. */
  add(left: number, right: number, result: number): void {
    const pair = this.#pairs.add(left, right);
    this.#ranks[pair] = this.#size++;
    this.#results[pair] = result;
  }
  #size = 0;

  /**
   * Merges symbols as long as a merge applies: each time the pair of the lowest rank, of equal ones the leftmost. Works
   * in place; the number of symbols left.
   */
  apply(symbols: number[], heapFrom: number = longWord): number {
    return symbols.length < heapFrom ? this.#bySearch(symbols) : this.#byHeap(symbols);
  }

  #bySearch(symbols: number[]): number {
    let { length } = symbols;
    // The pair that begins at each symbol; only those beside a merge change.
    const pairs = symbols.map((symbol, i) => (i + 1 < length ? this.#pairs.find(symbol, symbols[i + 1]) : -1));
    for (;;) {
      let [best, at] = [Infinity, -1];
      for (let i = 0; i + 1 < length; i++) {
        if (pairs[i] >= 0 && this.#ranks[pairs[i]] < best) [best, at] = [this.#ranks[pairs[i]], i];
      }
      if (at < 0) return length;
      symbols[at] = this.#results[pairs[at]];
      symbols.copyWithin(at + 1, at + 2, length);
      pairs.copyWithin(at, at + 1, length);
      length--;
      if (at > 0) pairs[at - 1] = this.#pairs.find(symbols[at - 1], symbols[at]);
      if (at + 1 < length) pairs[at] = this.#pairs.find(symbols[at], symbols[at + 1]);
    }
  }

  #byHeap(symbols: number[]): number {
    const { length } = symbols;
    const next = Int32Array.from({ length }, (_, i) => (i + 1 < length ? i + 1 : -1));
    const previous = Int32Array.from({ length }, (_, i) => i - 1);
    const gone = new Uint8Array(length);
    const heap = new NumberHeap();
    // rank · length + place orders by rank and then by place.
    const offer = (index: number): void => {
      if (index < 0 || next[index] < 0) return;
      const pair = this.#pairs.find(symbols[index], symbols[next[index]]);
      if (pair >= 0) heap.add(this.#ranks[pair] * length + index);
    };
    for (let i = 0; i < length; i++) offer(i);
    for (let key = heap.take(); key !== undefined; key = heap.take()) {
      const index = key % length;
      const right = next[index];
      if (gone[index] || right < 0) continue;
      const pair = this.#pairs.find(symbols[index], symbols[right]);
      if (pair < 0 || this.#ranks[pair] !== (key - index) / length) continue;
      symbols[index] = this.#results[pair];
      gone[right] = 1;
      next[index] = next[right];
      if (next[right] >= 0) previous[next[right]] = index;
      offer(previous[index]);
      offer(index);
    }
    let to = 0;
    for (let i = 0; i < length; i++) if (!gone[i]) symbols[to++] = symbols[i];
    return to;
  }
}

/** A priority queue (binary heap) of numbers, the smallest first. */
class NumberHeap {
  readonly #numbers: number[] = [];

  add(number: number): void {
    const numbers = this.#numbers;
    let index = numbers.push(number) - 1;
    for (let above = (index - 1) >> 1; index > 0 && numbers[above] > number; above = (index - 1) >> 1) {
      numbers[index] = numbers[above];
      index = above;
    }
    numbers[index] = number;
  }

  take(): number | undefined {
    const numbers = this.#numbers;
    const smallest = numbers.at(0);
    const last = numbers.pop();
    if (numbers.length === 0 || last === undefined) return smallest;
    let index = 0;
    for (let below = 1; below < numbers.length; below = 2 * index + 1) {
      if (below + 1 < numbers.length && numbers[below + 1] < numbers[below]) below++;
      if (numbers[below] >= last) break;
      numbers[index] = numbers[below];
      index = below;
    }
    numbers[index] = last;
    return smallest;
  }
}
