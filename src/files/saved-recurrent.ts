import { z } from "zod";
import type { CellSpec } from "../layers/recurrent/shared/cell.ts";
import { gruCell } from "../layers/recurrent/gru-cell.ts";
import { layerNormGruCell } from "../layers/recurrent/layer-norm-gru-cell.ts";
import { layerNormLstmCell } from "../layers/recurrent/layer-norm-lstm-cell.ts";
import { lstmCell } from "../layers/recurrent/lstm-cell.ts";
import { recurrentActivationNames } from "../layers/recurrent/shared/recurrent-options.ts";
import type { RecurrentSpec } from "../layers/recurrent/shared/recurrent.ts";
import { layers } from "../layers/registry.ts";
import { simpleRnnCell } from "../layers/recurrent/simple-rnn-cell.ts";
import { stackedRnnCells, type StackedRnnCellsOptions } from "../layers/recurrent/stacked-rnn-cells.ts";
import { mostLayers, weightLength } from "./saved-bounds.ts";
import { customCell, constructed } from "./saved-custom.ts";
import { constraint, initializer, regularizer } from "./saved-options.ts";
import { specReader } from "./options-reader.ts";

/*
 * How recurrent layers and their cells are rebuilt from what a model file says. Options that came after version 0.1 may
 * be missing in files made before: they then have the value that did not change what the layer did.
 */

const recurrentActivation = z.enum(recurrentActivationNames);

const cell = {
  units: weightLength,
  activation: recurrentActivation,
  useBias: z.boolean(),
  kernelInitializer: initializer,
  recurrentInitializer: initializer,
  biasInitializer: initializer,
  kernelRegularizer: regularizer.default(null),
  recurrentRegularizer: regularizer.default(null),
  biasRegularizer: regularizer.default(null),
  kernelConstraint: constraint.default(null),
  recurrentConstraint: constraint.default(null),
  biasConstraint: constraint.default(null),
  dropout: z.number(),
  recurrentDropout: z.number(),
  seed: z.int().nullable().default(null),
};
const gated = { ...cell, recurrentActivation };
const lstm = { ...gated, unitForgetBias: z.boolean() };
const gru = { ...gated, resetAfter: z.boolean() };
const normalization = {
  epsilon: z.number(),
  gammaInitializer: initializer,
  gammaRegularizer: regularizer,
  gammaConstraint: constraint,
};
const pass = {
  returnSequences: z.boolean(),
  returnState: z.boolean().default(false),
  goBackwards: z.boolean(),
  stateful: z.boolean().default(false),
  zeroOutputForMask: z.boolean(),
  activityRegularizer: regularizer.default(null),
};

const scanned = {
  units: weightLength,
  useBias: z.boolean(),
  kernelInitializer: initializer,
  biasInitializer: initializer,
  kernelRegularizer: regularizer,
  biasRegularizer: regularizer,
  kernelConstraint: constraint,
  biasConstraint: constraint,
};

const cells = {
  simpleRnnCell: specReader(simpleRnnCell, cell),
  lstmCell: specReader(lstmCell, lstm),
  gruCell: specReader(gruCell, gru),
  layerNormLstmCell: specReader(layerNormLstmCell, { ...lstm, ...normalization }),
  layerNormGruCell: specReader(layerNormGruCell, { ...gated, ...normalization }),
} satisfies { readonly [kind: string]: z.ZodType<CellSpec> };

/** Reads { kind, options } of a cell: one of Lookback's, cells of these, or the user's own. */
const savedCell: z.ZodType<CellSpec> = z
  .strictObject({ kind: z.string(), options: z.unknown() })
  .transform(({ kind, options }, context): CellSpec => {
    const known: Readonly<Record<string, z.ZodType<CellSpec>>> = { ...cells, stackedRnnCells: savedCells };
    if (!Object.hasOwn(known, kind)) return customCell(kind, options, context);
    const parsed = constructed(() => known[kind].safeParse(options), kind, ["options"], context);
    if (parsed === z.NEVER) return z.NEVER;
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: "custom", path: ["options", ...path], message: `${kind}: ${message}` });
    }
    return z.NEVER;
  });

const savedCells: z.ZodType<CellSpec> = specReader(
  (options: StackedRnnCellsOptions) => stackedRnnCells(options.cells),
  {
    cells: z
      .array(z.lazy(() => savedCell))
      .min(1)
      .max(mostLayers),
  },
);

/** What makes each recurrent layer from its saved options. */
const readers = {
  simpleRnn: specReader(layers.simpleRnn, { ...cell, ...pass }),
  lstm: specReader(layers.lstm, { ...lstm, ...pass }),
  gru: specReader(layers.gru, { ...gru, ...pass }),
  layerNormLstm: specReader(layers.layerNormLstm, { ...lstm, ...normalization, ...pass }),
  layerNormGru: specReader(layers.layerNormGru, { ...gated, ...normalization, ...pass }),
  minGru: specReader(layers.minGru, { ...scanned, ...pass }),
  minLstm: specReader(layers.minLstm, { ...scanned, ...pass }),
  rnn: specReader(layers.rnn, { cell: savedCell, ...pass }),
};
const directed: z.ZodType<RecurrentSpec> = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("simpleRnn"), options: readers.simpleRnn }),
    z.strictObject({ kind: z.literal("lstm"), options: readers.lstm }),
    z.strictObject({ kind: z.literal("gru"), options: readers.gru }),
    z.strictObject({ kind: z.literal("layerNormLstm"), options: readers.layerNormLstm }),
    z.strictObject({ kind: z.literal("layerNormGru"), options: readers.layerNormGru }),
    z.strictObject({ kind: z.literal("minGru"), options: readers.minGru }),
    z.strictObject({ kind: z.literal("minLstm"), options: readers.minLstm }),
    z.strictObject({ kind: z.literal("rnn"), options: readers.rnn }),
  ])
  .transform(({ options }) => options);
export const recurrentReaders = {
  ...readers,
  bidirectional: specReader(layers.bidirectional, {
    layer: directed,
    mergeMode: z.enum(["concat", "sum", "mul", "ave"]).nullable(),
    backwardLayer: directed.nullable().default(null),
  }),
};
