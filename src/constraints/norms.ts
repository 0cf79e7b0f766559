import type { TypedArray } from "../kernels/backend.ts";
import { checkOptions } from "../tensor/options.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Constraint } from "./constraint.ts";
import { showValue } from "../tensor/show-value.ts";

export interface MaxNormOptions {
  /** Default: 2. */
  readonly maxValue?: number;
  /**
   * The axis along which the norm is taken: 0, the inputs of each unit, for the kernel of a dense layer. Default: 0.
   */
  readonly axis?: number;
}

export interface MinMaxNormOptions {
  /** Default: 0. */
  readonly minValue?: number;
  /** Default: 1. */
  readonly maxValue?: number;
  /** How much of the way to go at each update, from 0 to 1. Default: 1. */
  readonly rate?: number;
  /** Default: 0. */
  readonly axis?: number;
}

export interface UnitNormOptions {
  /** Default: 0. */
  readonly axis?: number;
}

/** ε of Keras, which keeps the division away from zero. */
const epsilon = 1e-7;

/**
 * Scales down what is longer than the maximum: w ← w · min(‖w‖, maxValue) / (ε + ‖w‖). Definition and defaults:
 * Keras 3, MaxNorm.
 */
export function maxNorm(options: MaxNormOptions = {}): Constraint {
  checkOptions("maxNorm", options, { maxValue: true, axis: true });
  const { maxValue = 2, axis = 0 } = options;
  checkLimit("maxNorm", "maxValue", maxValue);
  return (values, shape) =>
    rescale("maxNorm", values, shape, axis, (norm) => Math.min(norm, maxValue) / (epsilon + norm));
}

/**
 * Brings lengths between two limits: w ← w · (rate · min(max(‖w‖, minValue), maxValue) + (1 − rate) · ‖w‖) / (ε + ‖w‖).
 * Definition and defaults: Keras 3, MinMaxNorm.
 */
export function minMaxNorm(options: MinMaxNormOptions = {}): Constraint {
  checkOptions("minMaxNorm", options, { minValue: true, maxValue: true, rate: true, axis: true });
  const { minValue = 0, maxValue = 1, rate = 1, axis = 0 } = options;
  checkLimit("minMaxNorm", "minValue", minValue);
  checkLimit("minMaxNorm", "maxValue", maxValue);
  if (minValue > maxValue)
    throw new RangeError(`minMaxNorm: minValue must not be above maxValue, got ${showValue(minValue)} and ${maxValue}`);
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`minMaxNorm: rate must be from 0 to 1, got ${rate}`);
  return (values, shape) =>
    rescale("minMaxNorm", values, shape, axis, (norm) => {
      const wanted = rate * Math.min(Math.max(norm, minValue), maxValue) + (1 - rate) * norm;
      return wanted / (epsilon + norm);
    });
}

/** Makes every length 1: w ← w / (ε + ‖w‖). Definition and default: Keras 3, UnitNorm. */
export function unitNorm(options: UnitNormOptions = {}): Constraint {
  checkOptions("unitNorm", options, { axis: true });
  const { axis = 0 } = options;
  return (values, shape) => rescale("unitNorm", values, shape, axis, (norm) => 1 / (epsilon + norm));
}

/** Multiplies every vector along an axis by a factor of its norm √Σ w². */
function rescale(
  name: string,
  values: TypedArray,
  shape: Shape,
  axis: number,
  factorOf: (norm: number) => number,
): void {
  const length = shape[axis];
  if (length === undefined || axis < 0) {
    throw new RangeError(`${name}: a weight of ${shape.length} axes has no axis ${axis}; axes count from 0`);
  }
  const step = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  for (let start = 0; start < values.length; start += length * step) {
    for (let column = start; column < start + step; column++) {
      const end = column + length * step;
      let squares = 0;
      for (let at = column; at < end; at += step) squares += values[at] ** 2;
      const factor = factorOf(Math.sqrt(squares));
      for (let at = column; at < end; at += step) values[at] *= factor;
    }
  }
}

function checkLimit(name: string, option: string, value: number): void {
  if (!(value >= 0 && value < Infinity))
    throw new RangeError(`${name}: ${option} must be a number from 0, got ${showValue(value)}`);
}
