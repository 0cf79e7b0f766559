import { checkOptions } from "../tensor/options.ts";
import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkInts, checkShape, lengths } from "./shared/checks.ts";

export interface MaskedSoftmaxOptions {
  /** int32 [batch, keyTime], 1 = key counts. Null, the default, counts all. */
  readonly keyMask?: Tensor | null;
  /** No query sees keys after its own position. Default: false. */
  readonly causal?: boolean;
}

/**
 * Softmax of attention scores over the keys that each query sees: x [batch, queryTime, keyTime] → the same, zeros for
 * keys that it does not see, and for all of them when it sees none. dx = y ∘ (dy − Σ dy∘y).
 */
export function maskedSoftmax(x: Tensor, options: MaskedSoftmaxOptions = {}): Tensor {
  checkOptions("maskedSoftmax", options, { keyMask: true, causal: true });
  const { keyMask = null, causal = false } = options;
  const [batch, queryTime, keyTime] = lengths("maskedSoftmax: x", x, "batch", "queryTime", "keyTime");
  if (keyMask !== null) {
    checkInts("maskedSoftmax: keyMask", keyMask);
    checkShape("maskedSoftmax: keyMask", keyMask, [batch, keyTime]);
  }
  const y = empty(x.shape);
  kernels.maskedSoftmax({
    x: x.storage,
    keyMask: keyMask?.storage ?? null,
    y: y.storage,
    batch,
    heads: 1,
    queryTime,
    keyTime,
    offset: 0,
    before: -1,
    after: causal ? 0 : -1,
  });
  return record(y, [x], (dy) => {
    const dx = empty(x.shape);
    kernels.softmaxGradient({
      y: y.storage,
      dy: dy.storage,
      dx: dx.storage,
      rows: batch * queryTime,
      columns: keyTime,
    });
    return [dx];
  });
}
