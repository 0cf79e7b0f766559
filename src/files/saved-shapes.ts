import { z } from "zod";
import { layers } from "../layers/registry.ts";
import { axisNumber, axisOrder, borderSteps, mostAxes, steps, targetShape } from "./saved-bounds.ts";
import { constraint, initializer, regularizer, seed } from "./saved-options.ts";

const borders = z.union([borderSteps, z.tuple([borderSteps, borderSteps])]);

/** What makes each layer that changes shapes, steps or numbers without a kernel from its saved options. */
export const shapeReaders = {
  averagePooling1d: z
    .strictObject({ poolSize: steps, strides: steps, padding: z.enum(["valid", "same"]) })
    .transform(layers.averagePooling1d),
  cropping1d: z.strictObject({ cropping: borders }).transform(layers.cropping1d),
  gaussianNoise: z.strictObject({ stddev: z.number(), seed }).transform(layers.gaussianNoise),
  leakyRelu: z.strictObject({ negativeSlope: z.number() }).transform(layers.leakyRelu),
  masking: z.strictObject({ maskValue: z.number() }).transform(layers.masking),
  permute: z.strictObject({ dims: axisOrder }).transform(layers.permute),
  prelu: z
    .strictObject({
      alphaInitializer: initializer,
      alphaRegularizer: regularizer,
      alphaConstraint: constraint,
      sharedAxes: z.array(axisNumber).max(mostAxes),
    })
    .transform(layers.prelu),
  repeatVector: z.strictObject({ n: steps }).transform(layers.repeatVector),
  reshape: z.strictObject({ targetShape }).transform(layers.reshape),
  spatialDropout1d: z.strictObject({ rate: z.number(), seed }).transform(layers.spatialDropout1d),
  upSampling1d: z.strictObject({ size: steps }).transform(layers.upSampling1d),
  zeroPadding1d: z.strictObject({ padding: borders }).transform(layers.zeroPadding1d),
};
