import { z } from "zod";
import { layers } from "../layers/registry.ts";
import { mostAxes, steps, weightLength } from "./saved-bounds.ts";
import { initializer, kernelAndBias, seed } from "./saved-options.ts";
import { specReader } from "./options-reader.ts";

/*
 * How layers of attention and rotary positions are rebuilt from what a model file says. Options that came after version
 * 0.1 may be missing in files made before: they then have the value that did not change what the layer did.
 */

const rotary = {
  maxWavelength: z.number(),
  scalingFactor: z.number(),
  pairing: z.enum(["halves", "neighbours"]),
};

const heads = {
  dropout: z.number(),
  useBias: z.boolean(),
  useCausalMask: z.boolean(),
  slidingWindow: steps.nullable().default(null),
  returnAttentionScores: z.boolean().default(false),
  useGate: z.boolean().default(false),
  rotary: z.strictObject(rotary).nullable().default(null),
  kernelInitializer: initializer,
  biasInitializer: initializer,
  seed,
  ...kernelAndBias,
};

const scored = {
  dropout: z.number(),
  useCausalMask: z.boolean(),
  returnAttentionScores: z.boolean(),
  seed,
};

/** What makes each attention layer from its saved options. */
export const attentionReaders = {
  additiveAttention: specReader(layers.additiveAttention, { useScale: z.boolean(), ...scored }),
  attention: specReader(layers.attention, { useScale: z.boolean(), scoreMode: z.enum(["dot", "concat"]), ...scored }),
  groupedQueryAttention: specReader(layers.groupedQueryAttention, {
    headDim: weightLength,
    numQueryHeads: weightLength,
    numKeyValueHeads: weightLength,
    ...heads,
  }),
  multiHeadAttention: specReader(layers.multiHeadAttention, {
    numHeads: weightLength,
    keyDim: weightLength,
    valueDim: weightLength,
    outputShape: z
      .union([weightLength, z.array(weightLength).max(mostAxes)])
      .nullable()
      .default(null),
    ...heads,
  }),
  rotaryEmbedding: specReader(layers.rotaryEmbedding, rotary),
};
