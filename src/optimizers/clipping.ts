import { backend, kernels } from "../kernels/current.ts";
import type { Storage } from "../kernels/backend.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import type { Clipping } from "./optimizer.ts";

/** Where a weight lies in the one stretch that holds all weights, or its gradient in that of the gradients. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

/**
 * Shortens gradients in place, as the clipping says: g ← g · limit / ‖g‖ where ‖g‖ > limit. Pascanu et al. 2013, arXiv:1211.5063, section 3.2.
 */
export function clipGradients(gradient: Tensor, extents: readonly Extent[], { clipNorm, globalClipNorm }: Clipping): void {
  if (globalClipNorm !== undefined) shorten(gradient.storage, globalClipNorm);
  if (clipNorm === undefined) return;
  for (const { offset, length } of extents) shorten(backend.view(gradient.storage, offset, length), clipNorm);
}

function shorten(g: Storage, limit: number): void {
  const square = empty([1]);
  kernels.sumOfSquares({ x: g, y: square.storage, size: g.length });
  const norm = Math.sqrt(square.toArray()[0]);
  if (norm > limit) kernels.scale({ x: g, y: g, factor: limit / norm, offset: 0, size: g.length });
}
