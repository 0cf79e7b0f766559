import { checkOptions } from "../../tensor/options.ts";
import { dense } from "../../layers/dense.ts";
import { flatten } from "../../layers/flatten.ts";
import { channelIndependent } from "../../layers/forecasting/channel-independent.ts";
import { reversibleNormalization } from "../../layers/normalization/reversible-normalization.ts";
import type { Model } from "../model.ts";
import {
  checkSizes,
  forecasterNames,
  normalizedModel,
  withinRoot,
  type ForecasterOptions,
} from "./forecaster-options.ts";

export interface NLinearOptions extends ForecasterOptions {
  /** Each channel has weights of its own, rather than all the same. Default: false. */
  readonly individual?: boolean;
}

/**
 * NLinear (Zeng et al. 2023, "Are Transformers Effective for Time Series Forecasting?", arXiv:2205.13504): one linear
 * map of the window less its last value, which is then added back.
 *
 *   y[·, c] = (x[·, c] − x[last, c]) · W + b + x[last, c]        W [lookback, horizon], with individual one for each c
 *
 * [batch, lookback, channels] → [batch, horizon, channels]. Initial values as in the paper's program: W and b uniform
 * within 1 / √lookback.
 */
export function nLinear(options: NLinearOptions): Model {
  checkOptions("nLinear", options, { ...forecasterNames, individual: true });
  checkSizes("nLinear", options);
  const { horizon, individual = false, ...others } = options;
  const { lookback } = options;
  const [kernelInitializer, biasInitializer] = [withinRoot(lookback), withinRoot(lookback)];
  return normalizedModel(others, reversibleNormalization({ subtractLast: true, unitVariance: false, affine: false }), [
    channelIndependent({
      layers: [flatten(), dense({ units: horizon, kernelInitializer, biasInitializer })],
      individual,
    }),
  ]);
}
