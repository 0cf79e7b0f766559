import * as optimizers from "./index.ts";
import { unknownName } from "../tensor/options.ts";
import type { Optimizer } from "./optimizer.ts";

export { optimizers };

/** An optimizer by its name, with its defaults, or one with options: "adam", rmsprop({ learningRate: 0.01 }). */
export type OptimizerOption = keyof typeof optimizers | Optimizer;

/** The optimizer that an option names. Throws a RangeError when there is none. */
export function optimizerFrom(option: OptimizerOption): Optimizer {
  if (typeof option !== "string") return option;
  if (!Object.hasOwn(optimizers, option)) {
    throw unknownName("optimizer", option, Object.keys(optimizers));
  }
  const all = { ...optimizers };
  return all[option]();
}
