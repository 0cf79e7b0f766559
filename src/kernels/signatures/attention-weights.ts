import type { Table } from "./kind.ts";
import { attentionBounds, attentionSizes } from "./attention.ts";

/** The weights of attention, where their values are needed. */
export const attentionWeights = {
  /**
   * Each row of x [batch, heads, queryTime, keyTime] → its softmax over the keys that the query sees, zeros for the
   * others; keyMask [batch, keyTime]. Its gradient is that of softmax.
   */
  maskedSoftmax: {
    x: "floats",
    keyMask: "ints?",
    y: "result",
    batch: "size",
    heads: "size",
    queryTime: "size",
    keyTime: "size",
    offset: "size",
    before: "size",
    after: "size",
  },
  /**
   * The weights P alone, for people to look at: [batch, heads, queryTime, keyTime], zeros for keys that are not seen.
   */
  attentionWeights: {
    q: "floats",
    k: "floats",
    keyMask: "ints?",
    weights: "result",
    ...attentionSizes,
    ...attentionBounds,
  },
} as const satisfies Table;
