import { checkOptions } from "../../tensor/options.ts";
import { segmentRnn } from "../../layers/forecasting/segment-rnn.ts";
import { reversibleNormalization } from "../../layers/normalization/reversible-normalization.ts";
import type { Model } from "../model.ts";
import {
  checkSizes,
  forecasterNames,
  normalizedModel,
  withinRoot,
  type ForecasterOptions,
} from "./forecaster-options.ts";

export interface SegRnnOptions extends ForecasterOptions {
  /** Size of the hidden state. Default: 512. */
  readonly units?: number;
  /** Steps of a segment. Default: 24. */
  readonly segmentLength?: number;
  /** Share of the decoder's states dropped while training. Default: 0.5. */
  readonly dropout?: number;
}

/**
 * SegRNN (Lin et al. 2023, "SegRNN: Segment Recurrent Neural Network for Long-Term Time Series Forecasting",
 * arXiv:2308.11200): segmentRnn of the window less its last value, which is then added back.
 *
 *   y[·, c] = segmentRnn(x[·, c] − x[last, c]) + x[last, c]
 *
 * [batch, lookback, channels] → [batch, horizon, channels]. Defaults: those of the paper for ETTh1; initial values
 * as PyTorch's, with which the published program begins: uniform within 1 / √inputs.
 */
export function segRnn(options: SegRnnOptions): Model {
  checkOptions("segRnn", options, { ...forecasterNames, units: true, segmentLength: true, dropout: true });
  checkSizes("segRnn", options);
  const { horizon, units = 512, segmentLength = 24, dropout = 0.5, ...others } = options;
  const withinRootOfInputs = { name: "varianceScaling", scale: 1 / 3, mode: "fanIn", distribution: "uniform" } as const;
  return normalizedModel(others, reversibleNormalization({ subtractLast: true, unitVariance: false, affine: false }), [
    segmentRnn({
      units,
      segmentLength,
      horizon,
      dropout,
      kernelInitializer: withinRootOfInputs,
      recurrentInitializer: withinRootOfInputs,
      biasInitializer: withinRoot(units),
    }),
  ]);
}
