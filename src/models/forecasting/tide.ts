import { checkOptions } from "../../tensor/options.ts";
import { dense } from "../../layers/dense.ts";
import { flatten } from "../../layers/flatten.ts";
import { residualDense } from "../../layers/forecasting/residual-dense.ts";
import { concatenate } from "../../layers/merging/concatenate.ts";
import { add } from "../../layers/merging/elementwise.ts";
import { reversibleNormalization } from "../../layers/normalization/reversible-normalization.ts";
import { permute } from "../../layers/permute.ts";
import { repeatVector } from "../../layers/repeat-vector.ts";
import { reshape } from "../../layers/reshape.ts";
import { cropping1d } from "../../layers/time-borders.ts";
import { checkCount } from "../../layers/shared/checks.ts";
import type { LayerSpec } from "../../layers/layer.ts";
import { functional } from "../functional.ts";
import type { Model } from "../model.ts";
import { apply, applyAll, input, type SymbolicTensor } from "../symbolic-tensor.ts";
import { checkSizes, forecasterNames, type ForecasterOptions } from "./forecaster-options.ts";

export interface TideOptions extends ForecasterOptions {
  /** Features known for every step of the window and the forecast, as holidays are; 0 for none. Default: 0. */
  readonly covariates?: number;
  /** Size that the covariates of a step are brought to. Default: 4. */
  readonly covariateDim?: number;
  /** Size of the encoder's and the decoder's vectors. Default: 256. */
  readonly hiddenDim?: number;
  /** Blocks of the encoder. Default: 2. */
  readonly encoderLayers?: number;
  /** Blocks of the decoder. Default: 2. */
  readonly decoderLayers?: number;
  /** Size of the decoder's vector for a step of the forecast. Default: 8. */
  readonly decoderOutputDim?: number;
  /** Size between the products of the blocks that read one step. Default: 128. */
  readonly temporalHiddenDim?: number;
  /** Share dropped while training. Default: 0.3. */
  readonly dropout?: number;
}

/** One layer after another. */
function chain(layers: readonly LayerSpec[], x: SymbolicTensor): SymbolicTensor {
  return layers.reduce((made, layer) => apply(layer, made), x);
}

/**
 * TiDE (Das et al. 2023, "Long-term Forecasting with TiDE: Time-series Dense Encoder", arXiv:2304.08424): residual
 * dense blocks over the whole window of a channel and the covariates, then over each step of the forecast.
 *
 *   u = RevIN(x)                                    each channel u[·, c] by itself, with the same weights
 *   r[t] = block(covariates[t])                     of the window's and the forecast's steps
 *   e = blocks([u[·, c], r])                        the encoder
 *   d = blocks(e)                                   the decoder, [horizon, decoderOutputDim]
 *   v[t] = block([d[t], r[lookback + t]])           the temporal decoder
 *   y[·, c] = RevIN⁻¹(v + u[·, c] · W + b)
 *
 * with blocks as of residualDense, the last without layer normalization, of which one element would leave nothing.
 * [batch, lookback, channels], and with covariates [batch, lookback + horizon, covariates] → [batch, horizon,
 * channels]. The paper's static features are covariates that do not change.
 */
export function tide(options: TideOptions): Model {
  checkOptions("tide", options, {
    ...forecasterNames,
    covariates: true,
    covariateDim: true,
    hiddenDim: true,
    encoderLayers: true,
    decoderLayers: true,
    decoderOutputDim: true,
    temporalHiddenDim: true,
    dropout: true,
  });
  checkSizes("tide", options);
  const { lookback, channels, horizon, covariates = 0, covariateDim = 4, hiddenDim = 256, ...others } = options;
  const { encoderLayers = 2, decoderLayers = 2, decoderOutputDim = 8, temporalHiddenDim = 128, ...more } = others;
  const { dropout = 0.3, ...first } = more;
  checkCount("tide", "encoderLayers", encoderLayers);
  checkCount("tide", "decoderLayers", decoderLayers);
  if (covariates !== 0) checkCount("tide", "covariates", covariates);
  const block = (units: number): LayerSpec => residualDense({ units, hiddenUnits: hiddenDim, dropout });
  const blocks = (count: number): readonly LayerSpec[] => Array.from({ length: count }, () => block(hiddenDim));

  const normalization = reversibleNormalization();
  const window = input([lookback, channels], { name: "window" });
  const [normalized, mean, stddev] = applyAll(normalization, window);
  const past = apply(permute({ dims: [2, 1] }), normalized);
  const known = covariates === 0 ? null : input([lookback + horizon, covariates], { name: "covariates" });
  const projected =
    known === null
      ? null
      : apply(residualDense({ units: covariateDim, hiddenUnits: temporalHiddenDim, dropout }), known);
  /** The steps' vectors one after another, for every channel. */
  const forChannels = (x: SymbolicTensor): SymbolicTensor => chain([flatten(), repeatVector({ n: channels })], x);
  const read = projected === null ? past : apply(concatenate(), [past, forChannels(projected)]);
  const decoded = chain(
    [
      ...blocks(encoderLayers + decoderLayers - 1),
      block(horizon * decoderOutputDim),
      reshape({ targetShape: [channels, horizon, decoderOutputDim] }),
    ],
    read,
  );
  const steps =
    projected === null
      ? decoded
      : apply(concatenate(), [
          decoded,
          apply(
            reshape({ targetShape: [channels, horizon, covariateDim] }),
            forChannels(apply(cropping1d({ cropping: [lookback, 0] }), projected)),
          ),
        ]);
  const made = chain(
    [
      residualDense({ units: 1, hiddenUnits: temporalHiddenDim, dropout, useLayerNorm: false }),
      reshape({ targetShape: [channels, horizon] }),
    ],
    steps,
  );
  const sum = apply(add(), [made, apply(dense({ units: horizon }), past)]);
  const forecast = apply(permute({ dims: [2, 1] }), sum);
  return functional({
    inputs: known === null ? window : [window, known],
    outputs: apply(normalization, [forecast, mean, stddev]),
    ...first,
  });
}
