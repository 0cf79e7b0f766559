import { z } from "zod";
import { layers } from "../layers/registry.ts";
import { constraint, initializer, regularizer, seed } from "./saved-options.ts";

const borders = z.union([z.int(), z.tuple([z.int(), z.int()])]);

/** What makes each layer that changes shapes, steps or numbers without a kernel from its saved options. */
export const shapeReaders = {
  averagePooling1d: z
    .strictObject({ poolSize: z.int(), strides: z.int(), padding: z.enum(["valid", "same"]) })
    .transform(layers.averagePooling1d),
  cropping1d: z.strictObject({ cropping: borders }).transform(layers.cropping1d),
  gaussianNoise: z.strictObject({ stddev: z.number(), seed }).transform(layers.gaussianNoise),
  leakyRelu: z.strictObject({ negativeSlope: z.number() }).transform(layers.leakyRelu),
  masking: z.strictObject({ maskValue: z.number() }).transform(layers.masking),
  permute: z.strictObject({ dims: z.array(z.int()) }).transform(layers.permute),
  prelu: z
    .strictObject({
      alphaInitializer: initializer,
      alphaRegularizer: regularizer,
      alphaConstraint: constraint,
      sharedAxes: z.array(z.int()),
    })
    .transform(layers.prelu),
  repeatVector: z.strictObject({ n: z.int() }).transform(layers.repeatVector),
  reshape: z.strictObject({ targetShape: z.array(z.int()) }).transform(layers.reshape),
  spatialDropout1d: z.strictObject({ rate: z.number(), seed }).transform(layers.spatialDropout1d),
  upSampling1d: z.strictObject({ size: z.int() }).transform(layers.upSampling1d),
  zeroPadding1d: z.strictObject({ padding: borders }).transform(layers.zeroPadding1d),
};
