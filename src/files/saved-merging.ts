import { z } from "zod";
import { layers } from "../layers/registry.ts";
import { axisNumber } from "./saved-bounds.ts";

const pair = z.tuple([axisNumber, axisNumber]);
const nothing = z.strictObject({});

/** What makes each layer that joins several tensors from its saved options. */
export const mergingReaders = {
  add: nothing.transform(() => layers.add()),
  average: nothing.transform(() => layers.average()),
  concatenate: z.strictObject({ axis: axisNumber }).transform(layers.concatenate),
  dot: z.strictObject({ axes: z.union([axisNumber, pair]), normalize: z.boolean() }).transform(layers.dot),
  maximum: nothing.transform(() => layers.maximum()),
  minimum: nothing.transform(() => layers.minimum()),
  multiply: nothing.transform(() => layers.multiply()),
  subtract: nothing.transform(() => layers.subtract()),
};
