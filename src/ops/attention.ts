import { kernels } from "../kernels/current.ts";
import type { RandomKey } from "../tensor/random.ts";
import { isRecording, record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkCount, checkInts, checkNotDifferentiated, checkShape, lengths } from "./shared/checks.ts";

/** Which keys a query sees, and how alike they are to it. */
export interface AttentionBounds {
  /** int32 [batch, keyTime], 1 = key counts, 0 = nobody sees it. Null, the default, counts all. */
  readonly keyMask?: Tensor | null;
  /** No query sees keys after its own position. Default: false. */
  readonly causal?: boolean;
  /** A query sees only keys fewer than so many steps from its own position: window 1 is that position alone. Default: no bound. */
  readonly window?: number;
  /**
   * Position of the first query among the keys, for causal and window: query i stands at queryOffset + i. A decoder that keeps the keys of n earlier
   * steps gives n. Default: 0.
   */
  readonly queryOffset?: number;
  /** What products of queries and keys are multiplied by. Default: 1/√depth. */
  readonly scale?: number;
}

export interface AttentionOptions extends AttentionBounds {
  /** Share of the weights dropped, 0 ≤ rate < 1, in steps of 2⁻¹⁶; what is left is multiplied by 1/(1 − rate). Default: 0. */
  readonly dropout?: number;
  /** Of the weights dropped; needed when dropout is above 0. */
  readonly key?: RandomKey;
}

/**
 * Scaled dot-product attention of several heads at once (Vaswani et al. 2017, arXiv:1706.03762, equation 1), for each example and head
 *
 *   y = softmax(scale · q·kᵀ)·v        the softmax over the keys that a query sees
 *
 * q [batch, queryTime, heads, depth], k [batch, keyTime, heads, depth], v [batch, keyTime, heads, valueDepth] → [batch, queryTime, heads, valueDepth].
 * A query that sees no key gives zeros. The weights never exist as a whole: memory is linear in time (Milakov & Gimelshein 2018, Dao et al. 2022).
 *
 * With the weights P, slopes dS = P ∘ (dy·vᵀ − Σ dy∘y): dq = scale · dS·k, dk = scale · dSᵀ·q, dv = Pᵀ·dy. Masks do not get gradients.
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  const bounds = attentionArguments("attention", q, k, options);
  const { batch, queryTime, keyTime, heads } = bounds;
  const [, , , valueDepth] = lengths("attention: v", v, "batch", "keyTime", "heads", "valueDepth");
  checkShape("attention: v", v, [batch, keyTime, heads, valueDepth]);
  checkCount("attention: valueDepth", valueDepth);
  const { dropout: rate = 0, key } = options;
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`attention: dropout is from 0 to below 1, got ${rate}`);
  if (rate > 0 && key === undefined)
    throw new TypeError("attention: dropout needs a key; help: give key: randomKey(seed)");
  const given = { ...bounds, v: v.storage, valueDepth, rate, seedLow: key?.low ?? 0, seedHigh: key?.high ?? 0 };
  const y = empty([batch, queryTime, heads, valueDepth]);
  const logSumExp = isRecording(q, k, v) ? empty([batch, heads, queryTime]) : null;
  kernels.attention({ ...given, y: y.storage, logSumExp: logSumExp?.storage ?? null });
  if (logSumExp === null) return y;
  return record(y, [q, k, v], (dy) => {
    const [dq, dk, dv] = [empty(q.shape), empty(k.shape), empty(v.shape)];
    kernels.attentionGradient({
      ...given,
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
 * How much each query looks at each key, for drawing: q [batch, queryTime, heads, depth], k [batch, keyTime, heads, depth] →
 * [batch, heads, queryTime, keyTime]. Rows sum to 1, or are zeros when a query sees no key. Not differentiable.
 */
export function attentionWeights(q: Tensor, k: Tensor, bounds: AttentionBounds = {}): Tensor {
  checkNotDifferentiated("attentionWeights: q", q);
  checkNotDifferentiated("attentionWeights: k", k);
  const given = attentionArguments("attentionWeights", q, k, bounds);
  const weights = empty([given.batch, given.heads, given.queryTime, given.keyTime]);
  kernels.attentionWeights({ ...given, weights: weights.storage });
  return weights;
}

/** Checks shapes, and turns bounds into what the kernels read. */
function attentionArguments(
  op: string,
  q: Tensor,
  k: Tensor,
  bounds: AttentionBounds,
): Omit<Parameters<typeof kernels.attentionWeights>[0], "weights"> {
  const [batch, queryTime, heads, depth] = lengths(`${op}: q`, q, "batch", "queryTime", "heads", "depth");
  const [, keyTime] = lengths(`${op}: k`, k, "batch", "keyTime", "heads", "depth");
  checkShape(`${op}: k`, k, [batch, keyTime, heads, depth]);
  for (const [name, length] of Object.entries({ batch, queryTime, keyTime, heads, depth })) {
    checkCount(`${op}: ${name}`, length);
  }
  const { keyMask = null, causal = false, window, queryOffset = 0, scale = 1 / Math.sqrt(depth) } = bounds;
  if (keyMask !== null) {
    checkInts(`${op}: keyMask`, keyMask);
    checkShape(`${op}: keyMask`, keyMask, [batch, keyTime]);
  }
  if (window !== undefined) checkCount(`${op}: window`, window);
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
    depth,
    scale,
    offset: queryOffset,
    before: reach,
    after: causal ? 0 : reach,
  };
}
