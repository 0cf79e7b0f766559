import { checkOptions } from "../../tensor/options.ts";
import { initializerFrom } from "../../initializers/registry.ts";
import { simpleRnn as recurrence } from "../../ops/simple-rnn.ts";
import type { CellSpec } from "./shared/cell.ts";
import { fusedCell } from "./shared/fused-cell.ts";
import { cellDefaults, type CellOptions } from "./shared/recurrent-options.ts";

/** As CellOptions. */
export type SimpleRnnCellOptions = CellOptions;

/**
 * One step of simpleRnn, for rnn and stackedRnnCells: equations, weights and options are those of that layer. State h.
 */
export function simpleRnnCell(
  options: SimpleRnnCellOptions,
): CellSpec<"simpleRnnCell", Required<SimpleRnnCellOptions>> {
  checkOptions("simpleRnnCell", options, { units: true, ...cellDefaults });
  return simpleRnnEquations("simpleRnnCell", { ...cellDefaults, ...options });
}

export function simpleRnnEquations<Kind extends string, Options extends Required<SimpleRnnCellOptions>>(
  kind: Kind,
  options: Options,
): CellSpec<Kind, Options> {
  const { units, activation } = options;
  return fusedCell(kind, options, {
    gates: 1,
    states: 1,
    biasShape: [units],
    biasInitializer: initializerFrom(options.biasInitializer),
    run: (inputs, order) => recurrence(inputs, { ...order, activation }),
  });
}
