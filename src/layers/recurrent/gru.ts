import { checkOptions } from "../../tensor/options.ts";
import { gruCellDefaults, gruEquations, type GruCellOptions } from "./gru-cell.ts";
import { passDefaults, type PassOptions } from "./shared/recurrent-options.ts";
import { recurrentSpec, type RecurrentSpec } from "./shared/recurrent.ts";

export interface GruOptions extends GruCellOptions, PassOptions {}

/**
 * Gated recurrent unit (Cho et al. 2014, arXiv:1406.1078).
 *
 *   z = σ(x·Wz + bz + h·Uz + cz)                 how much of the past to keep
 *   r = σ(x·Wr + br + h·Ur + cr)                 how much of the past the candidate sees
 *   n = tanh(x·Wn + bn + r ∘ (h·Un + cn))        the candidate, with resetAfter
 *   n = tanh(x·Wn + bn + (r ∘ h)·Un)             the candidate without it; there is no c then
 *   h ← z ∘ h + (1 − z) ∘ n                      from h = 0
 *
 * [batch, time, features] → [batch, units], or [batch, time, units] with returnSequences. A mask is consumed: skipped
 * steps carry the state over, and it is passed on only with returnSequences.
 * Weights kernel W [features, 3·units], recurrentKernel U [units, 3·units], both in columns z | r | n, and bias [2,
 * 3·units] with the rows b and c, or [3·units] without resetAfter. σ is recurrentActivation, tanh is activation.
 * Definition and defaults: Keras 3, GRU.
 */
export function gru(options: GruOptions): RecurrentSpec<"gru", Required<GruOptions>> {
  checkOptions("gru", options, { units: true, ...gruCellDefaults, ...passDefaults });
  const config: Required<GruOptions> = { ...gruCellDefaults, ...passDefaults, ...options };
  return recurrentSpec("gru", config, gruEquations("gru", config));
}
