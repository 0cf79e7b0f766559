import { checkOptions } from "../../tensor/options.ts";
import { lstmCellDefaults, lstmEquations, type LstmCellOptions } from "./lstm-cell.ts";
import { passDefaults, type PassOptions } from "./shared/recurrent-options.ts";
import { recurrentSpec, type RecurrentSpec } from "./shared/recurrent.ts";

export interface LstmOptions extends LstmCellOptions, PassOptions {}

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
 * [batch, time, features] → [batch, units], or [batch, time, units] with returnSequences. A mask is consumed: skipped
 * steps carry h and c over, and it is passed on only with returnSequences.
 * Weights kernel W [features, 4·units], recurrentKernel U [units, 4·units], bias b [4·units], all in columns i | f | g
 * | o. σ is recurrentActivation, tanh is activation. Definition and defaults: Keras 3, LSTM.
 */
export function lstm(options: LstmOptions): RecurrentSpec<"lstm", Required<LstmOptions>> {
  checkOptions("lstm", options, { units: true, ...lstmCellDefaults, ...passDefaults });
  const config: Required<LstmOptions> = { ...lstmCellDefaults, ...passDefaults, ...options };
  return recurrentSpec("lstm", config, lstmEquations("lstm", config));
}
