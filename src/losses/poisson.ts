import { checkOptions } from "../tensor/options.ts";
import { loss } from "../ops/loss.ts";
import type { Loss } from "./loss.ts";

export interface PoissonOptions {
  /**
   * The predictions are logarithms of rates, which may be any numbers; false: rates above 0, such as softplus gives.
   * Default: false.
   */
  readonly fromLog?: boolean;
}

/**
 * Of targets y that are counts, and predictions p that are their rates: mean of p − y ln(p + 10⁻⁷), minus the logarithm
 * of Poisson's probability but for what does not depend on p. fromLog: mean of eᵖ − y · p. Definition: Keras 3,
 * Poisson; fromLog: PyTorch, PoissonNLLLoss with log_input.
 */
export function poisson(options: PoissonOptions = {}): Loss {
  checkOptions("poisson", options, { fromLog: true });
  const { fromLog = false } = options;
  const kernel = fromLog ? "poissonFromLog" : "poisson";
  return { name: "poisson", call: (prediction, target, weights) => loss(prediction, target, weights, kernel) };
}
