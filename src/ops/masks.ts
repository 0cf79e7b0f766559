import { kernels } from "../kernels/current.ts";
import { empty, intTensor, type Tensor } from "../tensor/tensor.ts";
import { asMatrix, checkInts, checkSameShape } from "./shared/checks.ts";

/** 1 where both masks keep: int32 of the same shape. Not differentiable. */
export function bothMasks(a: Tensor, b: Tensor): Tensor {
  return combined("bothMasks", a, b, false);
}

/** 1 where either mask keeps: int32 of the same shape. Not differentiable. */
export function eitherMask(a: Tensor, b: Tensor): Tensor {
  return combined("eitherMask", a, b, true);
}

function combined(op: string, a: Tensor, b: Tensor, either: boolean): Tensor {
  checkInts(`${op}: a`, a);
  checkInts(`${op}: b`, b);
  checkSameShape(op, a, b);
  const mask = empty(a.shape, "int32");
  kernels.combineMasks({ a: a.storage, b: b.storage, mask: mask.storage, either, size: mask.size });
  return mask;
}

/** A mask and how many steps it is for; null keeps them all. */
export interface StepsMasked {
  readonly mask: Tensor | null;
  readonly time: number;
}

/** The masks of two sequences one after the other: int32 [batch, a.time + b.time]. Not differentiable. */
export function joinMasks(batch: number, a: StepsMasked, b: StepsMasked): Tensor {
  for (const { mask } of [a, b]) if (mask !== null) checkInts("joinMasks", mask);
  const mask = empty([batch, a.time + b.time], "int32");
  kernels.joinMasks({
    a: a.mask?.storage ?? null,
    b: b.mask?.storage ?? null,
    mask: mask.storage,
    rows: batch,
    aWidth: a.time,
    bWidth: b.time,
  });
  return mask;
}

/**
 * 1 where any number of a row differs from `value`: x [..., n] → int32 [...], such as a step mask. Not differentiable.
 */
export function rowsDiffer(x: Tensor, value: number): Tensor {
  const { rows, columns } = asMatrix("rowsDiffer: x", x);
  const shape = x.shape.slice(0, -1);
  // No number of an empty row differs.
  if (columns === 0) return intTensor(new Int32Array(rows), shape);
  const mask = empty(shape, "int32");
  kernels.rowsDiffer({ x: x.storage, mask: mask.storage, value, rows, columns });
  return mask;
}
