import { checkOptions } from "../../tensor/options.ts";
import type { CellSpec } from "./shared/cell.ts";
import { passDefaults, type PassOptions } from "./shared/recurrent-options.ts";
import { recurrentSpec, type RecurrentSpec } from "./shared/recurrent.ts";

export interface RnnOptions extends PassOptions {
  /**
   * What is done at each step: simpleRnnCell, lstmCell, gruCell, layerNormLstmCell, layerNormGruCell, stackedRnnCells,
   * or one of your own (CellSpec).
   */
  readonly cell: CellSpec;
}

/**
 * A recurrent layer of any cell: y_t, s_t = cell(x_t, s_{t−1}), from states of zeros or those given.
 *
 * [batch, time, features] → [batch, outputSize], or [batch, time, outputSize] with returnSequences. A mask is consumed:
 * skipped steps carry the states over and repeat the output before them (zeros before the first that counts), and it is
 * passed on only with returnSequences. Weights: those of the cell. Cells of Lookback's own run whole sequences in one
 * kernel, as their layers do; others one step after another, differentiated by the tape. Definition and defaults: Keras
 * 3, RNN.
 *
 *   rnn({ cell: stackedRnnCells([lstmCell({ units: 64 }), lstmCell({ units: 64 })]), returnSequences: true })
 */
export function rnn(options: RnnOptions): RecurrentSpec<"rnn", Required<RnnOptions>> {
  checkOptions("rnn", options, { ...passDefaults, cell: true });
  const config: Required<RnnOptions> = { ...passDefaults, ...options };
  return recurrentSpec("rnn", config, config.cell);
}
