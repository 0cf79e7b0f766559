import { unknownName } from "../tensor/options.ts";
import { adadelta } from "./adadelta.ts";
import { adagrad } from "./adagrad.ts";
import { adam, adamW } from "./adam.ts";
import { lion } from "./lion.ts";
import { nadam } from "./nadam.ts";
import type { Optimizer } from "./optimizer.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd } from "./sgd.ts";

/** Every optimizer by its name. */
export const optimizers: {
  readonly adadelta: typeof adadelta;
  readonly adagrad: typeof adagrad;
  readonly adam: typeof adam;
  readonly adamW: typeof adamW;
  readonly lion: typeof lion;
  readonly nadam: typeof nadam;
  readonly rmsprop: typeof rmsprop;
  readonly sgd: typeof sgd;
} = { adadelta, adagrad, adam, adamW, lion, nadam, rmsprop, sgd };

/** An optimizer by its name, with its defaults, or one with options: "adam", rmsprop({ learningRate: 0.01 }). */
export type OptimizerOption = keyof typeof optimizers | Optimizer;

/** The optimizer that an option names. Throws a RangeError when there is none. */
export function optimizerFrom(option: OptimizerOption): Optimizer {
  if (typeof option !== "string") return option;
  if (!Object.hasOwn(optimizers, option)) {
    throw unknownName("optimizer", option, Object.keys(optimizers));
  }
  return optimizers[option]();
}
