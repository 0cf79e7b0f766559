import { checkOptions } from "../../tensor/options.ts";
import { initializerFrom } from "../../initializers/registry.ts";
import { gru as recurrence } from "../../ops/gru.ts";
import type { CellSpec } from "./shared/cell.ts";
import { fusedCell } from "./shared/fused-cell.ts";
import { cellDefaults, checkRecurrentActivation, type GatedCellOptions } from "./shared/recurrent-options.ts";

export interface GruCellOptions extends GatedCellOptions {
  /**
   * Apply the reset gate after the recurrent product (cuDNN, PyTorch, Keras since 2.4), not before it (Keras 2.3 and
   * older). Default: true.
   */
  readonly resetAfter?: boolean;
}

export const gruCellDefaults: Required<Omit<GruCellOptions, "units">> = {
  ...cellDefaults,
  recurrentActivation: "sigmoid",
  resetAfter: true,
};

/** One step of gru, for rnn and stackedRnnCells: equations, weights and options are those of that layer. State h. */
export function gruCell(options: GruCellOptions): CellSpec<"gruCell", Required<GruCellOptions>> {
  checkOptions("gruCell", options, { units: true, ...gruCellDefaults });
  return gruEquations("gruCell", { ...gruCellDefaults, ...options });
}

export function gruEquations<Kind extends string, Options extends Required<GruCellOptions>>(
  kind: Kind,
  options: Options,
): CellSpec<Kind, Options> {
  const { units, activation, recurrentActivation, resetAfter } = options;
  checkRecurrentActivation(kind, "recurrentActivation", recurrentActivation);
  return fusedCell(kind, options, {
    gates: 3,
    states: 1,
    biasShape: resetAfter ? [2, 3 * units] : [3 * units],
    biasInitializer: initializerFrom(options.biasInitializer),
    run: (inputs, order) => recurrence(inputs, { ...order, activation, recurrentActivation, resetAfter }),
  });
}
