import { checkOptions } from "../tensor/options.ts";
import { add } from "../ops/add.ts";
import { broadcast } from "../ops/broadcast.ts";
import { dropoutMask } from "../ops/dropout.ts";
import { multiply } from "../ops/multiply.ts";
import { normal } from "../tensor/random.ts";
import { tensor } from "../tensor/tensor.ts";
import { checkRate, timeAndFeatures } from "./shared/checks.ts";
import type { LayerSpec } from "./layer.ts";
import { checkSeed, seeded } from "./shared/weight-options.ts";

export interface SpatialDropout1dOptions {
  /** Share of the features dropped, 0 ≤ rate < 1. */
  readonly rate: number;
  /** Beside the seed of the training. Default: null, none. */
  readonly seed?: number | null;
}

/**
 * While training, sets whole features of an example to zero, at all its steps, with probability rate, and multiplies
 * the others by 1/(1 − rate) (Tompson et al. 2015, arXiv:1411.4280). [batch, time, features] → the same; keeps the
 * mask. No weights. Definition: Keras 3, SpatialDropout1D.
 */
export function spatialDropout1d(
  options: SpatialDropout1dOptions,
): LayerSpec<"spatialDropout1d", Required<SpatialDropout1dOptions>> {
  checkOptions("spatialDropout1d", options, { rate: true, seed: true });
  const config = { seed: null, ...options };
  const { rate, seed } = config;
  checkRate("spatialDropout1d", "rate", rate);
  checkSeed("spatialDropout1d", seed);
  return {
    kind: "spatialDropout1d",
    options: config,
    build(input) {
      timeAndFeatures("spatialDropout1d", input);
      return {
        output: input,
        call({ value, mask }, { training, key }) {
          if (!training || rate === 0) return { value, mask };
          const [batch, , features] = value.shape;
          const factors = broadcast(dropoutMask([batch, 1, features], rate, seeded(key, seed)), value.shape);
          return { value: multiply(value, factors), mask };
        },
      };
    },
  };
}

export interface GaussianNoiseOptions {
  /** Standard deviation, from 0 to 1. */
  readonly stddev: number;
  /** Beside the seed of the training. Default: null, none. */
  readonly seed?: number | null;
}

/**
 * While training, adds normal noise of mean 0 to each value. Any shape → the same; keeps the mask. No weights.
 * Definition: Keras 3, GaussianNoise.
 */
export function gaussianNoise(
  options: GaussianNoiseOptions,
): LayerSpec<"gaussianNoise", Required<GaussianNoiseOptions>> {
  checkOptions("gaussianNoise", options, { stddev: true, seed: true });
  const config = { seed: null, ...options };
  const { stddev, seed } = config;
  if (!(stddev >= 0 && stddev <= 1))
    throw new RangeError(`gaussianNoise: stddev must be from 0 to 1, got ${stddev}; help: scale the data`);
  checkSeed("gaussianNoise", seed);
  return {
    kind: "gaussianNoise",
    options: config,
    build: (input) => ({
      output: input,
      call({ value, mask }, { training, key }) {
        if (!training || stddev === 0) return { value, mask };
        const noise = normal(seeded(key, seed), value.size).map((z) => z * stddev);
        return { value: add(value, tensor(noise, value.shape)), mask };
      },
    }),
  };
}
