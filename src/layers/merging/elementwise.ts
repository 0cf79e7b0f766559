import { checkOptions, type NoOptions } from "../../tensor/options.ts";
import { add as plus } from "../../ops/add.ts";
import { broadcast } from "../../ops/broadcast.ts";
import { maskRows } from "../../ops/mask-rows.ts";
import { eitherMask } from "../../ops/masks.ts";
import { maximum as larger, minimum as smaller } from "../../ops/maximum.ts";
import { multiply as times } from "../../ops/multiply.ts";
import { notEqual } from "../../ops/not-equal.ts";
import { scale } from "../../ops/scale.ts";
import { subtract as minus } from "../../ops/subtract.ts";
import { showShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ExampleShape, MultiInputLayerSpec, Masked } from "../layer.ts";

/**
 * What all layers here do: merge tensors of one shape, [batch, ...] each, into one of that shape, element by element.
 * Axes of length 1 are repeated to the length of the others; all have as many axes. With masks on all of them, the
 * result keeps what any of them keeps, else it has no mask. Definitions: Keras 3.
 */
type Merging<Kind extends string> = MultiInputLayerSpec<Kind, object>;

/** The sum of all: y = x₁ + x₂ + … */
export function add(options: NoOptions = {}): Merging<"add"> {
  checkOptions("add", options, {});
  return merging("add", (tensors) => tensors.reduce(plus));
}

/** y = x₁ − x₂ */
export function subtract(options: NoOptions = {}): Merging<"subtract"> {
  checkOptions("subtract", options, {});
  return merging("subtract", ([a, b]) => minus(a, b), 2);
}

/**
 * The product of all: y = x₁ ∘ x₂ ∘ … Steps that a mask leaves out of one count as ones there; those that the mask of
 * the result leaves out are zeros.
 */
export function multiply(options: NoOptions = {}): Merging<"multiply"> {
  checkOptions("multiply", options, {});
  return merging("multiply", (tensors, masks, mask) => {
    const factors = tensors.map((x, i) => {
      const own = masks[i];
      return own === null ? x : maskRows(x, own, 1);
    });
    const product = factors.reduce(times);
    return mask === null ? product : maskRows(product, mask);
  });
}

/** The mean of all: y = (x₁ + x₂ + …) / n */
export function average(options: NoOptions = {}): Merging<"average"> {
  checkOptions("average", options, {});
  return merging("average", (tensors) => scale(tensors.reduce(plus), 1 / tensors.length));
}

/**
 * The largest of all; steps that a mask leaves out of one do not count there. Where several are equal they share the
 * gradient, two at a time.
 */
export function maximum(options: NoOptions = {}): Merging<"maximum"> {
  checkOptions("maximum", options, {});
  return merging("maximum", extreme(larger));
}

/**
 * The smallest of all; steps that a mask leaves out of one do not count there. Where several are equal they share the
 * gradient, two at a time.
 */
export function minimum(options: NoOptions = {}): Merging<"minimum"> {
  checkOptions("minimum", options, {});
  return merging("minimum", extreme(smaller));
}

/** Of two at a time: where the mask of one skips a step, the other takes its place, as in Keras. */
function extreme(of: (a: Tensor, b: Tensor) => Tensor): Merge {
  return ([first, ...others], [firstMask, ...masks]) => {
    let [result, resultMask] = [first, firstMask];
    others.forEach((x, i) => {
      const own = masks[i];
      const right = own === null ? x : whereMasked(x, own, result);
      const left = resultMask === null ? result : whereMasked(result, resultMask, right);
      resultMask = resultMask === null || own === null ? null : eitherMask(resultMask, own);
      result = of(left, right);
    });
    return result;
  };
}

/** x where the mask keeps it, else the other. */
function whereMasked(x: Tensor, mask: Tensor, other: Tensor): Tensor {
  return plus(maskRows(x, mask), maskRows(other, notEqual(mask, 1)));
}

type Merge = (tensors: readonly Tensor[], masks: readonly (Tensor | null)[], mask: Tensor | null) => Tensor;

function merging<Kind extends string>(kind: Kind, merge: Merge, exactly?: number): Merging<Kind> {
  return {
    kind,
    options: {},
    buildMultiInput(inputs) {
      if (inputs.length === 0 || (exactly !== undefined && inputs.length !== exactly)) {
        throw new TypeError(`${kind} reads ${exactly ?? "one or more"} inputs, got ${inputs.length}`);
      }
      return {
        outputs: [inputs.reduce((a, b) => together(kind, a, b))],
        call(masked) {
          const shape = masked.map(({ value }) => value.shape).reduce(longer);
          const tensors = masked.map(({ value }) => broadcast(value, shape));
          const masks = masked.map((input) => input.mask);
          const mask = maskOfAny(masked);
          return [{ value: merge(tensors, masks, mask), mask }];
        },
      };
    },
  };
}

function together(kind: string, a: ExampleShape, b: ExampleShape): ExampleShape {
  if (a.length === b.length) {
    const lengths = a.map((length, axis) => common(length, b[axis]));
    if (!lengths.includes(undefined)) return lengths.filter((length) => length !== undefined);
  }
  throw new TypeError(
    `${kind} merges tensors of one shape, or with axes of length 1 where they differ, got ${showShape(a)} and ` +
      `${showShape(b)} per example`,
  );
}

function common(a: number | null, b: number | null): number | null | undefined {
  if (a === b || b === 1) return a;
  if (a === 1 || a === null) return b;
  return b === null ? a : undefined;
}

function longer(a: readonly number[], b: readonly number[]): number[] {
  return a.map((length, axis) => Math.max(length, b[axis]));
}

function maskOfAny(inputs: readonly Masked[]): Tensor | null {
  const [first = null, ...others] = inputs.map(({ mask }) => mask);
  return others.reduce((a, b) => (a === null || b === null ? null : a === b ? a : eitherMask(a, b)), first);
}
