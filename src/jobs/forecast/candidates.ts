import { bidirectional } from "../../layers/recurrent/bidirectional.ts";
import { centerOverTime } from "../../layers/normalization/center-over-time.ts";
import { conv1d } from "../../layers/conv1d.ts";
import { dense } from "../../layers/dense.ts";
import { fewestForSegments, forecastingBodies, type WindowShape } from "./forecasting-bodies.ts";
import { flatten } from "../../layers/flatten.ts";
import { globalMaxPooling1d } from "../../layers/pooling/global-pooling.ts";
import { gru } from "../../layers/recurrent/gru.ts";
import type { LayerSpec } from "../../layers/layer.ts";
import { lstm } from "../../layers/recurrent/lstm.ts";
import { maxPooling1d } from "../../layers/pooling/max-pooling.ts";
import type { ReferenceName } from "./reference/fitted.ts";
import { simpleRnn } from "../../layers/recurrent/simple-rnn.ts";

/** Forecasts that nothing is fitted for. "seasonal" is that of the lecture's preset and of files of version 0.1. */
export const baselineNames = ["naive", "seasonal"] as const;
export type BaselineName = (typeof baselineNames)[number];

/** Statistical models, fitted in closed form or to a few parameters: what networks are measured by, beside naive. */
export const referenceNames = ["seasonal", "drift", "ets", "theta"] as const satisfies readonly ReferenceName[];

/**
 * What is trained, from plain to deep: all but the last layer, dense with one output for each moment that is predicted.
 */
const bodies = {
  linear: () => [flatten()],
  dense: () => [flatten(), dense({ units: 32, activation: "relu" })],
  conv: () => [
    conv1d({ filters: 32, kernelSize: 5, activation: "relu" }),
    maxPooling1d({ poolSize: 3 }),
    conv1d({ filters: 32, kernelSize: 5, activation: "relu" }),
    maxPooling1d({ poolSize: 3 }),
    conv1d({ filters: 32, kernelSize: 5, activation: "relu" }),
    globalMaxPooling1d(),
  ],
  "simple-rnn": () => [simpleRnn({ units: 32 })],
  gru: () => [gru({ units: 32 })],
  "gru-dropout": () => [gru({ units: 32, dropout: 0.2, recurrentDropout: 0.2 })],
  "gru-stacked": () => [
    gru({ units: 32, dropout: 0.1, recurrentDropout: 0.5, returnSequences: true }),
    gru({ units: 64, activation: "relu", dropout: 0.1, recurrentDropout: 0.5 }),
  ],
  "gru-bidirectional": () => [bidirectional({ layer: gru({ units: 32 }) })],
  "gru-reversed": () => [gru({ units: 32, goBackwards: true })],
  lstm: () => [lstm({ units: 32 })],
  ...forecastingBodies,
} satisfies Readonly<Record<string, (window: WindowShape) => readonly LayerSpec[]>>;

export type NetworkName = keyof typeof bodies;
/** The mean of the best networks. */
export const ensembleName = "ensemble";
export type ModelName = BaselineName | ReferenceName | NetworkName | typeof ensembleName;

/** All models, in the order in which they are run and shown before they have scores. */
export const modelNames: readonly ModelName[] = [
  "naive",
  "seasonal",
  "drift",
  "ets",
  "theta",
  "linear",
  "dense",
  "conv",
  "simple-rnn",
  "gru",
  "gru-dropout",
  "gru-stacked",
  "gru-bidirectional",
  "gru-reversed",
  "lstm",
  "nlinear",
  "dlinear",
  "seg-rnn",
  "patch-tst",
  "tide",
  "tcn",
  ensembleName,
];

export const quickModels: readonly ModelName[] = [
  "naive",
  "seasonal",
  "drift",
  "ets",
  "theta",
  "linear",
  "gru",
  "lstm",
  "nlinear",
  "seg-rnn",
];

export const lectureModels: readonly ModelName[] = [
  "naive",
  "seasonal",
  "dense",
  "gru",
  "gru-dropout",
  "gru-stacked",
  "gru-bidirectional",
  "gru-reversed",
];

/** Whether a model is a reference: naive, or a statistical model. */
export function isReference(name: ModelName): name is BaselineName | ReferenceName {
  return name === "naive" || referenceNames.some((reference) => reference === name);
}

export function isNetworkName(name: ModelName): name is NetworkName {
  return !isReference(name) && name !== ensembleName;
}

/**
 * What the outputs of a network are: the scaled target itself, as in the lecture, or its change since now. A network
 * that predicts the change starts as the naive forecast, with a last layer of zeros, and reads its window relative to
 * the window's own means: so it is not thrown off when a season comes that it was not trained on
 * (docs/decisions/006-forecast-of-changes.md).
 */
export type OutputMeaning = "value" | "change";

/** The layers of a model for so many outputs. */
export function layersOf(
  name: NetworkName,
  outputs: number,
  meaning: OutputMeaning,
  window: WindowShape,
): readonly LayerSpec[] {
  return meaning === "value"
    ? [...bodies[name](window), dense({ units: outputs })]
    : [centerOverTime(), ...bodies[name](window), dense({ units: outputs, kernelInitializer: "zeros" })];
}

/** Epochs of the lecture: 40 where dropout or two directions take longer to come to rest, else 20. */
export function lectureEpochs(name: NetworkName): number {
  return name === "gru-dropout" || name === "gru-stacked" || name === "gru-bidirectional" ? 40 : 20;
}

/** Fewest inputs that the convolutions can read: two poolings by 3 and three kernels of 5. */
const fewestForConvolutions = 61;

/** The fewest inputs that a network can read, where they are more than one. */
const fewestInputs: Readonly<Partial<Record<NetworkName, number>>> = {
  conv: fewestForConvolutions,
  "seg-rnn": fewestForSegments,
  "patch-tst": fewestForSegments,
};

/** Why a network cannot read windows of so many inputs, or null when it can. */
export function whyNot(name: NetworkName, steps: number): string | null {
  const fewest = fewestInputs[name] ?? 1;
  return steps < fewest
    ? `${name} reads at least ${fewest} inputs, and the windows have ${steps}; help: look back further, or take an ` +
        "input more often"
    : null;
}
