import { adam } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd } from "./sgd.ts";

/** Every optimizer by its name. */
export const optimizers: {
  readonly adam: typeof adam;
  readonly rmsprop: typeof rmsprop;
  readonly sgd: typeof sgd;
} = { adam, rmsprop, sgd };

/** An optimizer by its name, with its defaults, or one with options: "adam", rmsprop({ learningRate: 0.01 }). */
export type OptimizerOption = keyof typeof optimizers | Optimizer;

/** The optimizer that an option names. Throws a RangeError when there is none. */
export function optimizerFrom(option: OptimizerOption): Optimizer {
  if (typeof option !== "string") return option;
  if (!Object.hasOwn(optimizers, option)) {
    throw new RangeError(`there is no optimizer "${option}"; help: one of ${Object.keys(optimizers).join(", ")}`);
  }
  return optimizers[option]();
}
