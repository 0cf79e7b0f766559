import { z } from "zod";
import { constraint, initializer, regularizer } from "../../src/files/saved-options.ts";
import { gruCell } from "../../src/layers/recurrent/gru-cell.ts";
import { layerNormGruCell } from "../../src/layers/recurrent/layer-norm-gru-cell.ts";
import { layerNormLstmCell } from "../../src/layers/recurrent/layer-norm-lstm-cell.ts";
import { lstmCell } from "../../src/layers/recurrent/lstm-cell.ts";
import { recurrentActivationNames } from "../../src/layers/recurrent/shared/recurrent-options.ts";
import type { RecurrentSpec } from "../../src/layers/recurrent/shared/recurrent.ts";
import { layers } from "../../src/layers/registry.ts";
import { simpleRnnCell } from "../../src/layers/recurrent/simple-rnn-cell.ts";
import { stackedRnnCells } from "../../src/layers/recurrent/stacked-rnn-cells.ts";

/*
 * Recurrent layers and cells from the options in golden files, which leave out what is at its default.
 */

const flag = z.boolean().exactOptional();
const number = z.number().exactOptional();
const recurrentActivation = z.enum(recurrentActivationNames).exactOptional();
const initial = initializer.exactOptional();
const penalty = regularizer.exactOptional();
const limit = constraint.exactOptional();

const cell = {
  units: z.int(),
  activation: recurrentActivation,
  useBias: flag,
  kernelInitializer: initial,
  recurrentInitializer: initial,
  biasInitializer: initial,
  kernelRegularizer: penalty,
  recurrentRegularizer: penalty,
  biasRegularizer: penalty,
  kernelConstraint: limit,
  recurrentConstraint: limit,
  biasConstraint: limit,
  dropout: number,
  recurrentDropout: number,
};
const gated = { ...cell, recurrentActivation };
const lstm = { ...gated, unitForgetBias: flag };
const gru = { ...gated, resetAfter: flag };
const normalization = {
  epsilon: number,
  gammaInitializer: initial,
  gammaRegularizer: penalty,
  gammaConstraint: limit,
};
const pass = {
  returnSequences: flag,
  returnState: flag,
  goBackwards: flag,
  stateful: flag,
  zeroOutputForMask: flag,
};

const oneCell = [
  z.strictObject({ kind: z.literal("simpleRnnCell"), options: z.strictObject(cell).transform(simpleRnnCell) }),
  z.strictObject({ kind: z.literal("lstmCell"), options: z.strictObject(lstm).transform(lstmCell) }),
  z.strictObject({ kind: z.literal("gruCell"), options: z.strictObject(gru).transform(gruCell) }),
  z.strictObject({
    kind: z.literal("layerNormLstmCell"),
    options: z.strictObject({ ...lstm, ...normalization }).transform(layerNormLstmCell),
  }),
  z.strictObject({
    kind: z.literal("layerNormGruCell"),
    options: z.strictObject({ ...gated, ...normalization }).transform(layerNormGruCell),
  }),
] as const;
const cells = z.array(z.discriminatedUnion("kind", oneCell).transform(({ options }) => options));
const anyCell = z
  .discriminatedUnion("kind", [
    ...oneCell,
    z.strictObject({
      kind: z.literal("stackedRnnCells"),
      options: z.strictObject({ cells }).transform((options) => stackedRnnCells(options.cells)),
    }),
  ])
  .transform(({ options }) => options);

const fusedKinds = [
  z.strictObject({
    kind: z.literal("simpleRnn"),
    options: z.strictObject({ ...cell, ...pass }).transform(layers.simpleRnn),
  }),
  z.strictObject({ kind: z.literal("lstm"), options: z.strictObject({ ...lstm, ...pass }).transform(layers.lstm) }),
  z.strictObject({ kind: z.literal("gru"), options: z.strictObject({ ...gru, ...pass }).transform(layers.gru) }),
] as const;

/** simpleRnn, lstm or gru from { kind, options }. */
export const recurrentSpec = z.discriminatedUnion("kind", fusedKinds).transform(({ options }) => options);

const recurrentKinds = [
  ...fusedKinds,
  z.strictObject({
    kind: z.literal("layerNormLstm"),
    options: z.strictObject({ ...lstm, ...normalization, ...pass }).transform(layers.layerNormLstm),
  }),
  z.strictObject({
    kind: z.literal("layerNormGru"),
    options: z.strictObject({ ...gated, ...normalization, ...pass }).transform(layers.layerNormGru),
  }),
  z.strictObject({
    kind: z.literal("rnn"),
    options: z.strictObject({ cell: anyCell, ...pass }).transform(layers.rnn),
  }),
] as const;

const anyRecurrent: z.ZodType<RecurrentSpec> = z
  .discriminatedUnion("kind", recurrentKinds)
  .transform(({ options }) => options);

/** Every recurrent kind, for a union with others. */
export const recurrentLayerKinds = [
  ...recurrentKinds,
  z.strictObject({
    kind: z.literal("bidirectional"),
    options: z
      .strictObject({
        layer: anyRecurrent,
        mergeMode: z.enum(["concat", "sum", "mul", "ave"]).nullable().exactOptional(),
        backwardLayer: anyRecurrent.exactOptional(),
      })
      .transform(layers.bidirectional),
  }),
] as const;
