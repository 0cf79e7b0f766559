import { checkOptions } from "../../tensor/options.ts";
import { initializerFrom, type InitializerOption } from "../../initializers/registry.ts";
import { convolution } from "../../ops/convolution.ts";
import { cropTime } from "../../ops/crop-time.ts";
import { applyActivation, checkLayerActivation, type LayerActivation } from "../activation.ts";
import { checkCount, checkName, refuseMask, timeAndFeatures } from "../shared/checks.ts";
import type { LayerSpec } from "../layer.ts";
import { repeatedEnds } from "./series-decomposition.ts";

export interface SegmentEmbeddingOptions {
  /** Elements of a segment's vector. */
  readonly units: number;
  /** Steps of a segment. */
  readonly segmentLength: number;
  /** Steps from the beginning of a segment to that of the next. Default: segmentLength, none overlap. */
  readonly strides?: number;
  /**
   * none: the last segment ends with the last step, and the oldest steps that fill no segment are left out; last: the
   * last step is repeated `strides` times at the end before that, as in PatchTST. Default: none.
   */
  readonly padding?: "none" | "last";
  /** Default: linear. */
  readonly activation?: LayerActivation;
  /** Default: true. */
  readonly useBias?: boolean;
  /** Default: glorotUniform. */
  readonly kernelInitializer?: InitializerOption;
  /** Default: zeros. */
  readonly biasInitializer?: InitializerOption;
}

/**
 * Cuts a series into segments and makes a vector of each: y[s] = f(Σ over k of x[begin + s·strides + k] · W[k] + b).
 *
 * [batch, time, features] → [batch, ⌊(time − segmentLength) / strides⌋ + 1, units]; one segment more with padding last.
 * Refuses a mask. Weights kernel W [segmentLength, features, units], bias b [units]. The segments of SegRNN (Lin et al.
 * 2023, arXiv:2308.11200, section 4.1) and the patches of PatchTST (Nie et al. 2023, arXiv:2211.14730, section 3.1).
 */
export function segmentEmbedding(
  given: SegmentEmbeddingOptions,
): LayerSpec<"segmentEmbedding", Required<SegmentEmbeddingOptions>> {
  checkOptions("segmentEmbedding", given, {
    units: true,
    segmentLength: true,
    strides: true,
    padding: true,
    activation: true,
    useBias: true,
    kernelInitializer: true,
    biasInitializer: true,
  });
  const options: Required<SegmentEmbeddingOptions> = {
    strides: given.segmentLength,
    padding: "none",
    activation: "linear",
    useBias: true,
    kernelInitializer: "glorotUniform",
    biasInitializer: "zeros",
    ...given,
  };
  const { units, segmentLength, strides, padding } = options;
  checkCount("segmentEmbedding", "units", units);
  checkCount("segmentEmbedding", "segmentLength", segmentLength);
  checkCount("segmentEmbedding", "strides", strides);
  checkName("segmentEmbedding", "padding", padding, ["none", "last"]);
  checkLayerActivation("segmentEmbedding", options.activation);
  const added = padding === "last" ? strides : 0;
  const segments = (time: number): number => Math.floor((time + added - segmentLength) / strides) + 1;
  return {
    kind: "segmentEmbedding",
    options,
    build(input, weight) {
      const { time, features } = timeAndFeatures("segmentEmbedding", input);
      if (time !== null && segments(time) < 1) {
        throw new TypeError(
          `segmentEmbedding: a segment has ${segmentLength} steps, but examples have ${time}; help: a segmentLength ` +
            `of at most ${time + added}`,
        );
      }
      const kernel = weight("kernel", [segmentLength, features, units], initializerFrom(options.kernelInitializer));
      const bias = options.useBias ? weight("bias", [units], initializerFrom(options.biasInitializer)) : null;
      return {
        output: [time === null ? null : segments(time), units],
        call({ value, mask }) {
          refuseMask("segmentEmbedding", mask);
          const x = added === 0 ? value : repeatedEnds(value, 0, added);
          const used = segmentLength + (segments(value.shape[1]) - 1) * strides;
          const from = x.shape[1] - used;
          const cut = from === 0 ? x : cropTime(x, from, used);
          const y = convolution(cut, kernel, bias, { stride: strides });
          return { value: applyActivation(y, options.activation), mask: null };
        },
      };
    },
  };
}
