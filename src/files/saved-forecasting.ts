import { z } from "zod";
import type { LayerSpec } from "../layers/layer.ts";
import { layers } from "../layers/registry.ts";
import { activation, initializer } from "./saved-options.ts";
import { steps, weightLength } from "./saved-bounds.ts";
import { specReader } from "./options-reader.ts";

/*
 * How layers of forecasting models are rebuilt from what a model file says.
 */

/** What makes each layer from its saved options; `layer` reads those that a layer is made of. */
export function forecastingReaders(layer: z.ZodType<LayerSpec>) {
  return {
    channelIndependent: specReader(layers.channelIndependent, { layers: z.array(layer), individual: z.boolean() }),
    residualDense: specReader(layers.residualDense, {
      units: weightLength,
      hiddenUnits: weightLength,
      activation,
      dropout: z.number(),
      useLayerNorm: z.boolean(),
      layerNormEpsilon: z.number(),
      kernelInitializer: initializer,
      biasInitializer: initializer,
    }),
    reversibleNormalization: specReader(layers.reversibleNormalization, {
      subtractLast: z.boolean(),
      unitVariance: z.boolean(),
      affine: z.boolean(),
      epsilon: z.number(),
    }),
    segmentEmbedding: specReader(layers.segmentEmbedding, {
      units: weightLength,
      segmentLength: weightLength,
      strides: steps,
      padding: z.enum(["none", "last"]),
      activation,
      useBias: z.boolean(),
      kernelInitializer: initializer,
      biasInitializer: initializer,
    }),
    segmentRnn: specReader(layers.segmentRnn, {
      units: weightLength,
      segmentLength: weightLength,
      horizon: steps,
      dropout: z.number(),
      channelEmbedding: z.boolean(),
      kernelInitializer: initializer,
      recurrentInitializer: initializer,
      biasInitializer: initializer,
      embeddingsInitializer: initializer,
    }),
    seriesDecomposition: specReader(layers.seriesDecomposition, { poolSize: steps }),
    temporalBlock: specReader(layers.temporalBlock, {
      filters: weightLength,
      kernelSize: weightLength,
      dilationRate: steps,
      dropout: z.number(),
      activation,
      kernelInitializer: initializer,
      biasInitializer: initializer,
    }),
  };
}
