import { z } from "zod";
import { layers } from "../layers/registry.ts";
import { axisNumber, axisOrder, borderSteps, mostAxes, steps, targetShape } from "./saved-bounds.ts";
import { constraint, initializer, regularizer, seed } from "./saved-options.ts";
import { specReader } from "./options-reader.ts";

const borders = z.union([borderSteps, z.tuple([borderSteps, borderSteps])]);

/** What makes each layer that changes shapes, steps or values without a kernel from its saved options. */
export const shapeReaders = {
  averagePooling1d: specReader(layers.averagePooling1d, {
    poolSize: steps,
    strides: steps,
    padding: z.enum(["valid", "same"]),
  }),
  cropping1d: specReader(layers.cropping1d, { cropping: borders }),
  gaussianNoise: specReader(layers.gaussianNoise, { stddev: z.number(), seed }),
  leakyRelu: specReader(layers.leakyRelu, { negativeSlope: z.number() }),
  masking: specReader(layers.masking, { maskValue: z.number() }),
  permute: specReader(layers.permute, { dims: axisOrder }),
  prelu: specReader(layers.prelu, {
    alphaInitializer: initializer,
    alphaRegularizer: regularizer,
    alphaConstraint: constraint,
    sharedAxes: z.array(axisNumber).max(mostAxes),
  }),
  repeatVector: specReader(layers.repeatVector, { n: steps }),
  reshape: specReader(layers.reshape, { targetShape }),
  spatialDropout1d: specReader(layers.spatialDropout1d, { rate: z.number(), seed }),
  upSampling1d: specReader(layers.upSampling1d, { size: steps }),
  zeroPadding1d: specReader(layers.zeroPadding1d, { padding: borders }),
};
