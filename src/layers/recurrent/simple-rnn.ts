import { checkOptions } from "../../tensor/options.ts";
import { cellDefaults, passDefaults, type RecurrentOptions } from "./shared/recurrent-options.ts";
import { recurrentSpec, type RecurrentSpec } from "./shared/recurrent.ts";
import { simpleRnnEquations } from "./simple-rnn-cell.ts";

/** As RecurrentOptions. */
export type SimpleRnnOptions = RecurrentOptions;

/**
 * Simple recurrent network (Elman 1990): the new state is a function of the input and the state before.
 *
 *   h ← f(x·W + h·U + b)          from h = 0
 *
 * [batch, time, features] → [batch, units], or [batch, time, units] with returnSequences. A mask is consumed: skipped
 * steps carry the state over. Weights kernel W [features, units], recurrentKernel U [units, units], bias b [units].
 * Definition and defaults: Keras 3, SimpleRNN.
 */
export function simpleRnn(options: SimpleRnnOptions): RecurrentSpec<"simpleRnn", Required<SimpleRnnOptions>> {
  checkOptions("simpleRnn", options, { units: true, ...cellDefaults, ...passDefaults });
  const config: Required<SimpleRnnOptions> = { ...cellDefaults, ...passDefaults, ...options };
  return recurrentSpec("simpleRnn", config, simpleRnnEquations("simpleRnn", config));
}
