import { checkOptions } from "../../tensor/options.ts";
import { checkRates, type Schedule } from "./schedule.ts";

export interface PiecewiseConstantDecayOptions {
  /** Steps after which the rate changes, in ascending order. */
  readonly boundaries: readonly number[];
  /**
   * The rates before the first boundary, between boundaries, and after the last: one more than there are boundaries.
   */
  readonly values: readonly number[];
}

/**
 * values[i], i being how many boundaries are below s = step − 1: a rate holds while s is at its boundary. Definition:
 * Keras 3, PiecewiseConstantDecay.
 */
export function piecewiseConstantDecay(options: PiecewiseConstantDecayOptions): Schedule {
  checkOptions("piecewiseConstantDecay", options, { boundaries: true, values: true });
  const { boundaries, values } = options;
  if (values.length !== boundaries.length + 1) {
    throw new RangeError(
      `piecewiseConstantDecay: ${boundaries.length} boundaries part ${boundaries.length + 1} rates, got ` +
        `${values.length} values`,
    );
  }
  if (boundaries.some((boundary, i) => !(boundary > (boundaries[i - 1] ?? -Infinity)))) {
    throw new RangeError(`piecewiseConstantDecay: boundaries must rise, got ${boundaries.join(", ")}`);
  }
  checkRates("piecewiseConstantDecay", Object.fromEntries(values.map((value, i) => [`values[${i}]`, value])));
  return (step) => values[boundaries.filter((boundary) => boundary < step - 1).length];
}
