import { checkOptions } from "../tensor/options.ts";
import { cropTime } from "../ops/crop-time.ts";
import { padTime } from "../ops/pad-time.ts";
import { refuseMask, timeAndFeatures } from "./shared/checks.ts";
import type { LayerSpec } from "./layer.ts";

/** Steps before and after; one number for both. */
export type Borders = number | readonly [number, number];

export interface Cropping1dOptions {
  /** Steps taken off the beginning and the end; one number for both. Default: 1. */
  readonly cropping?: Borders;
}

export interface ZeroPadding1dOptions {
  /** Steps of zeros put before the beginning and after the end; one number for both. Default: 1. */
  readonly padding?: Borders;
}

/**
 * Takes steps off both ends: [batch, time, features] → [batch, time − before − after, features]. No weights; refuses a
 * mask. Keras 3, Cropping1D.
 */
export function cropping1d(options: Cropping1dOptions = {}): LayerSpec<"cropping1d", Required<Cropping1dOptions>> {
  checkOptions("cropping1d", options, { cropping: true });
  const cropping = copied(options.cropping);
  const [before, after] = bordersOf("cropping1d", "cropping", cropping);
  return {
    kind: "cropping1d",
    options: { cropping },
    build(input) {
      const { time, features } = timeAndFeatures("cropping1d", input);
      if (time !== null && time <= before + after) {
        throw new TypeError(`cropping1d takes ${before} + ${after} steps off, but examples have ${time}`);
      }
      return {
        output: [time === null ? null : time - before - after, features],
        call({ value, mask }) {
          refuseMask("cropping1d", mask);
          return { value: cropTime(value, before, value.shape[1] - before - after), mask: null };
        },
      };
    },
  };
}

/**
 * Puts steps of zeros at both ends: [batch, time, features] → [batch, before + time + after, features]. No weights;
 * refuses a mask. Keras 3, ZeroPadding1D.
 */
export function zeroPadding1d(
  options: ZeroPadding1dOptions = {},
): LayerSpec<"zeroPadding1d", Required<ZeroPadding1dOptions>> {
  checkOptions("zeroPadding1d", options, { padding: true });
  const padding = copied(options.padding);
  const [before, after] = bordersOf("zeroPadding1d", "padding", padding);
  return {
    kind: "zeroPadding1d",
    options: { padding },
    build(input) {
      const { time, features } = timeAndFeatures("zeroPadding1d", input);
      return {
        output: [time === null ? null : before + time + after, features],
        call({ value, mask }) {
          refuseMask("zeroPadding1d", mask);
          return { value: padTime(value, before, after), mask: null };
        },
      };
    },
  };
}

/** What was given, where it is an array a copy that nobody can change. Default: 1. */
function copied(borders: Borders = 1): Borders {
  return typeof borders === "number" ? borders : Object.freeze<[number, number]>([borders[0], borders[1]]);
}

function bordersOf(layer: string, option: string, borders: Borders): readonly [number, number] {
  const both: readonly [number, number] = typeof borders === "number" ? [borders, borders] : borders;
  for (const steps of both) {
    if (!Number.isSafeInteger(steps) || steps < 0)
      throw new RangeError(`${layer}: ${option} must be integers of at least 0, got ${both.join(" and ")}`);
  }
  return both;
}
