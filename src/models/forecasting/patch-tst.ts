import { checkOptions } from "../../tensor/options.ts";
import { dense } from "../../layers/dense.ts";
import { dropout as drop } from "../../layers/dropout.ts";
import { flatten } from "../../layers/flatten.ts";
import { channelIndependent } from "../../layers/forecasting/channel-independent.ts";
import { segmentEmbedding } from "../../layers/forecasting/segment-embedding.ts";
import { reversibleNormalization } from "../../layers/normalization/reversible-normalization.ts";
import { positionEmbedding } from "../../layers/position-embedding.ts";
import { transformerEncoder } from "../../layers/transformer/transformer-encoder.ts";
import { checkCount } from "../../layers/shared/checks.ts";
import type { Model } from "../model.ts";
import { checkSizes, forecasterNames, normalizedModel, type ForecasterOptions } from "./forecaster-options.ts";

export interface PatchTstOptions extends ForecasterOptions {
  /** Steps of a patch. Default: 16. */
  readonly patchLength?: number;
  /** Steps from the beginning of a patch to that of the next. Default: 8. */
  readonly strides?: number;
  /** Size of a patch's vector. Default: 16. */
  readonly hiddenDim?: number;
  /** Size between the two products of the feed-forward parts. Default: 128. */
  readonly intermediateDim?: number;
  /** Default: 4. */
  readonly numHeads?: number;
  /** Layers of the encoder. Default: 3. */
  readonly numLayers?: number;
  /** Share dropped while training, of the vectors and inside the encoder. Default: 0.3. */
  readonly dropout?: number;
}

/**
 * PatchTST (Nie et al. 2023, "A Time Series is Worth 64 Words", arXiv:2211.14730): the encoder of a Transformer over
 * patches of the normalized window, each channel by itself, and a linear map of all its outputs.
 *
 *   u = RevIN(x)              e[p] = patch p of u · We + be + P[p]
 *   z = encoder(drop(e))      y = RevIN⁻¹(flatten(z) · W + b)
 *
 * with the last step of the window repeated `strides` times, so that there are ⌊(lookback − patchLength) / strides⌋ + 2
 * patches, and layers as of transformerEncoder with gelu; the paper normalizes over the batch there, this over the
 * features of a patch. [batch, lookback, channels] → [batch, horizon, channels]. Defaults: the paper's for ETTh1.
 */
export function patchTst(options: PatchTstOptions): Model {
  checkOptions("patchTst", options, {
    ...forecasterNames,
    patchLength: true,
    strides: true,
    hiddenDim: true,
    intermediateDim: true,
    numHeads: true,
    numLayers: true,
    dropout: true,
  });
  checkSizes("patchTst", options);
  const {
    horizon,
    patchLength: segmentLength = 16,
    strides = 8,
    hiddenDim: units = 16,
    intermediateDim = 128,
    numHeads = 4,
    numLayers = 3,
    dropout = 0.3,
    ...others
  } = options;
  checkCount("patchTst", "numLayers", numLayers);
  const patches = Math.floor((options.lookback - segmentLength) / strides) + 2;
  return normalizedModel(others, reversibleNormalization(), [
    channelIndependent({
      layers: [
        segmentEmbedding({ units, segmentLength, strides, padding: "last" }),
        positionEmbedding({
          sequenceLength: Math.max(1, patches),
          embeddingsInitializer: { name: "uniform", minval: -0.02, maxval: 0.02 },
        }),
        drop({ rate: dropout }),
        ...Array.from({ length: numLayers }, () =>
          transformerEncoder({ intermediateDim, numHeads, dropout, activation: "gelu" }),
        ),
        flatten(),
        dense({ units: horizon }),
      ],
    }),
  ]);
}
