import { checkOptions, unknownName, type NoOptions } from "../tensor/options.ts";
import { normal, uniform } from "../tensor/random.ts";
import { size, type Shape } from "../tensor/shape.ts";
import type { Initializer } from "./initializer.ts";
import { truncatedNormalNumbers } from "./normal.ts";

/**
 * Initializers that keep the size of signals from layer to layer: numbers of variance scale / fan, where
 *
 *   fanIn   how many inputs one output is summed from: all axes but the last
 *   fanOut  how many outputs one number goes to: all axes but the last but one
 *
 * Uniform ones lie in ±√(3 · scale / fan). Normal ones are cut off at two deviations and widened so that the variance
 * stays scale / fan.
 *
 *   glorot   fan = (fanIn + fanOut) / 2, scale 1    Glorot & Bengio 2010, eq. 16
 *   he       fan = fanIn, scale 2                   He et al. 2015, arXiv:1502.01852, eq. 10
 *   lecun    fan = fanIn, scale 1                   LeCun et al. 1998, "Efficient BackProp", section 4.6
 */
export function glorotUniform(options: NoOptions = {}): Initializer {
  checkOptions("glorotUniform", options, {});
  return uniformOfVariance(1, average);
}

export function glorotNormal(options: NoOptions = {}): Initializer {
  checkOptions("glorotNormal", options, {});
  return normalOfVariance(1, average);
}

export function heUniform(options: NoOptions = {}): Initializer {
  checkOptions("heUniform", options, {});
  return uniformOfVariance(2, fanIn);
}

export function heNormal(options: NoOptions = {}): Initializer {
  checkOptions("heNormal", options, {});
  return normalOfVariance(2, fanIn);
}

export function lecunUniform(options: NoOptions = {}): Initializer {
  checkOptions("lecunUniform", options, {});
  return uniformOfVariance(1, fanIn);
}

export function lecunNormal(options: NoOptions = {}): Initializer {
  checkOptions("lecunNormal", options, {});
  return normalOfVariance(1, fanIn);
}

export interface VarianceScalingOptions {
  /** Above 0. Default: 1. */
  readonly scale?: number;
  /** What `fan` counts. Default: "fanIn". */
  readonly mode?: "fanIn" | "fanOut" | "fanAvg";
  /** "untruncatedNormal" has no bounds. Default: "truncatedNormal". */
  readonly distribution?: "truncatedNormal" | "untruncatedNormal" | "uniform";
}

/** Values of variance scale / fan, from any of the cases above. Definition and defaults: Keras 3, VarianceScaling. */
export function varianceScaling(options: VarianceScalingOptions = {}): Initializer {
  checkOptions("varianceScaling", options, { scale: true, mode: true, distribution: true });
  const { scale = 1, mode = "fanIn", distribution = "truncatedNormal" } = options;
  if (!(scale > 0 && Number.isFinite(scale)))
    throw new RangeError(`varianceScaling initializer: scale must be above 0, got ${scale}`);
  const fan = chosen("mode", { fanIn, fanOut, fanAvg: average }, mode);
  const make = chosen(
    "distribution",
    { truncatedNormal: normalOfVariance, untruncatedNormal: unboundedOfVariance, uniform: uniformOfVariance },
    distribution,
  );
  return make(scale, fan);
}

function chosen<T>(option: string, all: Readonly<Record<string, T>>, name: string): T {
  if (!Object.hasOwn(all, name)) throw unknownName(`varianceScaling initializer: ${option}`, name, Object.keys(all));
  return all[name];
}

/** Standard deviation of a standard normal that is cut off at ±2. */
const truncatedDeviation = 0.87962566103423978;

function uniformOfVariance(scale: number, fan: (shape: Shape) => number): Initializer {
  return (shape, key, fanShape = shape) => {
    const limit = Math.sqrt((3 * scale) / fan(fanShape));
    return uniform(key, size(shape), -limit, limit);
  };
}

function normalOfVariance(scale: number, fan: (shape: Shape) => number): Initializer {
  return (shape, key, fanShape = shape) => {
    const deviation = Math.sqrt(scale / fan(fanShape)) / truncatedDeviation;
    return truncatedNormalNumbers(key, size(shape)).map((z) => deviation * z);
  };
}

function unboundedOfVariance(scale: number, fan: (shape: Shape) => number): Initializer {
  return (shape, key, fanShape = shape) => {
    const deviation = Math.sqrt(scale / fan(fanShape));
    return normal(key, size(shape)).map((z) => deviation * z);
  };
}

function average(shape: Shape): number {
  return (fanIn(shape) + fanOut(shape)) / 2;
}

function fanIn(shape: Shape): number {
  return Math.max(1, shape.length < 2 ? size(shape) : size(shape.slice(0, -1)));
}

function fanOut(shape: Shape): number {
  return Math.max(1, shape.length < 2 ? size(shape) : size(shape.slice(0, -2)) * shape[shape.length - 1]);
}
