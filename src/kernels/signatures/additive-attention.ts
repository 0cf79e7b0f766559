import type { Table } from "./kind.ts";

const additiveSizes = {
  rows: "size",
  keyTime: "size",
  depth: "size",
  valueDepth: "size",
} as const;

const scoresSizes = {
  batch: "size",
  queryTime: "size",
  keyTime: "size",
  depth: "size",
} as const;

/** Additive attention, and its scores alone. */
export const additiveAttention = {
  /**
   * weights[r, j] = softmax over the keys that keyMask keeps of score · tanh(q[r] + keys[o, j]), and y[r] = Σ
   * weights[r, j] · values[o, j], where o is sourceIndices[r], or r when there are no sourceIndices. A row that sees no
   * key has weights and y 0. q [rows, depth], keys [_, keyTime, depth], values
   * [_, keyTime, valueDepth], score [depth], keyMask [_, keyTime], sourceIndices [rows], y [rows, valueDepth], weights
   * [rows, keyTime].
   */
  additiveAttention: {
    q: "floats",
    keys: "floats",
    values: "floats",
    score: "floats",
    keyMask: "ints?",
    sourceIndices: "ints?",
    y: "result?",
    weights: "result",
    ...additiveSizes,
  },
  /** Without sourceIndices. A key of weight 0 has gradients 0. */
  additiveAttentionGradient: {
    q: "floats",
    keys: "floats",
    values: "floats",
    score: "floats",
    weights: "floats",
    dy: "floats",
    dq: "result",
    dKeys: "result",
    dValues: "result",
    dScore: "result",
    ...additiveSizes,
  },
  /**
   * y[b, i, j] = score · tanh(q[b, i] + k[b, j]): q [batch, queryTime, depth], k [batch, keyTime, depth], score
   * [depth], y [batch, queryTime, keyTime].
   */
  additiveScores: { q: "floats", k: "floats", score: "floats", y: "result", ...scoresSizes },
  additiveScoresGradient: {
    q: "floats",
    k: "floats",
    score: "floats",
    dy: "floats",
    dq: "result",
    dk: "result",
    dScore: "result",
    ...scoresSizes,
  },
} as const satisfies Table;
