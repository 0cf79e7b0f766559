import * as constraints from "./index.ts";
import { unknownName, withoutName } from "../tensor/options.ts";
import type { Constraint } from "./constraint.ts";
import { nonNegative } from "./non-negative.ts";
import {
  maxNorm,
  minMaxNorm,
  unitNorm,
  type MaxNormOptions,
  type MinMaxNormOptions,
  type UnitNormOptions,
} from "./norms.ts";

export { constraints };

export type ConstraintName = keyof typeof constraints;

/**
 * How a layer's options name a constraint: by its name, or with options; null for none.
 *   "nonNegative"      { name: "maxNorm", maxValue: 3 }
 */
export type ConstraintOption =
  | ConstraintName
  | ({ readonly name: "maxNorm" } & MaxNormOptions)
  | ({ readonly name: "minMaxNorm" } & MinMaxNormOptions)
  | { readonly name: "nonNegative" }
  | ({ readonly name: "unitNorm" } & UnitNormOptions)
  | null;

/** The constraint that an option names; null for none. Throws a RangeError when there is no such. */
export function constraintFrom(option: ConstraintOption): Constraint | null {
  if (option === null) return null;
  if (typeof option === "string") {
    if (!Object.hasOwn(constraints, option)) throw unknown(option);
    const all = { ...constraints };
    return all[option]();
  }
  switch (option.name) {
    case "maxNorm":
      return maxNorm(withoutName(option));
    case "minMaxNorm":
      return minMaxNorm(withoutName(option));
    case "nonNegative":
      return nonNegative(withoutName(option));
    case "unitNorm":
      return unitNorm(withoutName(option));
    default: {
      const { name }: { readonly name: string } = option;
      throw unknown(name);
    }
  }
}

function unknown(name: string): RangeError {
  return unknownName("constraint", name, Object.keys(constraints), ", or null");
}
