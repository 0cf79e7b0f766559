import { checkOptions } from "../../tensor/options.ts";
import { concatenate as sideBySide } from "../../ops/concatenate.ts";
import { eitherMask, joinMasks, type StepsMasked } from "../../ops/masks.ts";
import { reshape } from "../../ops/reshape.ts";
import { showShape, size } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ExampleShape, MultiInputLayerSpec, Masked } from "../layer.ts";
import { showValue } from "../../tensor/show-value.ts";

export interface ConcatenateOptions {
  /** The axis along which, the batch counting as axis 0: 1 is time, −1 the last, the features. Default: −1. */
  readonly axis?: number;
}

/**
 * Puts tensors one after another along an axis: [batch, time, n₁], [batch, time, n₂] → [batch, time, n₁ + n₂], or with
 * axis 1 [batch, time₁, n],
 * [batch, time₂, n] → [batch, time₁ + time₂, n]. All other lengths are equal.
 * Along time masks are put together likewise, ones where there is none. Along the last axis a step counts when any of
 * the masks keeps it, or one has no mask. Definition and default: Keras 3, Concatenate.
 */
export function concatenate(
  options: ConcatenateOptions = {},
): MultiInputLayerSpec<"concatenate", Required<ConcatenateOptions>> {
  checkOptions("concatenate", options, { axis: true });
  const config = { axis: -1, ...options };
  if (!Number.isInteger(config.axis) || config.axis === 0) {
    throw new RangeError(
      `concatenate: axis is an integer other than 0, which is the batch, got ${showValue(config.axis)}; help: ` +
        "1 is the first axis after it, −1 the last",
    );
  }
  return {
    kind: "concatenate",
    options: config,
    buildMultiInput(inputs) {
      const [first] = inputs;
      if (first === undefined) throw new TypeError("concatenate reads one or more inputs, got none");
      // The axis in examples, which have no batch.
      const axis = config.axis < 0 ? first.length + config.axis : config.axis - 1;
      if (axis < 0 || axis >= first.length) {
        throw new TypeError(`concatenate: examples ${showShape(first)} have no axis ${config.axis}`);
      }
      return {
        outputs: [inputs.reduce((a, b) => concatenated(a, b, axis))],
        call: (tensors) => [{ value: alongAxis(tensors, axis + 1), mask: maskOf(tensors, axis === 0, axis) }],
      };
    },
  };
}

function concatenated(a: ExampleShape, b: ExampleShape, axis: number): ExampleShape {
  const fits =
    a.length === b.length && a.every((length, i) => i === axis || length === null || b[i] === null || length === b[i]);
  if (!fits) {
    throw new TypeError(
      `concatenate merges tensors that differ in one axis alone, got ${showShape(a)} and ${showShape(b)} per example`,
    );
  }
  return a.map((length, i) => {
    const other = b[i];
    if (i !== axis) return length ?? other;
    return length === null || other === null ? null : length + other;
  });
}

/** What comes after the axis, together with it, is one row of the op. */
function alongAxis(inputs: readonly Masked[], axis: number): Tensor {
  const [{ value: first }] = inputs;
  const rows = inputs.map(({ value: { shape } }) => shape);
  const flat = inputs.map(({ value }) => {
    const before = size(value.shape.slice(0, axis));
    return reshape(value, [before, size(value.shape.slice(axis))]);
  });
  const length = rows.reduce((sum, shape) => sum + shape[axis], 0);
  return reshape(sideBySide(flat), [...first.shape.slice(0, axis), length, ...first.shape.slice(axis + 1)]);
}

function maskOf(inputs: readonly Masked[], alongTime: boolean, axis: number): Tensor | null {
  const masks = inputs.map(({ mask }) => mask);
  if (masks.every((mask) => mask === null)) return null;
  const [{ value }] = inputs;
  if (alongTime && value.shape.length > 2) {
    const steps: readonly StepsMasked[] = inputs.map((input) => ({ mask: input.mask, time: input.value.shape[1] }));
    return steps.reduce((a, b) => ({ mask: joinMasks(value.shape[0], a, b), time: a.time + b.time })).mask;
  }
  if (axis !== value.shape.length - 2) {
    throw new TypeError("concatenate honours masks along time and along the last axis; help: end the masks before it");
  }
  return masks.reduce((a, b) => (a === null || b === null ? null : eitherMask(a, b)));
}
