import { z } from "zod";

/*
 * The bounds of all sizes in a saved model. A file says how large a model is, so the file's own size must bound it:
 * whatever is the length of a weight is at most the number of elements in weights.safetensors, and there are no more
 * layers of a stack than tensors.
 */

/** What the weights' file holds. */
export interface WeightsHeld {
  readonly tensors: number;
  readonly numbers: number;
}

/** Steps that a window, stride, border or repetition may have; float32 holds all integers up to it. */
export const mostSteps = 2 ** 24;
/** Axes of one example: one fewer than the kernels' copies can have, for the batch. */
export const mostAxes = 15;
/** Layers of a model, and uses of them. */
export const mostLayers = 10_000;
/** Letters of a name. */
const longestName = 1000;

/** Of the file that is being read. Reading does not wait for anything, so there is one at a time. */
let held: WeightsHeld = { tensors: Infinity, numbers: Infinity };

/** Reads something that says how large a model is, whose weights are known. */
export function withinWeights<Result>(weights: WeightsHeld, read: () => Result): Result {
  const outer = held;
  held = weights;
  try {
    return read();
  } finally {
    held = outer;
  }
}

/** The length of an axis of a weight. */
export const weightLength: z.ZodType<number> = integerBetween(1, () => ({
  maximum: held.numbers,
  why: "the number of elements in weights.safetensors",
}));

/** How many layers a stack has, each with weights of its own. */
export const stackLength: z.ZodType<number> = integerBetween(1, () => ({
  maximum: held.tensors,
  why: "the number of tensors in weights.safetensors",
}));

/** Steps of a window, a stride, or a repetition. */
export const steps: z.ZodType<number> = integerBetween(1, () => ({ maximum: mostSteps }));

/** Steps that are put on or taken off. */
export const borderSteps: z.ZodType<number> = integerBetween(0, () => ({ maximum: mostSteps }));

/** The number of an axis, from the front or the back. */
export const axisNumber: z.ZodType<number> = integerBetween(-mostAxes - 1, () => ({ maximum: mostAxes + 1 }));

/** An example's shape; null for any length. */
export const exampleShape: z.ZodType<(number | null)[]> = z.array(steps.nullable()).superRefine(checkAxes);

/** A target shape; −1 for what is left over. */
export const targetShape: z.ZodType<number[]> = z
  .array(integerBetween(-1, () => ({ maximum: mostSteps })))
  .superRefine(checkAxes);

/** An order of axes. */
export const axisOrder: z.ZodType<number[]> = z.array(axisNumber).superRefine(checkAxes);

export const layerName: z.ZodType<string> = z.string().max(longestName);

function checkAxes(axes: readonly unknown[], context: z.RefinementCtx): void {
  if (axes.length <= mostAxes) return;
  context.addIssue({ code: "custom", message: `an example has at most ${mostAxes} axes, got ${axes.length}` });
}

function integerBetween(
  minimum: number,
  bound: () => { readonly maximum: number; readonly why?: string },
): z.ZodType<number> {
  return z.number().superRefine((value, context) => {
    const { maximum, why } = bound();
    if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
    const expected = `an integer from ${minimum} to ${maximum}${why === undefined ? "" : `, for ${why}`}`;
    context.addIssue({ code: "custom", message: `must be ${expected}; got ${value}` });
  });
}
