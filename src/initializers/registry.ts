import * as initializers from "./index.ts";
import { constant } from "./constant.ts";
import { identity } from "./identity.ts";
import { unknownName, withoutName } from "../tensor/options.ts";
import type { Initializer } from "./initializer.ts";
import { normal, truncatedNormal } from "./normal.ts";
import { orthogonal } from "./orthogonal.ts";
import { uniform } from "./uniform.ts";
import { varianceScaling } from "./variance-scaling.ts";

export { initializers };

export type InitializerName = keyof typeof initializers;

/** Those that have options. */
type Tuned = "constant" | "uniform" | "normal" | "truncatedNormal" | "orthogonal" | "identity" | "varianceScaling";

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
    const all = { ...initializers };
    return all[option]();
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
    case "varianceScaling":
      return varianceScaling(withoutName(option));
    default: {
      const { name }: { readonly name: string } = option;
      throw unknown(name);
    }
  }
}

function unknown(name: string): RangeError {
  return unknownName("initializer", name, Object.keys(initializers));
}
