import { Vocabulary } from "../../src/data/text/vocabulary.ts";
import { encodeModel } from "../../src/files/model-file.ts";
import { concatenate } from "../../src/layers/merging/concatenate.ts";
import { conv1d } from "../../src/layers/conv1d.ts";
import { dense } from "../../src/layers/dense.ts";
import { embedding } from "../../src/layers/embedding.ts";
import { flatten } from "../../src/layers/flatten.ts";
import { globalAveragePooling1d } from "../../src/layers/pooling/global-pooling.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import { lstm } from "../../src/layers/recurrent/lstm.ts";
import { bidirectional } from "../../src/layers/recurrent/bidirectional.ts";
import { maxPooling1d } from "../../src/layers/pooling/max-pooling.ts";
import { multiHeadAttention } from "../../src/layers/attention/multi-head-attention.ts";
import { permute } from "../../src/layers/permute.ts";
import { repeatVector } from "../../src/layers/repeat-vector.ts";
import { reshape } from "../../src/layers/reshape.ts";
import { upSampling1d } from "../../src/layers/up-sampling.ts";
import { timeDistributed } from "../../src/layers/time-distributed.ts";
import { cropping1d, zeroPadding1d } from "../../src/layers/time-borders.ts";
import { functional } from "../../src/models/functional.ts";
import { transformerLanguageModel } from "../../src/models/language-model.ts";
import type { Model } from "../../src/models/model.ts";
import { recurrentEncoderDecoder } from "../../src/models/recurrent-encoder-decoder.ts";
import { sequential } from "../../src/models/sequential.ts";
import { apply, input } from "../../src/models/symbolic-tensor.ts";
import { transformer } from "../../src/models/transformer.ts";

/* Small models of every kind, and folders of jobs, as they are saved. */

export interface SampleModel {
  readonly model: Model;
  /** What it reads: numbers, or tokens. */
  readonly reads: "floats" | "tokens";
}

const read = input([6, 2], { name: "series" });
const shared = dense({ units: 3, activation: "tanh" });
const half = apply(gru({ units: 3 }), apply(shared, read));
const sequence = apply(shared, read);
const attended = apply(multiHeadAttention({ numHeads: 2, keyDim: 2 }), [sequence, sequence]);
const stack = { vocabularySize: 9, hiddenDim: 4, intermediateDim: 6, numHeads: 2 };

export const sampleModels: Readonly<Record<string, SampleModel>> = {
  pooled: {
    reads: "floats",
    model: sequential(
      [
        zeroPadding1d({ padding: 1 }),
        conv1d({ filters: 3, kernelSize: 3, padding: "same" }),
        maxPooling1d({ poolSize: 2 }),
        upSampling1d({ size: 2 }),
        cropping1d({ cropping: [1, 0] }),
        permute({ dims: [2, 1] }),
        flatten(),
        dense({ units: 4 }),
        repeatVector({ n: 3 }),
        reshape({ targetShape: [6, 2] }),
        timeDistributed({ layer: dense({ units: 2 }) }),
        bidirectional({ layer: lstm({ units: 2 }) }),
        dense({ units: 1 }),
      ],
      { input: [8, 3], seed: 1 },
    ),
  },
  graph: {
    reads: "floats",
    model: functional({
      inputs: read,
      outputs: apply(dense({ units: 2 }), apply(concatenate(), [half, apply(globalAveragePooling1d(), attended)])),
      seed: 2,
    }),
  },
  transformer: { reads: "tokens", model: transformer({ ...stack, numLayers: 1, seed: 3 }) },
  language: { reads: "tokens", model: transformerLanguageModel({ ...stack, numLayers: 1, seed: 4 }) },
  recurrent: {
    reads: "tokens",
    model: recurrentEncoderDecoder({ vocabularySize: 9, units: 4, attention: "bahdanau", cell: "gru", seed: 5 }),
  },
};

type Files = Readonly<Record<string, Uint8Array>>;

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}

/** What lookback forecast writes of a small model of the columns load and wind. */
export function forecastFolder(): Files {
  const layers = [gru({ units: 3 }), dense({ units: 2 })];
  const columns = ["load", "wind"];
  return {
    ...encodeModel(sequential(layers, { input: [4, 2], seed: 6 })),
    "forecast.json": json({
      format: "lookback-forecast",
      version: 1,
      model: "gru",
      meaning: "change",
      source: "load.csv",
      target: "load",
      columns,
      time: "time",
      asTheyAre: false,
      gaps: "interpolate",
      step: 3_600_000,
      geometry: { lookback: 8, every: 2, steps: 4, horizons: [1, 6] },
      scaler: { columns, mean: [50, 3], deviation: [14, 1] },
    }),
  };
}

/** What lookback classify writes of a small model. */
export function classifierFolder(): Files {
  const vocabulary = Vocabulary.fit(["the film was good", "the film was bad and long"], { maxTokens: 20 });
  const layers = [
    embedding({ inputDim: vocabulary.size, outputDim: 3, maskZero: true }),
    gru({ units: 3 }),
    dense({ units: 3, activation: "softmax" }),
  ];
  return {
    ...encodeModel(sequential(layers, { input: [null], seed: 7 })),
    "vocabulary.json": json(vocabulary),
    "classifier.json": json({
      format: "lookback-classifier",
      version: 1,
      model: "gru",
      preset: "quick",
      source: "films.csv",
      columns: { text: "text", label: "label" },
      classes: ["good", "bad", "long"],
      shares: [0.5, 0.25, 0.25],
      length: 12,
    }),
  };
}
