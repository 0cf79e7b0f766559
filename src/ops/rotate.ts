import { checkOptions } from "../tensor/options.ts";
import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkCount, checkShape, lengths } from "./shared/checks.ts";

export interface RotateOptions {
  /** Cosines of the angles, [time, depth/2]: one for each step and pair of features. */
  readonly cosine: Tensor;
  /** Their sines. */
  readonly sine: Tensor;
  /** Pairs are features 2i and 2i + 1, rather than i and i + depth/2. Default: false. */
  readonly neighbours?: boolean;
}

/**
 * Turns pairs of features, each step by angles of its own (Su et al. 2021, arXiv:2104.09864, equation 34): x [batch,
 * time, heads, depth] → the same,
 *
 *   (a, b) ← (a·cos − b·sin, b·cos + a·sin)
 *
 * The backward pass turns dy by the opposite angles. Angles do not get gradients.
 */
export function rotate(x: Tensor, options: RotateOptions): Tensor {
  checkOptions("rotate", options, { cosine: true, sine: true, neighbours: true });
  const { cosine, sine, neighbours = false } = options;
  const [batch, time, heads, depth] = lengths("rotate: x", x, "batch", "time", "heads", "depth");
  checkCount("rotate: depth / 2", depth / 2);
  checkShape("rotate: cosine", cosine, [time, depth / 2]);
  checkShape("rotate: sine", sine, [time, depth / 2]);
  const turned = (from: Tensor, back: boolean): Tensor => {
    const to = empty(x.shape);
    kernels.rotate({
      x: from.storage,
      cosine: cosine.storage,
      sine: sine.storage,
      y: to.storage,
      batch,
      time,
      heads,
      depth,
      neighbours,
      back,
    });
    return to;
  };
  return record(turned(x, false), [x], (dy) => [turned(dy, true)]);
}
