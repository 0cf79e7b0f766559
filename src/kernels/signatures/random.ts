import type { Table } from "./kind.ts";

/** Random masks. */
export const random = {
  /**
   * y[i] = 1/(1 − rate) with probability 1 − rate, else 0. Philox 4x32-10 with the key (seedLow, seedHigh): element i
   * is word i mod 4 of the block with counter (⌊i/4⌋, counter, stream, 0); it is kept when word ≥ rate · 2³².
   */
  dropoutMask: {
    y: "result",
    size: "size",
    rate: "number",
    seedLow: "word",
    seedHigh: "word",
    stream: "word",
    counter: "word",
  },
} as const satisfies Table;
