import { checkOptions } from "../../tensor/options.ts";
import { activate } from "../../ops/activate.ts";
import { multiply } from "../../ops/multiply.ts";
import { scale } from "../../ops/scale.ts";
import { slice } from "../../ops/slice.ts";
import { passDefaults, type PassOptions } from "./shared/recurrent-options.ts";
import { recurrentSpec, type RecurrentSpec } from "./shared/recurrent.ts";
import { scanCell, scanDefaults, type GatesOf, type ScanCellOptions } from "./shared/scan-cell.ts";

export interface MinGruOptions extends ScanCellOptions, PassOptions {}

/**
 * minGRU (Feng et al. 2024, "Were RNNs All We Needed?", arXiv:2410.01201, section 3.1): a gru whose gate and candidate
 * do not see the state, so that all steps are computed at once, and the states by a scan.
 *
 *   z = σ(x·Wz + bz)            how much of the candidate to take
 *   n = x·Wn + bn               the candidate
 *   h ← (1 − z) ∘ h + z ∘ n     from h = 0
 *
 * [batch, time, features] → [batch, units], or [batch, time, units] with returnSequences. A mask is consumed: skipped
 * steps carry the state over, and it is passed on only with returnSequences. Weights kernel W [features, 2·units], in
 * columns z | n, and bias [2·units]. The form of the paper's section 3.1, not that of its appendix in log space.
 */
export function minGru(given: MinGruOptions): RecurrentSpec<"minGru", Required<MinGruOptions>> {
  checkOptions("minGru", given, { units: true, ...scanDefaults, ...passDefaults });
  const options: Required<MinGruOptions> = { ...scanDefaults, ...passDefaults, ...given };
  return recurrentSpec("minGru", options, scanCell("minGru", options, 2, minGruGates(options.units)));
}

/** decay = 1 − z, addition = z ∘ n */
export function minGruGates(units: number): GatesOf {
  return (products) => {
    const update = activate(slice(products, 0, units), "sigmoid");
    return { decay: scale(update, -1, 1), addition: multiply(update, slice(products, units, units)) };
  };
}
