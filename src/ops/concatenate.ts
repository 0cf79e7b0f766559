import { kernels } from "../kernels/current.ts";
import { sameShape, showShape } from "../tensor/shape.ts";
import { record } from "../tensor/tape.ts";
import { empty, zeros, type Tensor } from "../tensor/tensor.ts";
import { slice } from "./slice.ts";
import { asMatrix } from "./shared/checks.ts";

/**
 * Tensors side by side along the last axis: [..., n₁], [..., n₂], … → [..., n₁ + n₂ + …]. Each one's gradient is its
 * part of dy.
 */
export function concatenate(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  if (first === undefined) throw new TypeError("concatenate reads at least one tensor, got none");
  const leading = first.shape.slice(0, -1);
  const { rows } = asMatrix("concatenate: each tensor", first);
  const parts: { readonly offset: number; readonly width: number }[] = [];
  let columns = 0;
  for (const x of tensors) {
    const width = asMatrix("concatenate: each tensor", x).columns;
    if (!sameShape(x.shape.slice(0, -1), leading)) {
      const shapes = tensors.map(({ shape }) => showShape(shape)).join(", ");
      throw new TypeError(`concatenate reads tensors that differ in the last axis alone, got ${shapes}`);
    }
    parts.push({ offset: columns, width });
    columns += width;
  }
  const y = empty([...leading, columns]);
  tensors.forEach((x, i) => {
    const { offset, width } = parts[i];
    kernels.copyColumns({
      x: x.storage,
      y: y.storage,
      rows,
      xStride: width,
      xOffset: 0,
      yStride: columns,
      yOffset: offset,
      width,
    });
  });
  return record(y, tensors, (dy, requiresGradient) =>
    parts.map(({ offset, width }, i) =>
      !requiresGradient[i] ? null : width === 0 ? zeros(tensors[i].shape) : slice(dy, offset, width),
    ),
  );
}
