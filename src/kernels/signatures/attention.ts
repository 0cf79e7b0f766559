import type { Table } from "./kind.ts";

const attentionInputs = {
  /** [batch, queryTime, heads, depth] */
  q: "floats",
  /** [batch, keyTime, keyHeads, depth] */
  k: "floats",
  /** [batch, keyTime, keyHeads, valueDepth] */
  v: "floats",
  /** [batch, keyTime]; 1 = key counts. */
  keyMask: "ints?",
} as const;

/**
 * Weights are dropped by Philox 4x32-10 with the key (seedLow, seedHigh): of query i and key j in head h of example b,
 * half word j mod 8 (low halves first) of the block with counter (⌊j/8⌋, i, b·heads + h, 0). With n = rate · 2¹⁶,
 * rounded, a weight is kept when its half word ≥ n, and then multiplied by 1/(1 − n/2¹⁶). Rate 0 drops none.
 */
const attentionDropout = {
  rate: "number",
  seedLow: "word",
  seedHigh: "word",
} as const;

/**
 * Shared by the kernels of attention. Query i sees key j when keyMask keeps it and −before ≤ j − (offset + i) ≤ after;
 * a negative before or after sets no bound. Offset is the position of the first query among the keys.
 */
export const attentionBounds = {
  scale: "number",
  offset: "size",
  before: "size",
  after: "size",
} as const;

export const attentionSizes = {
  batch: "size",
  queryTime: "size",
  keyTime: "size",
  heads: "size",
  /** Of keys and values; divides heads. Head h of the queries sees head ⌊h · keyHeads / heads⌋ of the keys. */
  keyHeads: "size",
  depth: "size",
} as const;

/** Scaled dot-product attention of several heads. */
export const attention = {
  /**
   * y = D∘P · v for each head, with the weights P = softmax over the keys that a query sees of scale · q·kᵀ, and D from
   * dropout. A query that sees no key has y = 0. y [batch, queryTime, heads, valueDepth]; logSumExp [batch, heads,
   * queryTime] is what the backward pass needs: ln Σ e^(scale · q·kᵀ) over the keys seen, 0 where there is none.
   */
  attention: {
    ...attentionInputs,
    y: "result",
    logSumExp: "result?",
    ...attentionSizes,
    valueDepth: "size",
    ...attentionBounds,
    ...attentionDropout,
  },
  attentionGradient: {
    ...attentionInputs,
    y: "floats",
    logSumExp: "floats",
    dy: "floats",
    dq: "result",
    dk: "result",
    dv: "result",
    ...attentionSizes,
    valueDepth: "size",
    ...attentionBounds,
    ...attentionDropout,
  },
  /**
   * Attention of one query for each row, without a gradient: y[r] = Σ weight · value for each head, with weights as
   * above over the keys seen. q [rows, heads, depth], y [rows, heads, valueDepth]; k [tableRows, capacity, heads,
   * depth] and v [tableRows, capacity, heads, valueDepth] are tables: key j of row r is step j of table row keyRows[r,
   * j] − 1, or not seen when keyRows[r, j] is 0. keyRows [rows, keyTime], keyTime ≤ capacity.
   */
  attentionStep: {
    q: "floats",
    k: "floats",
    v: "floats",
    keyRows: "ints",
    y: "result",
    rows: "size",
    keyTime: "size",
    capacity: "size",
    heads: "size",
    depth: "size",
    valueDepth: "size",
    scale: "number",
  },
} as const satisfies Table;
