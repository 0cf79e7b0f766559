import { rotate } from "../../../ops/rotate.ts";
import { tensor, type Tensor } from "../../../tensor/tensor.ts";
import { checkName } from "../../shared/checks.ts";
import { showValue } from "../../../tensor/show-value.ts";

export interface RotaryOptions {
  /** Largest wavelength, in steps divided by 2π, of a turn of the slowest pair. Default: 10,000. */
  readonly maxWavelength?: number;
  /**
   * Positions are divided by it, to read longer sequences than a model was trained with (Chen et al. 2023,
   * arXiv:2306.15595). Default: 1.
   */
  readonly scalingFactor?: number;
  /**
   * Which features are turned together: "halves", i and i + depth/2, as in KerasHub and in Llama's published weights;
   * or "neighbours", 2i and 2i + 1, as in the paper. Default: halves.
   */
  readonly pairing?: "halves" | "neighbours";
}

export const rotaryDefaults: Required<RotaryOptions> = { maxWavelength: 10_000, scalingFactor: 1, pairing: "halves" };

export function checkRotary(layer: string, { maxWavelength, scalingFactor, pairing }: Required<RotaryOptions>): void {
  for (const [option, value] of Object.entries({ maxWavelength, scalingFactor })) {
    if (!(value > 0 && value < Infinity))
      throw new RangeError(`${layer}: ${option} must be above 0, got ${showValue(value)}`);
  }
  checkName(layer, "pairing", pairing, ["halves", "neighbours"]);
}

/**
 * What turns every pair i of features at step t by t / scalingFactor / maxWavelength^(2i/depth): x [batch, time, heads,
 * depth] → the same. Sines take longer to compute than to use: those of the last position so far are kept.
 */
export function rotaryPositions(depth: number, options: Required<RotaryOptions>): (x: Tensor) => Tensor {
  const { maxWavelength, scalingFactor, pairing } = options;
  const half = depth / 2;
  let [cosines, sines] = [new Float64Array(0), new Float64Array(0)];
  return (x) => {
    const time = x.shape[1];
    if (cosines.length < time * half) {
      const angles = Float64Array.from(
        { length: time * half },
        (_, n) => Math.floor(n / half) / scalingFactor / maxWavelength ** ((n % half) / half),
      );
      [cosines, sines] = [angles.map(Math.cos), angles.map(Math.sin)];
    }
    const table = (values: Float64Array): Tensor => tensor(values.subarray(0, time * half), [time, half]);
    return rotate(x, { cosine: table(cosines), sine: table(sines), neighbours: pairing === "neighbours" });
  };
}

/** Throws a TypeError unless there are pairs of features to turn. */
export function checkPairs(layer: string, what: string, depth: number): void {
  if (depth % 2 !== 0) throw new TypeError(`${layer}: rotary positions turn pairs of features, ${what} is ${depth}`);
}
