import { checkOptions } from "../../tensor/options.ts";
import { initializerFrom } from "../../initializers/registry.ts";
import { activate } from "../../ops/activate.ts";
import { add } from "../../ops/add.ts";
import { layerNormalization } from "../../ops/layer-normalization.ts";
import { linear } from "../../ops/linear.ts";
import { matmul } from "../../ops/matmul.ts";
import { multiply } from "../../ops/multiply.ts";
import { reshape } from "../../ops/reshape.ts";
import { scale } from "../../ops/scale.ts";
import { slice } from "../../ops/slice.ts";
import { timeSteps } from "../../ops/time-steps.ts";
import { axes } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Cell, CellSpec } from "./shared/cell.ts";
import type { WeightMaker } from "../layer.ts";
import {
  checkNormalizedOptions,
  droppedOut,
  normalizationDefaults,
  normalizedWeights,
  type NormalizationOptions,
} from "./shared/layer-norm-options.ts";
import { cellDefaults, weightOptions, type GatedCellOptions } from "./shared/recurrent-options.ts";

export interface LayerNormGruCellOptions extends GatedCellOptions, NormalizationOptions {}

export const layerNormGruCellDefaults: Required<Omit<LayerNormGruCellOptions, "units">> = {
  ...cellDefaults,
  recurrentActivation: "sigmoid",
  ...normalizationDefaults,
};

/**
 * One step of layerNormGru, for rnn and stackedRnnCells: equations, weights and options are those of that layer. State
 * h.
 */
export function layerNormGruCell(
  options: LayerNormGruCellOptions,
): CellSpec<"layerNormGruCell", Required<LayerNormGruCellOptions>> {
  checkOptions("layerNormGruCell", options, { units: true, ...layerNormGruCellDefaults });
  return layerNormGruEquations("layerNormGruCell", { ...layerNormGruCellDefaults, ...options });
}

export function layerNormGruEquations<Kind extends string, Options extends Required<LayerNormGruCellOptions>>(
  kind: Kind,
  options: Options,
): CellSpec<Kind, Options> {
  checkNormalizedOptions(kind, options);
  return { kind, options, build: (features, weight) => built(options, features, weight) };
}

function built(options: Required<LayerNormGruCellOptions>, features: number, weight: WeightMaker): Cell {
  const { units, useBias, activation, recurrentActivation, epsilon } = options;
  const w = normalizedWeights(options, 3, features, weight);
  const bias = useBias
    ? weight("bias", [2, 3 * units], initializerFrom(options.biasInitializer), weightOptions(options).bias)
    : null;

  // All that depends on x alone is computed of all steps at once, and what depends on weights alone once.
  const steps: NonNullable<Cell["steps"]> = (input, context) => {
    const dropped = droppedOut(options, input, context);
    const [ofInput, ofState] = [0, 1].map((row) => blocks(row, w, bias, units));
    const products = linear(dropped.x, w.kernel, null);
    const gatesFromX = timeSteps(normalized(products, 0, 2 * units, ofInput.gates, epsilon));
    const candidateFromX = timeSteps(normalized(products, 2 * units, units, ofInput.candidate, epsilon));
    return (position, [h]) => {
      const product = matmul(dropped.state(h), w.recurrent);
      const gates = activate(
        add(gatesFromX[position], normalized(product, 0, 2 * units, ofState.gates, epsilon)),
        recurrentActivation,
      );
      const [z, r] = [slice(gates, 0, units), slice(gates, units, units)];
      const past = multiply(r, normalized(product, 2 * units, units, ofState.candidate, epsilon));
      const n = activate(add(candidateFromX[position], past), activation);
      const next = add(multiply(z, h), multiply(scale(z, -1, 1), n));
      return { output: next, states: [next] };
    };
  };
  return {
    outputSize: units,
    stateSizes: [units],
    steps,
    step(x, states, context) {
      const [batch] = axes(x, "batch", "features");
      return steps(reshape(x, [batch, 1, features]), context)(0, states);
    },
  };
}

/** Gain and offset of one normalisation. */
interface Scaling {
  readonly gamma: Tensor;
  readonly beta: Tensor | null;
}

/**
 * Gains and offsets of the input's products (row 0) or the state's (row 1): those of z | r, and those of the candidate.
 */
function blocks(
  row: number,
  { kernelGamma, recurrentGamma }: Readonly<Record<"kernelGamma" | "recurrentGamma", Tensor>>,
  bias: Tensor | null,
  units: number,
): Readonly<Record<"gates" | "candidate", Scaling>> {
  const gamma = row === 0 ? kernelGamma : recurrentGamma;
  const flat = bias === null ? null : reshape(bias, [6 * units]);
  const part = (offset: number, width: number): Scaling => ({
    gamma: slice(gamma, offset, width),
    beta: flat === null ? null : slice(flat, 3 * units * row + offset, width),
  });
  return { gates: part(0, 2 * units), candidate: part(2 * units, units) };
}

function normalized(x: Tensor, offset: number, width: number, { gamma, beta }: Scaling, epsilon: number): Tensor {
  return layerNormalization(slice(x, offset, width), gamma, beta, epsilon);
}
