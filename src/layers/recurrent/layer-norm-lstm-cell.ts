import { checkOptions } from "../../tensor/options.ts";
import { initializers } from "../../initializers/registry.ts";
import { activate } from "../../ops/activate.ts";
import { add } from "../../ops/add.ts";
import { layerNormalization } from "../../ops/layer-normalization.ts";
import { linear } from "../../ops/linear.ts";
import { matmul } from "../../ops/matmul.ts";
import { multiply } from "../../ops/multiply.ts";
import { reshape } from "../../ops/reshape.ts";
import { slice } from "../../ops/slice.ts";
import { timeSteps } from "../../ops/time-steps.ts";
import { axes } from "../../tensor/shape.ts";
import type { Cell, CellSpec } from "./shared/cell.ts";
import type { WeightMaker } from "../layer.ts";
import {
  checkNormalizedOptions,
  droppedOut,
  normalizationDefaults,
  normalizedWeights,
  type NormalizationOptions,
} from "./shared/layer-norm-options.ts";
import { lstmBiasInitializer, lstmCellDefaults, type LstmCellOptions } from "./lstm-cell.ts";
import { weightOptions } from "./shared/recurrent-options.ts";

export interface LayerNormLstmCellOptions extends LstmCellOptions, NormalizationOptions {}

export const layerNormLstmCellDefaults: Required<Omit<LayerNormLstmCellOptions, "units">> = {
  ...lstmCellDefaults,
  ...normalizationDefaults,
};

/**
 * One step of layerNormLstm, for rnn and stackedRnnCells: equations, weights and options are those of that layer.
 * States h and c.
 */
export function layerNormLstmCell(
  options: LayerNormLstmCellOptions,
): CellSpec<"layerNormLstmCell", Required<LayerNormLstmCellOptions>> {
  checkOptions("layerNormLstmCell", options, { units: true, ...layerNormLstmCellDefaults });
  return layerNormLstmEquations("layerNormLstmCell", { ...layerNormLstmCellDefaults, ...options });
}

export function layerNormLstmEquations<Kind extends string, Options extends Required<LayerNormLstmCellOptions>>(
  kind: Kind,
  options: Options,
): CellSpec<Kind, Options> {
  checkNormalizedOptions(kind, options);
  return { kind, options, build: (features, weight) => built(options, features, weight) };
}

function built(options: Required<LayerNormLstmCellOptions>, features: number, weight: WeightMaker): Cell {
  const { units, useBias, activation, recurrentActivation, epsilon } = options;
  const { gamma, ...w } = normalizedWeights(options, 4, features, weight);
  const bias = useBias ? weight("bias", [4 * units], lstmBiasInitializer(options), weightOptions(options).bias) : null;
  const cellGamma = gamma("cellGamma", units);
  const cellBeta = weight("cellBeta", [units], initializers.zeros());

  // All that depends on x alone is computed of all steps at once.
  const steps: NonNullable<Cell["steps"]> = (input, context) => {
    const dropped = droppedOut(options, input, context);
    const fromX = timeSteps(layerNormalization(linear(dropped.x, w.kernel, null), w.kernelGamma, bias, epsilon));
    return (position, [h, c]) => {
      const product = matmul(dropped.state(h), w.recurrent);
      const sum = add(fromX[position], layerNormalization(product, w.recurrentGamma, null, epsilon));
      const inputForget = activate(slice(sum, 0, 2 * units), recurrentActivation);
      const [i, f] = [slice(inputForget, 0, units), slice(inputForget, units, units)];
      const candidate = activate(slice(sum, 2 * units, units), activation);
      const o = activate(slice(sum, 3 * units, units), recurrentActivation);
      const nextC = add(multiply(f, c), multiply(i, candidate));
      const shown = activate(layerNormalization(nextC, cellGamma, cellBeta, epsilon), activation);
      const nextH = multiply(o, shown);
      return { output: nextH, states: [nextH, nextC] };
    };
  };
  return {
    outputSize: units,
    stateSizes: [units, units],
    steps,
    step(x, states, context) {
      const [batch] = axes(x, "batch", "features");
      return steps(reshape(x, [batch, 1, features]), context)(0, states);
    },
  };
}
