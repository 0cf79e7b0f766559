import { z } from "zod";
import type { ConstraintOption } from "../constraints/registry.ts";
import { initializers, type InitializerName, type InitializerOption } from "../initializers/registry.ts";
import type { LayerActivation } from "../layers/activation.ts";
import { activationNames } from "../layers/shared/checks.ts";
import type { RegularizerOption } from "../regularizers/registry.ts";
import { axisNumber } from "./saved-bounds.ts";

/*
 * How the options that layers share are read from what a model file says.
 */

const number = z.number().exactOptional();
const initializerNames = Object.keys(initializers).filter(isInitializerName);

/** Options by the names that they had in version 0.1, and by those that they have now. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  uniform: { minimum: "minval", maximum: "maxval" },
  normal: { deviation: "stddev" },
  truncatedNormal: { deviation: "stddev" },
  maxNorm: { maximum: "maxValue" },
  minMaxNorm: { minimum: "minValue", maximum: "maxValue" },
};

/** What a file says of an initializer or a constraint, by the names of now. */
function byPresentNames(saved: unknown): unknown {
  const option = z.looseObject({ name: z.string() }).safeParse(saved);
  if (!option.success) return saved;
  const names = Object.hasOwn(renamed, option.data.name) ? renamed[option.data.name] : {};
  return Object.fromEntries(
    Object.entries(option.data).map(([name, value]) => [Object.hasOwn(names, name) ? names[name] : name, value]),
  );
}

export const initializer: z.ZodType<InitializerOption> = z.preprocess(
  byPresentNames,
  z.union([
    z.enum(initializerNames),
    z.strictObject({ name: z.literal("constant"), value: number }),
    z.strictObject({ name: z.literal("uniform"), minval: number, maxval: number }),
    z.strictObject({ name: z.literal("normal"), mean: number, stddev: number }),
    z.strictObject({ name: z.literal("truncatedNormal"), mean: number, stddev: number }),
    z.strictObject({ name: z.literal("orthogonal"), gain: number }),
    z.strictObject({ name: z.literal("identity"), gain: number }),
    z.strictObject({
      name: z.literal("varianceScaling"),
      scale: number,
      mode: z.enum(["fanIn", "fanOut", "fanAvg"]).exactOptional(),
      distribution: z.enum(["truncatedNormal", "untruncatedNormal", "uniform"]).exactOptional(),
    }),
  ]),
);

export const activation: z.ZodType<LayerActivation> = z.enum([...activationNames, "softmax"]);

export const regularizer: z.ZodType<RegularizerOption> = z
  .union([
    z.enum(["l1", "l2", "l1L2"]),
    z.strictObject({ name: z.literal("l1"), l1: number }),
    z.strictObject({ name: z.literal("l2"), l2: number }),
    z.strictObject({ name: z.literal("l1L2"), l1: number, l2: number }),
  ])
  .nullable();

const axis = axisNumber.exactOptional();

export const constraint: z.ZodType<ConstraintOption> = z.preprocess(
  byPresentNames,
  z
    .union([
      z.enum(["maxNorm", "minMaxNorm", "nonNegative", "unitNorm"]),
      z.strictObject({ name: z.literal("maxNorm"), maxValue: number, axis }),
      z.strictObject({ name: z.literal("minMaxNorm"), minValue: number, maxValue: number, rate: number, axis }),
      z.strictObject({ name: z.literal("nonNegative") }),
      z.strictObject({ name: z.literal("unitNorm"), axis }),
    ])
    .nullable(),
);

/** Of kernels and biases; files of before 0.2 lack them. */
export const kernelAndBias = {
  kernelRegularizer: regularizer.default(null),
  biasRegularizer: regularizer.default(null),
  kernelConstraint: constraint.default(null),
  biasConstraint: constraint.default(null),
  activityRegularizer: regularizer.default(null),
};

/** Files of before 0.2 lack it. */
export const seed = z.int().nullable().default(null);

function isInitializerName(name: string): name is InitializerName {
  return Object.hasOwn(initializers, name);
}
