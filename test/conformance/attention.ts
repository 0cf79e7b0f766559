import { numbers, type Case, type Given } from "./case.ts";

interface AttentionShape {
  readonly batch: number;
  readonly queryTime: number;
  readonly keyTime: number;
  readonly heads: number;
  /** Default: heads. */
  readonly keyHeads?: number;
  readonly depth: number;
  readonly valueDepth: number;
}

interface Variant {
  readonly title: string;
  readonly masked?: boolean;
  readonly offset?: number;
  readonly before?: number;
  readonly after?: number;
  readonly rate?: number;
}

const variants: readonly Variant[] = [
  { title: "plain" },
  { title: "causal", after: 0 },
  { title: "masked", masked: true },
  { title: "masked, causal, dropout", masked: true, after: 0, rate: 0.3 },
  { title: "window", before: 3, after: 2, rate: 0.1 },
  { title: "masked, moved window", masked: true, offset: 5, before: 6, after: 0 },
];

/**
 * Every length with every depth, then other numbers of queries than of keys, values of another depth, and many blocks
 * and parts of keys.
 */
const shapes: readonly AttentionShape[] = [
  ...[1, 2, 7, 33, 65].flatMap((time) =>
    [1, 3, 8, 64].map((depth) => ({
      batch: 4,
      queryTime: time,
      keyTime: time,
      heads: time % 2 === 0 ? 3 : 1,
      depth,
      valueDepth: depth,
    })),
  ),
  { batch: 4, queryTime: 5, keyTime: 33, heads: 2, depth: 3, valueDepth: 17 },
  { batch: 4, queryTime: 33, keyTime: 7, heads: 2, depth: 17, valueDepth: 5 },
  { batch: 1, queryTime: 70, keyTime: 1100, heads: 1, depth: 5, valueDepth: 9 },
  { batch: 2, queryTime: 150, keyTime: 300, heads: 2, depth: 8, valueDepth: 33 },
  { batch: 4, queryTime: 33, keyTime: 40, heads: 6, keyHeads: 2, depth: 5, valueDepth: 9 },
  { batch: 1, queryTime: 70, keyTime: 1100, heads: 4, keyHeads: 1, depth: 8, valueDepth: 8 },
];

/** Keys that count: examples padded in front, behind and in the middle, and one of padding alone. */
export function keyMask(batch: number, time: number): number[] {
  return Array.from({ length: batch * time }, (_, i) => {
    const [row, step] = [Math.floor(i / time) % 4, i % time];
    if (row === 0) return step >= time / 3 ? 1 : 0;
    if (row === 1) return step < Math.max(1, time / 2) ? 1 : 0;
    return row === 2 && step % 5 < 2 ? 1 : 0;
  });
}

export interface AttentionCase extends Case {
  /** Results of the forward kernel, which the gradient reads. */
  readonly forward: Given;
}

/** Arguments of the forward kernel and, with other results, of its gradient and of the weights. */
export const attentionCases: readonly AttentionCase[] = shapes.flatMap((shape, s) =>
  variants.map(({ title, masked = false, offset = 0, before = -1, after = -1, rate = 0 }, n) => {
    const { batch, queryTime, keyTime, heads, keyHeads = heads, depth, valueDepth } = shape;
    const seed = 50 * s + 7 * n;
    const [queries, keys] = [batch * queryTime * heads, batch * keyTime * keyHeads];
    return {
      title: `${queryTime} × ${keyTime}, ${batch}×${heads}/${keyHeads}, depth ${depth}, ${valueDepth}, ${title}`,
      given: {
        q: numbers(queries * depth, seed, 2),
        k: numbers(keys * depth, seed + 1, 2),
        v: numbers(keys * valueDepth, seed + 2),
        keyMask: masked ? keyMask(batch, keyTime) : null,
        dy: numbers(queries * valueDepth, seed + 3),
        dq: { result: queries * depth },
        dk: { result: keys * depth },
        dv: { result: keys * valueDepth },
        weights: { result: queries * keyTime },
        ...shape,
        keyHeads,
        scale: 1 / Math.sqrt(depth),
        offset,
        before,
        after,
        rate,
        seedLow: 0xdeadbeef,
        seedHigh: 77 + n,
      },
      forward: { y: { result: queries * valueDepth }, logSumExp: { result: queries } },
      tolerance: 8e-6,
    };
  }),
);
