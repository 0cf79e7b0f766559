import { cropping1d } from "../../layers/time-borders.ts";
import { dropout } from "../../layers/dropout.ts";
import { flatten } from "../../layers/flatten.ts";
import { gru } from "../../layers/recurrent/gru.ts";
import type { LayerSpec } from "../../layers/layer.ts";
import { permute } from "../../layers/permute.ts";
import { positionEmbedding } from "../../layers/position-embedding.ts";
import { residualDense } from "../../layers/forecasting/residual-dense.ts";
import { reversibleNormalization } from "../../layers/normalization/reversible-normalization.ts";
import { segmentEmbedding } from "../../layers/forecasting/segment-embedding.ts";
import { seriesDecomposition } from "../../layers/forecasting/series-decomposition.ts";
import { temporalBlocks } from "../../models/forecasting/tcn.ts";
import { transformerEncoder } from "../../layers/transformer/transformer-encoder.ts";

/*
 * The networks that were made for forecasts (models/forecasting) as candidates: all but the last layer, for the moments
 * that are asked for rather than every step on the way. Those that treat every series by itself read the target alone;
 * tide, whose encoder reads past covariates, and tcn read all columns.
 */

/** What a network reads. */
export interface WindowShape {
  /** Inputs of a window. */
  readonly steps: number;
  /** Columns of an input. */
  readonly columns: number;
  /** The column that is predicted. */
  readonly target: number;
}

/** Segments that a window is cut into, at least, where they are shorter than usual. */
const fewestSegments = 4;
/** Fewest inputs that segments and patches of two steps can be cut from. */
export const fewestForSegments = 2 * fewestSegments;

/** Steps of a segment: as published, or a quarter of a shorter window. */
function segmentLengthFor(steps: number, usual: number): number {
  return Math.max(1, Math.min(usual, Math.floor(steps / fewestSegments)));
}

/** [steps, columns] → [steps, 1], the target. */
function targetAlone({ columns, target }: WindowShape): readonly LayerSpec[] {
  if (columns === 1) return [];
  const exchanged = permute({ dims: [2, 1] });
  return [exchanged, cropping1d({ cropping: [target, columns - target - 1] }), exchanged];
}

/** The target less its last reading. */
function sinceNow(window: WindowShape): readonly LayerSpec[] {
  const last = reversibleNormalization({ subtractLast: true, unitVariance: false, affine: false });
  return [...targetAlone(window), last];
}

function patches(window: WindowShape): readonly LayerSpec[] {
  const segmentLength = segmentLengthFor(window.steps, 16);
  const strides = Math.max(1, Math.floor(segmentLength / 2));
  return [
    ...targetAlone(window),
    reversibleNormalization(),
    segmentEmbedding({ units: 32, segmentLength, strides, padding: "last" }),
    positionEmbedding({ sequenceLength: Math.floor((window.steps - segmentLength) / strides) + 2 }),
    dropout({ rate: 0.1 }),
    ...Array.from({ length: 2 }, () =>
      transformerEncoder({ intermediateDim: 64, numHeads: 4, dropout: 0.1, activation: "gelu" }),
    ),
    flatten(),
  ];
}

export const forecastingBodies = {
  nlinear: (window: WindowShape) => [...sinceNow(window), flatten()],
  dlinear: (window: WindowShape) => [...targetAlone(window), seriesDecomposition(), flatten()],
  "seg-rnn": (window: WindowShape) => [
    ...sinceNow(window),
    segmentEmbedding({ units: 64, segmentLength: segmentLengthFor(window.steps, 24), activation: "relu" }),
    gru({ units: 64 }),
    dropout({ rate: 0.2 }),
  ],
  "patch-tst": patches,
  tide: () => [
    flatten(),
    ...Array.from({ length: 2 }, () => residualDense({ units: 64, hiddenUnits: 64, dropout: 0.2 })),
  ],
  tcn: ({ steps }: WindowShape) => [
    ...temporalBlocks(steps, { filters: 32, kernelSize: 3, dropout: 0.1 }),
    cropping1d({ cropping: [steps - 1, 0] }),
    flatten(),
  ],
} satisfies Readonly<Record<string, (window: WindowShape) => readonly LayerSpec[]>>;
