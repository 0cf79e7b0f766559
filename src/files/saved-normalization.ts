import { z } from "zod";
import { layers } from "../layers/registry.ts";
import { constraint, initializer, regularizer } from "./saved-options.ts";
import { specReader } from "./options-reader.ts";

/*
 * How normalizations are rebuilt from what a model file says. Options that came after version 0.1 may be missing in
 * files made before: they then have the value that did not change what the layer did.
 */

const axis = z.union([z.int(), z.array(z.int())]).default(-1);

const scaleAndOffset = {
  epsilon: z.number(),
  center: z.boolean().default(true),
  scale: z.boolean().default(true),
  betaInitializer: initializer.default("zeros"),
  gammaInitializer: initializer.default("ones"),
  betaRegularizer: regularizer.default(null),
  gammaRegularizer: regularizer.default(null),
  betaConstraint: constraint.default(null),
  gammaConstraint: constraint.default(null),
};

/** What makes each normalization from its saved options. */
export const normalizationReaders = {
  batchNormalization: specReader(layers.batchNormalization, {
    axis: z.int().default(-1),
    momentum: z.number(),
    movingMeanInitializer: initializer,
    movingVarianceInitializer: initializer,
    ...scaleAndOffset,
  }),
  layerNormalization: specReader(layers.layerNormalization, { axis, ...scaleAndOffset }),
  rmsNormalization: specReader(layers.rmsNormalization, { axis, epsilon: z.number() }),
  softmax: specReader(layers.softmax, { axis }),
};
