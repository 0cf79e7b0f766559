import { checkOptions } from "../../tensor/options.ts";
import {
  layerNormLstmCellDefaults,
  layerNormLstmEquations,
  type LayerNormLstmCellOptions,
} from "./layer-norm-lstm-cell.ts";
import { passDefaults, type PassOptions } from "./shared/recurrent-options.ts";
import { recurrentSpec, type RecurrentSpec } from "./shared/recurrent.ts";

export interface LayerNormLstmOptions extends LayerNormLstmCellOptions, PassOptions {}

/**
 * Long short-term memory whose sums are layer-normalised (Ba et al. 2016, arXiv:1607.06450, equations 20 to 22). N(v) =
 * (v − mean) / √(variance + ε), over all 4·units elements of a product together, and over the units of c:
 *
 *   a = γx ∘ N(x·W) + γh ∘ N(h·U) + b      in blocks i | f | g | o
 *   c ← σ(f) ∘ c + σ(i) ∘ tanh(g)          from c = 0
 *   h ← σ(o) ∘ tanh(γc ∘ N(c) + βc)        from h = 0; what is carried over is c itself, not N(c)
 *
 * The paper gives an offset to each of the two products and a bias besides; only their sum has an effect, and b is that
 * sum.
 *
 * [batch, time, features] → [batch, units], or [batch, time, units] with returnSequences. A mask is consumed: skipped
 * steps carry h and c over. Weights kernel W [features, 4·units], recurrentKernel U [units, 4·units], kernelGamma γx
 * and recurrentGamma γh [4·units], bias b [4·units], cellGamma γc and cellBeta βc [units]. Options and defaults: those
 * of lstm, and ε = 0.001 as in Keras's LayerNormalization; inputs and states have one dropout mask each for all gates.
 * Keras and PyTorch have no such layer.
 */
export function layerNormLstm(
  options: LayerNormLstmOptions,
): RecurrentSpec<"layerNormLstm", Required<LayerNormLstmOptions>> {
  checkOptions("layerNormLstm", options, { units: true, ...layerNormLstmCellDefaults, ...passDefaults });
  const config: Required<LayerNormLstmOptions> = { ...layerNormLstmCellDefaults, ...passDefaults, ...options };
  return recurrentSpec("layerNormLstm", config, layerNormLstmEquations("layerNormLstm", config));
}
