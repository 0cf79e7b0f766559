import { fold } from "../../tensor/random.ts";
import { passOf } from "./shared/cell-pass.ts";
import type { Cell, CellSpec, States } from "./shared/cell.ts";
import type { CallContext } from "../layer.ts";

export interface StackedRnnCellsOptions {
  /** The first one reads the input, each other one the output of the one before. */
  readonly cells: readonly CellSpec[];
}

/**
 * Cells one above the other as one cell, whose states are those of all, from the first cell up. Weights: those of the
 * cells, as cells.0.… and so on. Definition: Keras 3, StackedRNNCells.
 *
 *   rnn({ cell: stackedRnnCells([gruCell({ units: 32 }), gruCell({ units: 32 })]) })
 */
export function stackedRnnCells(specs: readonly CellSpec[]): CellSpec<"stackedRnnCells", StackedRnnCellsOptions> {
  const cells = Object.freeze([...specs]);
  if (cells.length === 0) throw new RangeError("stackedRnnCells needs at least one cell, got none");
  return {
    kind: "stackedRnnCells",
    options: { cells },
    build(features, weight) {
      let width = features;
      const built = cells.map((spec, i) => {
        const cell = spec.build(width, (name, ...rest) => weight(`cells.${i}.${name}`, ...rest));
        width = cell.outputSize;
        return cell;
      });
      return stacked(built, width);
    },
  };
}

function stacked(cells: readonly Cell[], outputSize: number): Cell {
  const passes = cells.map(passOf);
  return {
    outputSize,
    stateSizes: cells.flatMap(({ stateSizes }) => stateSizes),
    step(x, states, context) {
      const own = statesByCell(cells, states);
      let output = x;
      const after = cells.flatMap((cell, i) => {
        const result = cell.step(output, own[i], contextOf(i, context));
        output = result.output;
        return result.states;
      });
      return { output, states: after };
    },
    // Cell after cell over the whole sequence: each only needs what the one below gave at its step, and skipped steps
    // are skipped in all.
    pass(input, { initial, returnSequences, order }, context) {
      const own = initial === null ? null : statesByCell(cells, initial);
      let { value } = input;
      const after = passes.flatMap((pass, i) => {
        const last = i === cells.length - 1;
        const sequenceArguments = {
          initial: own === null ? null : own[i],
          returnSequences: returnSequences || !last,
          order: last ? order : { reverse: order.reverse, restoreOrder: true, zeroOutput: false },
        };
        const result = pass({ value, mask: input.mask }, sequenceArguments, contextOf(i, context));
        value = result.output;
        return result.states;
      });
      return { output: value, states: after };
    },
  };
}

function contextOf(cell: number, context: CallContext): CallContext {
  return { ...context, key: fold(context.key, cell) };
}

function statesByCell(cells: readonly Cell[], states: States): readonly States[] {
  let taken = 0;
  return cells.map(({ stateSizes }) => states.slice(taken, (taken += stateSizes.length)));
}
