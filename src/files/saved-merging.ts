import { z } from "zod";
import { layers } from "../layers/registry.ts";
import { axisNumber } from "./saved-bounds.ts";
import { specReader } from "./options-reader.ts";

const pair = z.tuple([axisNumber, axisNumber]);

/** What makes each layer that joins several tensors from its saved options. */
export const mergingReaders = {
  add: specReader(layers.add, {}),
  average: specReader(layers.average, {}),
  concatenate: specReader(layers.concatenate, { axis: axisNumber }),
  dot: specReader(layers.dot, { axes: z.union([axisNumber, pair]), normalize: z.boolean() }),
  maximum: specReader(layers.maximum, {}),
  minimum: specReader(layers.minimum, {}),
  multiply: specReader(layers.multiply, {}),
  subtract: specReader(layers.subtract, {}),
};
