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

/** Every constraint by the name that layer options and saved models use. */
export const constraints: {
  readonly maxNorm: typeof maxNorm;
  readonly minMaxNorm: typeof minMaxNorm;
  readonly nonNegative: typeof nonNegative;
  readonly unitNorm: typeof unitNorm;
} = { maxNorm, minMaxNorm, nonNegative, unitNorm };

export type ConstraintName = keyof typeof constraints;

/**
 * How a layer's options name a constraint: by its name, or with options; null for none.
 *   "nonNegative"      { name: "maxNorm", maximum: 3 }
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
  const { name, ...options }: { readonly name: string } & MinMaxNormOptions =
    typeof option === "string" ? { name: option } : option;
  if (!isConstraintName(name)) {
    throw new RangeError(
      `there is no constraint "${name}"; help: one of ${Object.keys(constraints).join(", ")}, or null`,
    );
  }
  return constraints[name](options);
}

function isConstraintName(name: string): name is ConstraintName {
  return Object.hasOwn(constraints, name);
}
