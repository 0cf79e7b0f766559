import { checkOptions } from "../../tensor/options.ts";
import { batchMatmul } from "../../ops/batch-matmul.ts";
import { permute } from "../../ops/permute.ts";
import { reshape } from "../../ops/reshape.ts";
import { rmsNormalization } from "../../ops/rms-normalization.ts";
import { scale } from "../../ops/scale.ts";
import { showShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { refuseMask } from "../shared/checks.ts";
import type { ExampleShape, MultiInputLayerSpec } from "../layer.ts";

export interface DotOptions {
  /** The axis of each input to sum over, or one for both, the batch counting as axis 0: −1 is the last. */
  readonly axes: number | readonly [number, number];
  /**
   * Divide by the lengths √Σ x² along these axes first, which gives the cosine of the angle between. Default: false.
   */
  readonly normalize?: boolean;
}

/**
 * Products of two tensors, summed over an axis of each: [batch, n] and [batch, n] → [batch, 1]; [batch, time, n] and
 * [batch, steps, n] with axes −1 →
 * [batch, time, steps]. What is left of the first comes before what is left of the second. Refuses masks.
 * Definition and default: Keras 3, Dot, for inputs of one or two axes per example.
 */
export function dot(options: DotOptions): MultiInputLayerSpec<"dot", Required<DotOptions>> {
  checkOptions("dot", options, { axes: true, normalize: true });
  const both = Object.freeze<[number, number]>(
    typeof options.axes === "number" ? [options.axes, options.axes] : [options.axes[0], options.axes[1]],
  );
  const axes = typeof options.axes === "number" ? options.axes : both;
  const config: Required<DotOptions> = { normalize: false, ...options, axes };
  for (const axis of both) {
    if (!Number.isInteger(axis) || axis === 0)
      throw new RangeError(`dot: axes are integers other than 0, which is the batch, got ${both.join(" and ")}`);
  }
  return {
    kind: "dot",
    options: config,
    buildMultiInput(inputs) {
      if (inputs.length !== 2) throw new TypeError(`dot reads 2 inputs, got ${inputs.length}`);
      const [a, b] = inputs.map((input, i) => summed(input, both[i]));
      if (a.length !== null && b.length !== null && a.length !== b.length) {
        throw new TypeError(
          `dot sums over axes of one length, got ${a.length} of ${showShape(inputs[0])} and ${b.length} ` +
            `of ${showShape(inputs[1])}`,
        );
      }
      const left = [...a.others, ...b.others];
      return {
        outputs: [left.length === 0 ? [1] : left],
        call([x, y]) {
          refuseMask("dot", x.mask);
          refuseMask("dot", y.mask);
          const [p, q] = [rowsAlong(x.value, a.axis, config.normalize), rowsAlong(y.value, b.axis, config.normalize)];
          const product = batchMatmul(p, q, { transposeB: true });
          const shape = [
            ...(a.others.length === 0 ? [] : [p.shape[1]]),
            ...(b.others.length === 0 ? [] : [q.shape[1]]),
          ];
          return [{ value: reshape(product, [p.shape[0], ...(shape.length === 0 ? [1] : shape)]), mask: null }];
        },
      };
    },
  };
}

interface SummedAxis {
  /** In examples, which have no batch. */
  readonly axis: number;
  readonly length: number | null;
  readonly others: ExampleShape;
}

function summed(input: ExampleShape, named: number): SummedAxis {
  const axis = named < 0 ? input.length + named : named - 1;
  const length = input[axis];
  if (input.length > 2 || length === undefined) {
    throw new TypeError(
      `dot reads one or two axes per example, and sums over one of them, got ${showShape(input)} and axis ${named}`,
    );
  }
  return { axis, length, others: input.filter((_, i) => i !== axis) };
}

/** x as [batch, rows, n], n the axis to sum over. */
function rowsAlong(x: Tensor, axis: number, normalize: boolean): Tensor {
  const rows = x.shape.length === 2 ? reshape(x, [x.shape[0], 1, x.shape[1]]) : axis === 0 ? permute(x, [0, 2, 1]) : x;
  const n = rows.shape[2];
  // A row divided by √(mean of squares) is √n times too long. Rows shorter than 10⁻¹² stay as good as zero.
  return normalize ? scale(rmsNormalization(rows, null, 1e-24 / n), 1 / Math.sqrt(n)) : rows;
}
