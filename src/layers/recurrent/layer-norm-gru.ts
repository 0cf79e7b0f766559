import { checkOptions } from "../../tensor/options.ts";
import {
  layerNormGruCellDefaults,
  layerNormGruEquations,
  type LayerNormGruCellOptions,
} from "./layer-norm-gru-cell.ts";
import { passDefaults, type PassOptions } from "./shared/recurrent-options.ts";
import { recurrentSpec, type RecurrentSpec } from "./shared/recurrent.ts";

export interface LayerNormGruOptions extends LayerNormGruCellOptions, PassOptions {}

/**
 * Gated recurrent unit whose sums are layer-normalised (Ba et al. 2016, arXiv:1607.06450, equations 23 to 25). N(v) =
 * (v − mean) / √(variance + ε), over the 2·units elements of z and r together, and over the units of the candidate by
 * itself; W₂ and U₂ are the columns z | r, Wn and Un the others:
 *
 *   z, r = σ(γ₁ ∘ N(x·W₂) + b₁ + γ₂ ∘ N(h·U₂) + c₁)
 *   n = tanh(γ₃ ∘ N(x·Wn) + b₃ + r ∘ (γ₄ ∘ N(h·Un) + c₃))
 *   h ← z ∘ h + (1 − z) ∘ n                               from h = 0
 *
 * z keeps the past, as in gru; in the paper it lets the candidate in, which is the same with the signs of z's weights
 * turned.
 *
 * [batch, time, features] → [batch, units], or [batch, time, units] with returnSequences. A mask is consumed: skipped
 * steps carry the state over. Weights kernel W [features, 3·units], recurrentKernel U [units, 3·units], kernelGamma γ₁
 * | γ₃ and recurrentGamma γ₂ | γ₄ [3·units], bias [2, 3·units] with the rows b and c, all in columns z | r | n. Options
 * and defaults: those of gru with resetAfter, and ε = 0.001 as in Keras's LayerNormalization; inputs and states have
 * one dropout mask each for all gates. Keras and PyTorch have no such layer.
 */
export function layerNormGru(
  options: LayerNormGruOptions,
): RecurrentSpec<"layerNormGru", Required<LayerNormGruOptions>> {
  checkOptions("layerNormGru", options, { units: true, ...layerNormGruCellDefaults, ...passDefaults });
  const config: Required<LayerNormGruOptions> = { ...layerNormGruCellDefaults, ...passDefaults, ...options };
  return recurrentSpec("layerNormGru", config, layerNormGruEquations("layerNormGru", config));
}
