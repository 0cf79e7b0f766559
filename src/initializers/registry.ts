import { constant, ones, zeros } from "./constant.ts";
import { identity } from "./identity.ts";
import { unknownName, withoutName } from "../tensor/options.ts";
import type { Initializer } from "./initializer.ts";
import { normal, truncatedNormal } from "./normal.ts";
import { orthogonal } from "./orthogonal.ts";
import { uniform } from "./uniform.ts";
import { glorotNormal, glorotUniform, heNormal, heUniform, lecunNormal, lecunUniform } from "./variance-scaling.ts";

/** Every initializer by the name that layer options and saved models use. */
export const initializers: {
  readonly zeros: typeof zeros;
  readonly ones: typeof ones;
  readonly constant: typeof constant;
  readonly uniform: typeof uniform;
  readonly normal: typeof normal;
  readonly truncatedNormal: typeof truncatedNormal;
  readonly glorotUniform: typeof glorotUniform;
  readonly glorotNormal: typeof glorotNormal;
  readonly heUniform: typeof heUniform;
  readonly heNormal: typeof heNormal;
  readonly lecunUniform: typeof lecunUniform;
  readonly lecunNormal: typeof lecunNormal;
  readonly orthogonal: typeof orthogonal;
  readonly identity: typeof identity;
} = {
  zeros,
  ones,
  constant,
  uniform,
  normal,
  truncatedNormal,
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  orthogonal,
  identity,
};

export type InitializerName = keyof typeof initializers;

/** Those that have options. */
type Tuned = "constant" | "uniform" | "normal" | "truncatedNormal" | "orthogonal" | "identity";

/**
 * How a layer's options name an initializer: by its name, or with options.
 *   "heUniform"      { name: "orthogonal", gain: 0.5 }
 */
export type InitializerOption =
  | InitializerName
  | {
      readonly [Name in Tuned]: { readonly name: Name } & NonNullable<Parameters<(typeof initializers)[Name]>[0]>;
    }[Tuned];

/** The initializer that an option names. Throws a RangeError when there is none. */
export function initializerFrom(option: InitializerOption): Initializer {
  if (typeof option === "string") {
    if (!Object.hasOwn(initializers, option)) throw unknown(option);
    return initializers[option]();
  }
  switch (option.name) {
    case "constant":
      return constant(withoutName(option));
    case "uniform":
      return uniform(withoutName(option));
    case "normal":
      return normal(withoutName(option));
    case "truncatedNormal":
      return truncatedNormal(withoutName(option));
    case "orthogonal":
      return orthogonal(withoutName(option));
    case "identity":
      return identity(withoutName(option));
    default: {
      const { name }: { readonly name: string } = option;
      throw unknown(name);
    }
  }
}

function unknown(name: string): RangeError {
  return unknownName("initializer", name, Object.keys(initializers));
}
