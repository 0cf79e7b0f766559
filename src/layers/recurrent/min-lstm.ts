import { checkOptions } from "../../tensor/options.ts";
import { activate } from "../../ops/activate.ts";
import { multiply } from "../../ops/multiply.ts";
import { scale } from "../../ops/scale.ts";
import { slice } from "../../ops/slice.ts";
import { subtract } from "../../ops/subtract.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { passDefaults, type PassOptions } from "./shared/recurrent-options.ts";
import { recurrentSpec, type RecurrentSpec } from "./shared/recurrent.ts";
import { scanCell, scanDefaults, type GatesOf, type ScanCellOptions } from "./shared/scan-cell.ts";

export interface MinLstmOptions extends ScanCellOptions, PassOptions {}

/**
 * minLSTM (Feng et al. 2024, "Were RNNs All We Needed?", arXiv:2410.01201, section 3.2): an lstm whose gates and
 * candidate do not see the state, so that all steps are computed at once, and the states by a scan.
 *
 *   f = σ(x·Wf + bf)     i = σ(x·Wi + bi)      shares of the past and of the candidate, before they are made to add up
 *   n = x·Wn + bn                              the candidate
 *   h ← (f ∘ h + i ∘ n) / (f + i)              from h = 0; there is no other state
 *
 * [batch, time, features] → [batch, units], or [batch, time, units] with returnSequences. A mask is consumed: skipped
 * steps carry the state over, and it is passed on only with returnSequences. Weights kernel W [features, 3·units], in
 * columns f | i | n, and bias [3·units]. The form of the paper's section 3.2, not that of its appendix in log space.
 */
export function minLstm(given: MinLstmOptions): RecurrentSpec<"minLstm", Required<MinLstmOptions>> {
  checkOptions("minLstm", given, { units: true, ...scanDefaults, ...passDefaults });
  const options: Required<MinLstmOptions> = { ...scanDefaults, ...passDefaults, ...given };
  return recurrentSpec("minLstm", options, scanCell("minLstm", options, 3, minLstmGates(options.units)));
}

/** decay = f / (f + i), addition = i ∘ n / (f + i) */
export function minLstmGates(units: number): GatesOf {
  return (products) => {
    const [forget, input, candidate] = [0, 1, 2].map((gate) => slice(products, gate * units, units));
    // f / (f + i) = σ(ln f − ln i), and −ln σ(a) = softplus(−a): nothing is divided, and nothing overflows.
    const decay = activate(subtract(minusLog(input), minusLog(forget)), "sigmoid");
    return { decay, addition: multiply(scale(decay, -1, 1), candidate) };
  };
}

/** −ln σ(a) */
function minusLog(a: Tensor): Tensor {
  return activate(scale(a, -1), "softplus");
}
