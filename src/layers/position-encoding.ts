import { checkOptions } from "../tensor/options.ts";
import { checkCount } from "../ops/shared/checks.ts";
import { addPositions } from "../ops/add-positions.ts";
import { scale } from "../ops/scale.ts";
import { tensor, type Tensor } from "../tensor/tensor.ts";
import { timeAndFeatures } from "./shared/checks.ts";
import type { LayerSpec } from "./layer.ts";
import { showValue } from "../tensor/show-value.ts";

export interface PositionEncodingOptions {
  /** Largest wavelength, in steps divided by 2π. Default: 10,000. */
  readonly maxWavelength?: number;
  /** Multiply x by √features first, as the paper does with embeddings. Default: false. */
  readonly scaleInput?: boolean;
}

/**
 * Adds to every step waves that tell its position (Vaswani et al. 2017, arXiv:1706.03762, section 3.5): y[t] = x[t] +
 * PE[t],
 *
 *   PE[t, 2i] = sin(t / maxWavelength^(2i/features))      PE[t, 2i + 1] = cos(the same)
 *
 * so wavelengths run from 2π to maxWavelength · 2π. An odd number of features ends with a sine.
 * [batch, time, features] → the same; keeps the mask. Positions count from the first step, padding or not. No weights.
 * Default: KerasHub, SinePositionEncoding, which gives PE alone, to be added by its caller.
 */
export function positionEncoding(
  options: PositionEncodingOptions = {},
): LayerSpec<"positionEncoding", Required<PositionEncodingOptions>> {
  checkOptions("positionEncoding", options, { maxWavelength: true, scaleInput: true });
  const config = { maxWavelength: 10_000, scaleInput: false, ...options };
  const { maxWavelength, scaleInput } = config;
  if (!(maxWavelength > 0))
    throw new RangeError(`positionEncoding: maxWavelength must be above 0, got ${showValue(maxWavelength)}`);
  return {
    kind: "positionEncoding",
    options: config,
    build(input) {
      const { features } = timeAndFeatures("positionEncoding", input);
      const waves = sinusoidalTable(features, maxWavelength);
      return {
        output: input,
        call({ value, mask }) {
          const scaled = scaleInput ? scale(value, Math.sqrt(features)) : value;
          return { value: addPositions(scaled, waves(0, value.shape[1])), mask };
        },
      };
    },
  };
}

/**
 * The waves of positions from … from + time − 1, [time, features]. Sines take longer to compute than to use: those of
 * the last position so far are kept, which are enough for all before it.
 */
export function sinusoidalTable(features: number, maxWavelength = 10_000): (from: number, time: number) => Tensor {
  let waves: Float64Array = new Float64Array(0);
  return (from, time) => {
    const end = (from + time) * features;
    if (waves.length < end)
      waves = sinusoidalPositions(Math.max(from + time, (2 * waves.length) / features), features, maxWavelength);
    return tensor(waves.subarray(from * features, end), [time, features]);
  };
}

/** PE [time, features] of positionEncoding, row by row. Throws a RangeError for sizes that are none. */
export function sinusoidalPositions(time: number, features: number, maxWavelength = 10_000): Float64Array {
  checkCount("sinusoidalPositions: time", time, 0);
  checkCount("sinusoidalPositions: features", features);
  checkCount("sinusoidalPositions: time · features", time * features, 0);
  if (!(maxWavelength > 0 && Number.isFinite(maxWavelength)))
    throw new RangeError(`sinusoidalPositions: maxWavelength is a number above 0, got ${showValue(maxWavelength)}`);
  return Float64Array.from({ length: time * features }, (_, n) => {
    const [position, feature] = [Math.floor(n / features), n % features];
    const angle = position / maxWavelength ** ((feature - (feature % 2)) / features);
    return feature % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}
