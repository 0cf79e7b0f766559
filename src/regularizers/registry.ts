import * as regularizers from "./index.ts";
import { unknownName } from "../tensor/options.ts";
import type { L1L2Options, L1Options, L2Options } from "./l1-l2.ts";
import type { Regularizer } from "./regularizer.ts";

export { regularizers };

export type RegularizerName = keyof typeof regularizers;

/**
 * How a layer's options name a regularizer: by its name, or with options; null for none.
 *   "l2"      { name: "l1", l1: 0.001 }      { name: "l1L2", l1: 0.001, l2: 0.01 }
 */
export type RegularizerOption =
  | RegularizerName
  | ({ readonly name: "l1" } & L1Options)
  | ({ readonly name: "l2" } & L2Options)
  | ({ readonly name: "l1L2" } & L1L2Options)
  | null;

/** The regularizer that an option names; null for none. Throws a RangeError when there is no such. */
export function regularizerFrom(option: RegularizerOption): Regularizer | null {
  if (option === null) return null;
  const { name, ...options }: { readonly name: string } & L1L2Options =
    typeof option === "string" ? { name: option } : option;
  if (!isRegularizerName(name)) {
    throw unknownName("regularizer", name, Object.keys(regularizers), ", or null");
  }
  const all = { ...regularizers };
  return all[name](options);
}

function isRegularizerName(name: string): name is RegularizerName {
  return Object.hasOwn(regularizers, name);
}
