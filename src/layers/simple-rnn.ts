import { initializerFrom } from "../initializers/registry.ts";
import { simpleRnn as recurrence } from "../ops/simple-rnn.ts";
import { recurrentDefaults, recurrentSpec, type RecurrentOptions, type RecurrentSpec } from "./recurrent.ts";

/** As RecurrentOptions. */
export type SimpleRnnOptions = RecurrentOptions;

/**
 * Simple recurrent network (Elman 1990): the new state is a function of the input and the state before.
 *
 *   h ← f(x·W + h·U + b)          from h = 0
 *
 * [batch, time, features] → [batch, units], or [batch, time, units] with returnSequences. A mask is consumed: skipped steps carry the state
 * over. Weights kernel W [features, units], recurrentKernel U [units, units], bias b [units]. Definition and defaults: Keras 3, SimpleRNN.
 */
export function simpleRnn(given: SimpleRnnOptions): RecurrentSpec<"simpleRnn"> {
  const options: Required<SimpleRnnOptions> = { ...recurrentDefaults, ...given };
  const { units, activation } = options;
  return recurrentSpec("simpleRnn", options, {
    gates: 1,
    biasShape: [units],
    biasInitializer: initializerFrom(options.biasInitializer),
    run: (inputs, order) => recurrence(inputs, { ...order, activation }),
  });
}
