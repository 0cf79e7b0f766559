import { kernels } from "../kernels/current.ts";
import type { Storage } from "../kernels/backend.ts";
import { view } from "../tensor/memory.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import type { Clipping } from "./optimizer.ts";

/**
 * Shortens gradients in place, as the clipping says: g ← g · limit / ‖g‖ where ‖g‖ > limit. The gradient holds those of all weights one after
 * another, of these sizes. Pascanu et al. 2013, arXiv:1211.5063, section 3.2.
 */
export function clipGradients(
  gradient: Tensor,
  sizes: readonly number[],
  { clipNorm, globalClipNorm }: Clipping,
): void {
  if (globalClipNorm !== undefined) shorten(gradient.storage, globalClipNorm);
  if (clipNorm === undefined) return;
  let offset = 0;
  for (const length of sizes) {
    shorten(view(gradient.storage, offset, length), clipNorm);
    offset += length;
  }
}

function shorten(g: Storage, limit: number): void {
  const square = empty([1]);
  kernels.sumOfSquares({ x: g, y: square.storage, size: g.length });
  const norm = Math.sqrt(square.toArray()[0]);
  if (norm > limit) kernels.scale({ x: g, y: g, factor: limit / norm, offset: 0, size: g.length });
}
