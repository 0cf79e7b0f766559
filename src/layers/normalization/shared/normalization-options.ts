import type { ConstraintOption } from "../../../constraints/registry.ts";
import { initializerFrom, type InitializerOption } from "../../../initializers/registry.ts";
import type { RegularizerOption } from "../../../regularizers/registry.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import type { WeightMaker } from "../../layer.ts";
import { weightOptions } from "../../shared/weight-options.ts";
import { showValue } from "../../../tensor/show-value.ts";

/** What normalizations with a learned scale and offset have in common. Definitions and defaults: Keras 3. */
export interface ScaleAndOffsetOptions {
  /** Added to the variance. Default: 0.001. */
  readonly epsilon?: number;
  /** Add a learned offset beta. Default: true. */
  readonly center?: boolean;
  /** Multiply by a learned scale gamma. Default: true. */
  readonly scale?: boolean;
  /** Default: zeros. */
  readonly betaInitializer?: InitializerOption;
  /** Default: ones. */
  readonly gammaInitializer?: InitializerOption;
  /** Default: null, none. */
  readonly betaRegularizer?: RegularizerOption;
  /** Default: null, none. */
  readonly gammaRegularizer?: RegularizerOption;
  /** Default: null, none. */
  readonly betaConstraint?: ConstraintOption;
  /** Default: null, none. */
  readonly gammaConstraint?: ConstraintOption;
}

export const scaleAndOffsetDefaults: Required<ScaleAndOffsetOptions> = {
  epsilon: 1e-3,
  center: true,
  scale: true,
  betaInitializer: "zeros",
  gammaInitializer: "ones",
  betaRegularizer: null,
  gammaRegularizer: null,
  betaConstraint: null,
  gammaConstraint: null,
};

export function checkEpsilon(layer: string, epsilon: number): void {
  if (!(epsilon > 0)) throw new RangeError(`${layer}: epsilon must be above 0, got ${showValue(epsilon)}`);
}

/** The weights gamma and beta, of these lengths; null where the options leave them out. */
export function scaleAndOffset(
  options: Required<ScaleAndOffsetOptions>,
  lengths: readonly number[],
  weight: WeightMaker,
): { readonly gamma: Tensor | null; readonly beta: Tensor | null } {
  const ofGamma = weightOptions(options.gammaRegularizer, options.gammaConstraint);
  const ofBeta = weightOptions(options.betaRegularizer, options.betaConstraint);
  return {
    gamma: options.scale ? weight("gamma", lengths, initializerFrom(options.gammaInitializer), ofGamma) : null,
    beta: options.center ? weight("beta", lengths, initializerFrom(options.betaInitializer), ofBeta) : null,
  };
}
