import { checkOptions, type OptionNames } from "../tensor/options.ts";
import { kernels } from "../kernels/current.ts";
import { mostElements } from "../kernels/lengths/rule.ts";
import type { RandomKey } from "../tensor/random.ts";
import { isRecording, record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { batchMatmul } from "./batch-matmul.ts";
import { permute } from "./permute.ts";
import { reshape } from "./reshape.ts";
import { scale } from "./scale.ts";
import { checkCount, checkInts, checkShape, lengths } from "./shared/checks.ts";

/** Which keys a query sees, and how alike they are to it. */
export interface AttentionBounds {
  /** int32 [batch, keyTime], 1 = key counts, 0 = nobody sees it. Null, the default, counts all. */
  readonly keyMask?: Tensor | null;
  /** No query sees keys after its own position. Default: false. */
  readonly causal?: boolean;
  /**
   * A query attends only to keys fewer than `window` steps from its own position: window 1 is that position alone.
   * Default: no bound.
   */
  readonly window?: number;
  /**
   * Position of the first query among the keys, for causal and window: query i stands at queryOffset + i. A decoder
   * that keeps the keys of n earlier steps gives n. Default: 0.
   */
  readonly queryOffset?: number;
  /** What products of queries and keys are multiplied by. Default: 1/√depth. */
  readonly scale?: number;
}

export interface AttentionOptions extends AttentionBounds {
  /**
   * Share of the weights dropped, 0 ≤ rate < 1, in steps of 2⁻¹⁶; what is left is multiplied by 1/(1 − rate). Default:
   * 0.
   */
  readonly dropout?: number;
  /** Of the weights dropped; needed when dropout is above 0. */
  readonly key?: RandomKey;
}

const boundsNames: OptionNames<AttentionBounds> = {
  keyMask: true,
  causal: true,
  window: true,
  queryOffset: true,
  scale: true,
};

/**
 * Scaled dot-product attention of several heads at once (Vaswani et al. 2017, arXiv:1706.03762, equation 1), for each
 * example and head
 *
 *   y = softmax(scale · q·kᵀ)·v        the softmax over the keys that a query sees
 *
 * q [batch, queryTime, heads, depth], k [batch, keyTime, keyHeads, depth], v [batch, keyTime, keyHeads, valueDepth] →
 * [batch, queryTime, heads, valueDepth]. There may be fewer heads of keys than of queries: as many neighbouring heads
 * of queries share each (Ainslie et al. 2023, arXiv:2305.13245). A query that sees no key gives zeros. The weights
 * never exist as a whole: memory is linear in time (Milakov & Gimelshein 2018, Dao et al. 2022).
 *
 * With the weights P, gradients dS = P ∘ (dy·vᵀ − Σ dy∘y): dq = scale · dS·k, dk = scale · dSᵀ·q, dv = Pᵀ·dy. Masks do
 * not get gradients.
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  checkOptions("attention", options, { ...boundsNames, dropout: true, key: true });
  const bounds = attentionArguments("attention", q, k, options);
  const { batch, queryTime, keyTime, heads, keyHeads } = bounds;
  const [, , , valueDepth] = lengths("attention: v", v, "batch", "keyTime", "keyHeads", "valueDepth");
  checkShape("attention: v", v, [batch, keyTime, keyHeads, valueDepth]);
  checkCount("attention: valueDepth", valueDepth);
  const { dropout: rate = 0, key } = options;
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`attention: dropout is from 0 to below 1, got ${rate}`);
  if (rate > 0 && key === undefined)
    throw new TypeError("attention: dropout needs a key; help: give key: randomKey(seed)");
  const kernelArguments = {
    ...bounds,
    v: v.storage,
    valueDepth,
    rate,
    seedLow: key?.low ?? 0,
    seedHigh: key?.high ?? 0,
  };
  const y = empty([batch, queryTime, heads, valueDepth]);
  const logSumExp = isRecording(q, k, v) ? empty([batch, heads, queryTime]) : null;
  kernels.attention({ ...kernelArguments, y: y.storage, logSumExp: logSumExp?.storage ?? null });
  if (logSumExp === null) return y;
  return record(y, [q, k, v], (dy) => {
    const [dq, dk, dv] = [empty(q.shape), empty(k.shape), empty(v.shape)];
    kernels.attentionGradient({
      ...kernelArguments,
      y: y.storage,
      logSumExp: logSumExp.storage,
      dy: dy.storage,
      dq: dq.storage,
      dk: dk.storage,
      dv: dv.storage,
    });
    return [dq, dk, dv];
  });
}

/**
 * How much each query looks at each key: q [batch, queryTime, heads, depth], k [batch, keyTime, keyHeads, depth] → P
 * [batch, heads, queryTime, keyTime]. Rows sum to 1, or are zeros when a query sees no key. Takes memory for all of
 * them, which attention does not.
 *
 * dS = P ∘ (dP − Σ dP∘P): dq = scale · dS·k, dk = scale · dSᵀ·q.
 */
export function attentionWeights(q: Tensor, k: Tensor, bounds: AttentionBounds = {}): Tensor {
  checkOptions("attentionWeights", bounds, boundsNames);
  const kernelArguments = attentionArguments("attentionWeights", q, k, bounds);
  const { batch, heads, keyHeads, queryTime, keyTime, depth, scale: factor } = kernelArguments;
  const weights = empty([batch, heads, queryTime, keyTime]);
  kernels.attentionWeights({ ...kernelArguments, weights: weights.storage });
  return record(weights, [q, k], (dWeights, [wantsQ, wantsK]) => {
    const gradients = empty(weights.shape);
    const rows = batch * heads * queryTime;
    kernels.softmaxGradient({
      y: weights.storage,
      dy: dWeights.storage,
      dx: gradients.storage,
      rows,
      columns: keyTime,
    });
    // Heads that share keys are more queries of the same keys.
    const group = heads / keyHeads;
    const shared = reshape(gradients, [batch * keyHeads, group * queryTime, keyTime]);
    const dq = (): Tensor => {
      const keys = reshape(permute(k, [0, 2, 1, 3]), [batch * keyHeads, keyTime, depth]);
      const gradient = reshape(batchMatmul(shared, keys), [batch, heads, queryTime, depth]);
      return scale(permute(gradient, [0, 2, 1, 3]), factor);
    };
    const dk = (): Tensor => {
      const queries = reshape(permute(q, [0, 2, 1, 3]), [batch * keyHeads, group * queryTime, depth]);
      const gradient = batchMatmul(shared, queries, { transposeA: true });
      return scale(permute(reshape(gradient, [batch, keyHeads, keyTime, depth]), [0, 2, 1, 3]), factor);
    };
    return [wantsQ ? dq() : null, wantsK ? dk() : null];
  });
}

/** Checks shapes, and turns bounds into what the kernels read. */
function attentionArguments(
  op: string,
  q: Tensor,
  k: Tensor,
  bounds: AttentionBounds,
): Omit<Parameters<typeof kernels.attentionWeights>[0], "weights"> {
  const [batch, queryTime, heads, depth] = lengths(`${op}: q`, q, "batch", "queryTime", "heads", "depth");
  const [, keyTime, keyHeads] = lengths(`${op}: k`, k, "batch", "keyTime", "keyHeads", "depth");
  checkShape(`${op}: k`, k, [batch, keyTime, keyHeads, depth]);
  for (const [name, length] of Object.entries({ batch, queryTime, keyTime, heads, keyHeads, depth })) {
    checkCount(`${op}: ${name}`, length);
  }
  if (heads % keyHeads !== 0) {
    throw new TypeError(`${op}: the heads of keys must divide those of queries, got ${keyHeads} and ${heads}`);
  }
  const { keyMask = null, causal = false, window, queryOffset = 0, scale: factor = 1 / Math.sqrt(depth) } = bounds;
  if (keyMask !== null) {
    checkInts(`${op}: keyMask`, keyMask);
    checkShape(`${op}: keyMask`, keyMask, [batch, keyTime]);
  }
  // However wide: positions are never so far apart.
  if (window !== undefined) checkCount(`${op}: window`, Math.min(window, mostElements));
  checkCount(`${op}: queryOffset`, queryOffset, 0);
  // No two positions are further apart than this.
  const most = queryOffset + queryTime + keyTime;
  const reach = window === undefined ? -1 : Math.min(window - 1, most);
  return {
    q: q.storage,
    k: k.storage,
    keyMask: keyMask?.storage ?? null,
    batch,
    queryTime,
    keyTime,
    heads,
    keyHeads,
    depth,
    scale: factor,
    offset: queryOffset,
    before: reach,
    after: causal ? 0 : reach,
  };
}
