import { constraintFrom, type ConstraintOption } from "../../../constraints/registry.ts";
import { initializerFrom, type InitializerOption } from "../../../initializers/registry.ts";
import { regularizerFrom, type RegularizerOption } from "../../../regularizers/registry.ts";
import { concatenate } from "../../../ops/concatenate.ts";
import { multiply } from "../../../ops/multiply.ts";
import { reshape } from "../../../ops/reshape.ts";
import { axes } from "../../../tensor/shape.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { dropoutMasks } from "./fused-cell.ts";
import type { CallContext, WeightMaker } from "../../layer.ts";
import {
  checkCellOptions,
  checkRecurrentActivation,
  weightOptions,
  type CellOptions,
  type GatedCellOptions,
} from "./recurrent-options.ts";
import { showValue } from "../../../tensor/show-value.ts";

/** What normalisation adds to the options of a cell with gates. */
export interface NormalizationOptions {
  /** Added to the variance. Default: 0.001. */
  readonly epsilon?: number;
  /** Of the gains γ of all normalisations. Default: ones. */
  readonly gammaInitializer?: InitializerOption;
  /** Default: null, none. */
  readonly gammaRegularizer?: RegularizerOption;
  /** Default: null, none. */
  readonly gammaConstraint?: ConstraintOption;
}

export const normalizationDefaults: Required<NormalizationOptions> = {
  epsilon: 1e-3,
  gammaInitializer: "ones",
  gammaRegularizer: null,
  gammaConstraint: null,
};

type Options = Required<GatedCellOptions & NormalizationOptions>;

export function checkNormalizedOptions(kind: string, options: Options): void {
  checkCellOptions(kind, options);
  checkRecurrentActivation(kind, "recurrentActivation", options.recurrentActivation);
  if (!(options.epsilon > 0))
    throw new RangeError(`${kind}: epsilon must be above 0, got ${showValue(options.epsilon)}`);
}

/** Kernel, recurrent kernel and the gains of their products, for a number of gates; what both normalised cells have. */
export function normalizedWeights(
  options: Options,
  gates: number,
  features: number,
  weight: WeightMaker,
): Readonly<Record<"kernel" | "recurrent" | "kernelGamma" | "recurrentGamma", Tensor>> & {
  readonly gamma: (name: string, length: number) => Tensor;
} {
  const columns = gates * options.units;
  const perWeight = weightOptions(options);
  const gammaInitializer = initializerFrom(options.gammaInitializer);
  const gammaOptions = {
    regularizer: regularizerFrom(options.gammaRegularizer),
    constraint: constraintFrom(options.gammaConstraint),
  };
  const gamma = (name: string, length: number): Tensor => weight(name, [length], gammaInitializer, gammaOptions);
  return {
    kernel: weight("kernel", [features, columns], initializerFrom(options.kernelInitializer), perWeight.kernel),
    recurrent: weight(
      "recurrentKernel",
      [options.units, columns],
      initializerFrom(options.recurrentInitializer),
      perWeight.recurrent,
    ),
    kernelGamma: gamma("kernelGamma", columns),
    recurrentGamma: gamma("recurrentGamma", columns),
    gamma,
  };
}

/** Dropout of inputs and states, one mask each for all gates and steps. */
export function droppedOut(
  options: Required<CellOptions>,
  x: Tensor,
  context: CallContext,
): { readonly x: Tensor; readonly state: (h: Tensor) => Tensor } {
  const [batch, time, features] = axes(x, "batch", "time", "features");
  const { inputMask, recurrentMask } = dropoutMasks(options, 1, batch, features, context);
  const rows = recurrentMask === null ? null : reshape(recurrentMask, [batch, options.units]);
  return {
    x: inputMask === null ? x : multiply(x, repeated(reshape(inputMask, [batch, features]), time)),
    state: (h) => (rows === null ? h : multiply(h, rows)),
  };
}

/** [batch, n] → [batch, time, n], the same at every step. */
function repeated(mask: Tensor, time: number): Tensor {
  const [batch, n] = mask.shape;
  return reshape(concatenate(Array.from({ length: time }, () => mask)), [batch, time, n]);
}
