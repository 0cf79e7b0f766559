import { checkOptions } from "../../tensor/options.ts";
import type { Initializer } from "../../initializers/initializer.ts";
import { initializerFrom } from "../../initializers/registry.ts";
import { lstm as recurrence } from "../../ops/lstm.ts";
import type { CellSpec } from "./shared/cell.ts";
import { fusedCell } from "./shared/fused-cell.ts";
import { cellDefaults, checkRecurrentActivation, type GatedCellOptions } from "./shared/recurrent-options.ts";

export interface LstmCellOptions extends GatedCellOptions {
  /**
   * Start the forget gate's bias at 1, so that the cell remembers before it has learned to (Jozefowicz et al. 2015).
   * Default: true.
   */
  readonly unitForgetBias?: boolean;
}

export const lstmCellDefaults: Required<Omit<LstmCellOptions, "units">> = {
  ...cellDefaults,
  recurrentActivation: "sigmoid",
  unitForgetBias: true,
};

/**
 * One step of lstm, for rnn and stackedRnnCells: equations, weights and options are those of that layer. States h and
 * c.
 */
export function lstmCell(options: LstmCellOptions): CellSpec<"lstmCell", Required<LstmCellOptions>> {
  checkOptions("lstmCell", options, { units: true, ...lstmCellDefaults });
  return lstmEquations("lstmCell", { ...lstmCellDefaults, ...options });
}

export function lstmEquations<Kind extends string, Options extends Required<LstmCellOptions>>(
  kind: Kind,
  options: Options,
): CellSpec<Kind, Options> {
  const { units, activation, recurrentActivation } = options;
  checkRecurrentActivation(kind, "recurrentActivation", recurrentActivation);
  return fusedCell(kind, options, {
    gates: 4,
    states: 2,
    biasShape: [4 * units],
    biasInitializer: lstmBiasInitializer(options),
    run: (inputs, order) => recurrence(inputs, { ...order, activation, recurrentActivation }),
  });
}

/** Initial values of the bias, in blocks i | f | g | o. */
export function lstmBiasInitializer({
  biasInitializer,
  unitForgetBias,
  units,
}: Required<LstmCellOptions>): Initializer {
  const initializer = initializerFrom(biasInitializer);
  if (!unitForgetBias) return initializer;
  return (shape, key) => Float64Array.from(initializer(shape, key)).fill(1, units, 2 * units);
}
