import { checkOptions } from "../../tensor/options.ts";
import { cropping1d } from "../../layers/time-borders.ts";
import { dense } from "../../layers/dense.ts";
import { flatten } from "../../layers/flatten.ts";
import { temporalBlock } from "../../layers/forecasting/temporal-block.ts";
import { reversibleNormalization } from "../../layers/normalization/reversible-normalization.ts";
import { reshape } from "../../layers/reshape.ts";
import type { LayerSpec } from "../../layers/layer.ts";
import type { Model } from "../model.ts";
import { checkSizes, forecasterNames, normalizedModel, type ForecasterOptions } from "./forecaster-options.ts";

export interface TcnOptions extends ForecasterOptions {
  /** Features of every block. Default: 64. */
  readonly filters?: number;
  /** Steps that one output of a convolution sees. Default: 3. */
  readonly kernelSize?: number;
  /** Share of the features dropped while training. Default: 0.2. */
  readonly dropout?: number;
}

/**
 * Blocks of dilation 1, 2, 4, … until the last step sees the whole window: 1 + 2 · (kernelSize − 1) · (2ⁿ − 1) ≥ steps.
 */
export function temporalBlocks(
  steps: number,
  { filters, kernelSize, dropout }: { readonly filters: number; readonly kernelSize: number; readonly dropout: number },
): readonly LayerSpec[] {
  const count = Math.max(1, Math.ceil(Math.log2((steps - 1) / (2 * Math.max(1, kernelSize - 1)) + 1)));
  return Array.from({ length: count }, (_, i) => temporalBlock({ filters, kernelSize, dropout, dilationRate: 2 ** i }));
}

/**
 * A temporal convolutional network (Bai et al. 2018, "An Empirical Evaluation of Generic Convolutional and Recurrent
 * Networks for Sequence Modeling", arXiv:1803.01271): blocks of dilated causal convolutions, as many as the window is
 * long, and a linear map of the last step, on the normalized window.
 *
 *   u = RevIN(x)      h = blocks of dilation 1, 2, 4, … (u)      y = RevIN⁻¹(h[last] · W + b)
 *
 * with RevIN as of reversibleNormalization and blocks as of temporalBlock. All channels are read together. [batch,
 * lookback, channels] → [batch, horizon, channels].
 */
export function tcn(options: TcnOptions): Model {
  checkOptions("tcn", options, { ...forecasterNames, filters: true, kernelSize: true, dropout: true });
  checkSizes("tcn", options);
  const { horizon, filters = 64, kernelSize = 3, dropout = 0.2, ...others } = options;
  const { lookback, channels } = options;
  return normalizedModel(others, reversibleNormalization(), [
    ...temporalBlocks(lookback, { filters, kernelSize, dropout }),
    cropping1d({ cropping: [lookback - 1, 0] }),
    flatten(),
    dense({ units: horizon * channels }),
    reshape({ targetShape: [horizon, channels] }),
  ]);
}
