import type { Initializer } from "../initializers/initializer.ts";
import { initializerFrom } from "../initializers/registry.ts";
import { lstm as recurrence } from "../ops/lstm.ts";
import { checkName } from "./checks.ts";
import {
  recurrentActivationNames,
  recurrentDefaults,
  recurrentSpec,
  type GatedOptions,
  type RecurrentSpec,
} from "./recurrent.ts";

export interface LstmOptions extends GatedOptions {
  /** Start the forget gate's bias at 1, so that the cell remembers before it has learned to (Jozefowicz et al. 2015). Default: true. */
  readonly unitForgetBias?: boolean;
}

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000), without peepholes.
 *
 *   i = σ(x·Wi + h·Ui + bi)           input gate: how much of the candidate to store
 *   f = σ(x·Wf + h·Uf + bf)           forget gate: how much of the cell to keep
 *   g = tanh(x·Wg + h·Ug + bg)        the candidate
 *   o = σ(x·Wo + h·Uo + bo)           output gate: how much of the cell to show
 *   c ← f ∘ c + i ∘ g                 the cell state, the conveyor belt, from c = 0
 *   h ← o ∘ tanh(c)                   from h = 0
 *
 * [batch, time, features] → [batch, units], or [batch, time, units] with returnSequences. A mask is consumed: skipped steps carry h and c
 * over, and it is passed on only with returnSequences.
 * Weights kernel W [features, 4·units], recurrentKernel U [units, 4·units], bias b [4·units], all in columns i | f | g | o.
 * σ is recurrentActivation, tanh is activation. Definition and defaults: Keras 3, LSTM.
 */
export function lstm(given: LstmOptions): RecurrentSpec<"lstm", Required<LstmOptions>> {
  const options: Required<LstmOptions> = {
    ...recurrentDefaults,
    recurrentActivation: "sigmoid",
    unitForgetBias: true,
    ...given,
  };
  const { units, activation, recurrentActivation, unitForgetBias } = options;
  checkName("lstm", "recurrentActivation", recurrentActivation, recurrentActivationNames);
  const biasInitializer = initializerFrom(options.biasInitializer);
  return recurrentSpec("lstm", options, {
    gates: 4,
    biasShape: [4 * units],
    biasInitializer: unitForgetBias ? withForgetBias(biasInitializer, units) : biasInitializer,
    run: (inputs, order) => recurrence(inputs, { ...order, activation, recurrentActivation }),
  });
}

function withForgetBias(initializer: Initializer, units: number): Initializer {
  return (shape, key) => Float64Array.from(initializer(shape, key)).fill(1, units, 2 * units);
}
