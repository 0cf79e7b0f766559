import { kernels } from "../kernels/current.ts";
import type { Storage } from "../kernels/backend.ts";
import { view } from "../tensor/memory.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";

/** How far gradients may go. At most one of the three. */
export interface Clipping {
  /**
   * Longest Euclidean norm of the gradient of any one weight tensor: longer ones are clipped, and their direction
   * stays.
   */
  readonly clipnorm?: number;
  /** Longest Euclidean norm of all gradients together. */
  readonly globalClipnorm?: number;
  /** Every number of a gradient is brought into −clipvalue … clipvalue. */
  readonly clipvalue?: number;
}

/**
 * Changes gradients in place, as the clipping says: g ← g · limit / ‖g‖ where ‖g‖ > limit (Pascanu et al. 2013,
 * arXiv:1211.5063, section 3.2), or element by element. The gradient holds those of all weights one after another, of
 * these sizes.
 */
export function clipGradients(
  gradient: Tensor,
  sizes: readonly number[],
  { clipnorm, globalClipnorm, clipvalue }: Clipping,
): void {
  const { storage, size } = gradient;
  if (clipvalue !== undefined) kernels.clamp({ x: storage, y: storage, low: -clipvalue, high: clipvalue, size });
  if (globalClipnorm !== undefined) clip(storage, globalClipnorm);
  if (clipnorm === undefined) return;
  let offset = 0;
  for (const length of sizes) {
    clip(view(storage, offset, length), clipnorm);
    offset += length;
  }
}

function clip(g: Storage, limit: number): void {
  const square = empty([1]);
  kernels.sumOfSquares({ x: g, y: square.storage, size: g.length });
  const norm = Math.sqrt(square.toArray()[0]);
  if (norm > limit) kernels.scale({ x: g, y: g, factor: limit / norm, offset: 0, size: g.length });
}

/** The clipping among an optimizer's options, checked. */
export function clippingFrom(optimizer: string, { clipnorm, globalClipnorm, clipvalue }: Clipping): Clipping {
  const limits = Object.entries({ clipnorm, globalClipnorm, clipvalue }).filter(([, limit]) => limit !== undefined);
  if (limits.length > 1) {
    const names = limits.map(([option]) => option).join(" and ");
    throw new TypeError(`${optimizer}: ${names} exclude each other; help: leave one out`);
  }
  for (const [option, limit] of limits) checkNumber(optimizer, option, limit ?? NaN, (limit ?? NaN) > 0, "above 0");
  return Object.fromEntries(limits);
}

/** Throws unless the option is a number of which `valid` holds. */
export function checkNumber(optimizer: string, option: string, value: number, valid: boolean, expected: string): void {
  if (!valid) throw new RangeError(`${optimizer}: ${option} must be ${expected}, got ${value}`);
}
