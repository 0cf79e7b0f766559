import { checkOptions } from "../../tensor/options.ts";
import { dense } from "../../layers/dense.ts";
import { flatten } from "../../layers/flatten.ts";
import { channelIndependent } from "../../layers/forecasting/channel-independent.ts";
import { seriesDecomposition } from "../../layers/forecasting/series-decomposition.ts";
import type { Model } from "../model.ts";
import { sequential } from "../sequential.ts";
import { checkSizes, forecasterNames, withinRoot, type ForecasterOptions } from "./forecaster-options.ts";

export interface DLinearOptions extends ForecasterOptions {
  /** Steps that the trend's moving average is over. Default: 25. */
  readonly poolSize?: number;
  /** Each channel has weights of its own, rather than all the same. Default: false. */
  readonly individual?: boolean;
}

/**
 * DLinear (Zeng et al. 2023, "Are Transformers Effective for Time Series Forecasting?", arXiv:2205.13504): the window
 * as trend and remainder, a linear map of each, and their sum.
 *
 *   y[·, c] = trend[·, c] · Wt + remainder[·, c] · Wr + b        W [lookback, horizon], with individual some for each c
 *
 * with trend and remainder as of seriesDecomposition. Both maps are one, over trend and remainder side by side, and so
 * share a bias, where the paper has one for each. [batch, lookback, channels] → [batch, horizon, channels]. Initial
 * values as in the paper's program: W and b uniform within 1 / √lookback.
 */
export function dLinear(options: DLinearOptions): Model {
  checkOptions("dLinear", options, { ...forecasterNames, poolSize: true, individual: true });
  checkSizes("dLinear", options);
  const { lookback, channels, horizon, poolSize = 25, individual = false, ...first } = options;
  const [kernelInitializer, biasInitializer] = [withinRoot(lookback), withinRoot(lookback)];
  return sequential(
    [
      channelIndependent({
        layers: [
          seriesDecomposition({ poolSize }),
          flatten(),
          dense({ units: horizon, kernelInitializer, biasInitializer }),
        ],
        individual,
      }),
    ],
    { input: [lookback, channels], ...first },
  );
}
