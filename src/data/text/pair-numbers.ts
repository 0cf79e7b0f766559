import { grown } from "./grown.ts";

/**
 * Numbers for pairs of integers, 0, 1, 2 … in the order in which pairs are first added. A hash table with open
 * addressing (linear probing, at most half full) in plain int32 arrays: 16 to 32 bytes a pair, where a Map of texts
 * needs some 100 and a search is slower.
 */
export class PairNumbers {
  /** How many pairs there are. */
  size = 0;
  #first = new Int32Array(512);
  #second = new Int32Array(512);
  /** 1 + the number of the pair; 0 is free. As many as a power of two. */
  #slots = new Int32Array(1024);

  /** The number of the pair (a, b), or −1. */
  find(a: number, b: number): number {
    return this.#slots[this.#slotOf(a, b)] - 1;
  }

  /** The number of the pair (a, b), which gets one if it has none. */
  add(a: number, b: number): number {
    const slot = this.#slotOf(a, b);
    if (this.#slots[slot] > 0) return this.#slots[slot] - 1;
    const number = this.size++;
    this.#first = grown(this.#first, this.size);
    this.#second = grown(this.#second, this.size);
    this.#first[number] = a;
    this.#second[number] = b;
    this.#slots[slot] = this.size;
    if (2 * this.size > this.#slots.length) this.#makeRoom();
    return number;
  }

  firstOf(number: number): number {
    return this.#first[number];
  }

  secondOf(number: number): number {
    return this.#second[number];
  }

  /** Where the pair is, or the free slot where it belongs. */
  #slotOf(a: number, b: number): number {
    const mask = this.#slots.length - 1;
    let mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
    let slot = (mixed ^ (mixed >>> 13)) & mask;
    for (let found = this.#slots[slot]; found > 0; found = this.#slots[slot]) {
      if (this.#first[found - 1] === a && this.#second[found - 1] === b) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #makeRoom(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let number = 0; number < this.size; number++) {
      this.#slots[this.#slotOf(this.#first[number], this.#second[number])] = number + 1;
    }
  }
}
