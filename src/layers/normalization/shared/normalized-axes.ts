import { permute } from "../../../ops/permute.ts";
import { reshape } from "../../../ops/reshape.ts";
import { showShape, size } from "../../../tensor/shape.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import type { ExampleShape } from "../../layer.ts";

export interface AxisOptions {
  /**
   * The axis whose elements are normalized together, or several, rising; the batch counting as axis 0: −1 is the last,
   * 1 the first. Default: −1.
   */
  readonly axis?: number | readonly number[];
}

/** The axes along which a layer normalizes, once its input is known. */
export interface NormalizedAxes {
  /** Their lengths, which are those of the weights. */
  readonly lengths: readonly number[];
  /** Whether steps of a sequence are normalized together, which a mask would have to leave out. */
  readonly overTime: boolean;
  /** Whether they are the last axes of the input. */
  readonly inPlace: boolean;
  /** Does to each row of x, all elements of these axes, what f does to rows: [rows, elements] → the same. */
  apply(x: Tensor, f: (rows: Tensor) => Tensor): Tensor;
}

/** Throws a RangeError unless the option is an integer other than 0, or a list of them. */
export function checkAxis(layer: string, axis: number | readonly number[]): void {
  const axes = [axis].flat();
  if (axes.length > 0 && axes.every((each) => Number.isInteger(each) && each !== 0)) return;
  throw new RangeError(
    `${layer}: axis is an integer other than 0, which is the batch, or a list of them, got ${showShape(axes)}`,
  );
}

/** Throws a TypeError for axes that the input does not have, or of unknown lengths. */
export function normalizedAxes(layer: string, axis: number | readonly number[], input: ExampleShape): NormalizedAxes {
  const rank = input.length + 1;
  const axes = [axis].flat().map((each) => (each < 0 ? rank + each : each));
  if (!axes.every((each, i) => each > (axes[i - 1] ?? 0) && each < rank)) {
    throw new TypeError(
      `${layer}: examples ${showShape(input)} have the axes 1 to ${rank - 1}, and axis names some of them, rising, ` +
        `got ${showShape([axis].flat())}`,
    );
  }
  const lengths = axes.map((each) => {
    const length = input[each - 1];
    if (typeof length === "number") return length;
    throw new TypeError(`${layer} needs to know the length of axis ${each}, got ${showShape(input)} per example`);
  });
  const others = Array.from({ length: rank }, (_, each) => each).filter((each) => !axes.includes(each));
  const order = [...others, ...axes];
  const inPlace = order.every((each, i) => each === i);
  const back = order.map((_, each) => order.indexOf(each));
  return {
    lengths,
    inPlace,
    overTime: rank > 2 && axes.includes(1),
    apply(x, f) {
      const moved = inPlace ? x : permute(x, order);
      const rows = axes.length === 1 ? moved : reshape(moved, [-1, size(lengths)]);
      const y = f(rows);
      const shaped = axes.length === 1 ? y : reshape(y, moved.shape);
      return inPlace ? shaped : permute(shaped, back);
    },
  };
}
