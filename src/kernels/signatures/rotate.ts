import type { Table } from "./kind.ts";

/** Rotary positions. */
export const rotate = {
  /**
   * Turns pairs of features of x [batch, time, heads, depth]: (a, b) ← (a·c − b·s, b·c + a·s), c and s of pair i at
   * step t being cosine[t, i] and sine[t, i], [time, depth/2]. Pair i is features i and i + depth/2, or with neighbours
   * 2i and 2i + 1. back turns the other way, as the gradient does.
   */
  rotate: {
    x: "floats",
    cosine: "floats",
    sine: "floats",
    y: "result",
    batch: "size",
    time: "size",
    heads: "size",
    depth: "size",
    neighbours: "flag",
    back: "flag",
  },
} as const satisfies Table;
