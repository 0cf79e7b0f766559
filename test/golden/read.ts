import { readFileSync } from "node:fs";
import { z } from "zod";
import { intTensor, tensor, type Tensor } from "../../src/tensor/tensor.ts";

const numbers = z.strictObject({ shape: z.array(z.int()), values: z.array(z.number()) });
const named = z.record(z.string(), numbers);

/** Numbers that Keras or PyTorch gave, or that a script made. */
export type Golden = z.infer<typeof numbers>;

const layerCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  /**
   * The one thing that is not at its default: the path of an option, as "mergeMode" or "layer.options.stateful", or
   * "inputs.…" for the inputs whose names begin so.
   */
  varies: z.string().exactOptional(),
  layer: z.string(),
  options: z.unknown(),
  inputs: named,
  weights: named,
  outputs: named,
  /** L = Σ outputs ∘ outputWeights is the loss that gradients are of. */
  outputWeights: named,
  gradients: named,
  outputMask: numbers.exactOptional(),
});
export type LayerCase = z.infer<typeof layerCase>;

const transformerCase = layerCase.extend({
  layer: z.enum(["transformer", "transformerLanguageModel"]),
  /** Before each of some updates. */
  losses: numbers.exactOptional(),
});
export type TransformerCase = z.infer<typeof transformerCase>;

const activationCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  x: numbers,
  values: numbers,
  gradients: numbers,
});

const lossCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  loss: z.string(),
  parameter: z.number(),
  prediction: numbers,
  target: numbers,
  weights: numbers.exactOptional(),
  value: numbers,
  gradient: numbers,
});

const crossentropyCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  loss: z.enum(["categoricalCrossentropy", "sparseCategoricalCrossentropy"]),
  options: z.strictObject({
    fromLogits: z.boolean(),
    labelSmoothing: z.number().exactOptional(),
    ignoreClass: z.int().exactOptional(),
  }),
  prediction: numbers,
  target: numbers,
  weights: numbers.exactOptional(),
  value: numbers,
  gradient: numbers,
});

const optionedLossCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  loss: z.enum([
    "binaryFocalCrossentropy",
    "categoricalFocalCrossentropy",
    "cosineSimilarity",
    "ctc",
    "klDivergence",
    "poisson",
    "quantile",
  ]),
  options: z.record(z.string(), z.union([z.number(), z.boolean()])),
  prediction: numbers,
  target: numbers,
  weights: numbers.exactOptional(),
  value: numbers,
  gradient: numbers,
});
export type OptionedLossCase = z.infer<typeof optionedLossCase>;

const optimizerCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  optimizer: z.enum(["adadelta", "adagrad", "adam", "adamW", "lion", "nadam", "rmsprop", "sgd"]),
  options: z.record(z.string(), z.union([z.number(), z.boolean()])),
  /** [51, 10]: all weights after each of 50 steps, and when training is over. */
  after: numbers,
});
export type OptimizerCase = z.infer<typeof optimizerCase>;

const initializerCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  initializer: z.enum(["glorotUniform", "glorotNormal", "heUniform", "heNormal", "lecunUniform", "lecunNormal"]),
  shape: z.array(z.int()),
  limit: z.number().exactOptional(),
  deviation: z.number().exactOptional(),
});

const metricCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  metric: z.enum([
    "auc",
    "cosineSimilarity",
    "f1Score",
    "meanAbsoluteError",
    "meanAbsolutePercentageError",
    "meanSquaredError",
    "meanSquaredLogarithmicError",
    "precision",
    "r2Score",
    "recall",
    "rootMeanSquaredError",
    "sparseF1Score",
  ]),
  options: z.record(z.string(), z.unknown()),
  /** [examples, outputs], and for labels [examples]. */
  prediction: numbers,
  target: numbers,
  weights: numbers.exactOptional(),
  /** One number, or one for each output. */
  value: numbers,
});
export type MetricCase = z.infer<typeof metricCase>;

const plateauCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  options: z.record(z.string(), z.union([z.number(), z.string()])),
  /** By epoch: what is watched, and the learning rate afterwards, which begins at 1. */
  figures: numbers,
  rates: numbers,
});
export type PlateauCase = z.infer<typeof plateauCase>;

const scheduleCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  schedule: z.enum([
    "cosineDecay",
    "cosineDecayRestarts",
    "exponentialDecay",
    "inverseTimeDecay",
    "piecewiseConstantDecay",
    "polynomialDecay",
  ]),
  options: z.record(z.string(), z.unknown()),
  /** At the steps from 0 on. */
  rates: numbers,
});
export type ScheduleCase = z.infer<typeof scheduleCase>;

const trainingCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  layers: z.array(z.strictObject({ kind: z.string(), options: z.unknown() })),
  optimizer: z.literal("rmsprop"),
  loss: z.enum(["mean_absolute_error", "binary_crossentropy"]),
  weights: named,
  losses: numbers,
  finalSums: z.record(
    z.string(),
    z.strictObject({ sum: z.number(), weightedSum: z.number(), sumOfSquares: z.number() }),
  ),
});
export type TrainingCase = z.infer<typeof trainingCase>;

const paddingCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  options: z.strictObject({
    maxlen: z.int().exactOptional(),
    padding: z.enum(["pre", "post"]).exactOptional(),
    truncating: z.enum(["pre", "post"]).exactOptional(),
    value: z.int().exactOptional(),
  }),
  sequences: z.array(z.array(z.int())),
  padded: numbers,
});

const vocabularyCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  options: z.strictObject({
    standardize: z.enum(["lowerAndStripPunctuation", "lower", "stripPunctuation", "none"]),
    maxTokens: z.int().exactOptional(),
  }),
  /** Learnt from. */
  texts: z.array(z.string()),
  others: z.array(z.string()),
  tokens: z.array(z.string()),
  /** Of texts, then of others. */
  encoded: z.array(z.array(z.int())),
});

const vectorizationCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  options: z.strictObject({
    split: z.enum(["whitespace", "character"]).exactOptional(),
    outputMode: z.enum(["multiHot", "count", "tfIdf"]).exactOptional(),
    ngrams: z.union([z.int(), z.array(z.int())]).exactOptional(),
    maxTokens: z.int().exactOptional(),
    padToMaxTokens: z.boolean().exactOptional(),
    outputSequenceLength: z.int().exactOptional(),
  }),
  /** Learnt from. */
  texts: z.array(z.string()),
  others: z.array(z.string()),
  tokens: z.array(z.string()),
  /** Of texts, then of others. */
  output: numbers,
});

const timeseriesCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  rows: z.int(),
  targets: z.int(),
  options: z.strictObject({
    sequenceLength: z.int(),
    sequenceStride: z.int().exactOptional(),
    samplingRate: z.int().exactOptional(),
    batchSize: z.int().exactOptional(),
    startIndex: z.int().exactOptional(),
    endIndex: z.int().exactOptional(),
  }),
  batches: z.array(z.strictObject({ x: numbers, y: numbers })),
});

function casesIn<Case>(file: string, one: z.ZodType<Case>): readonly Case[] {
  const content = z.strictObject({
    madeBy: z.string(),
    versions: z.record(z.string(), z.string()),
    cases: z.array(one),
  });
  return content.parse(JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"))).cases;
}

export const layerCases = (file: string): readonly LayerCase[] => casesIn(file, layerCase);
export const transformerCases = (): readonly TransformerCase[] => casesIn("transformer.json", transformerCase);
export const activationCases = (): readonly z.infer<typeof activationCase>[] =>
  casesIn("activations.json", activationCase);
export const lossCases = (): readonly z.infer<typeof lossCase>[] => casesIn("losses.json", lossCase);
export const crossentropyCases = (): readonly z.infer<typeof crossentropyCase>[] =>
  casesIn("categorical-crossentropy.json", crossentropyCase);
export const optionedLossCases = (): readonly OptionedLossCase[] => casesIn("more-losses.json", optionedLossCase);
export const metricCases = (): readonly MetricCase[] => casesIn("metrics.json", metricCase);
export const optimizerCases = (): readonly OptimizerCase[] => casesIn("optimizers.json", optimizerCase);
export const initializerCases = (): readonly z.infer<typeof initializerCase>[] =>
  casesIn("initializers.json", initializerCase);
export const paddingCases = (): readonly z.infer<typeof paddingCase>[] => casesIn("pad-sequences.json", paddingCase);
export const vocabularyCases = (): readonly z.infer<typeof vocabularyCase>[] =>
  casesIn("text-vectorization.json", vocabularyCase);
export const vectorizationCases = (): readonly z.infer<typeof vectorizationCase>[] =>
  casesIn("text-vectorization-modes.json", vectorizationCase);
export const timeseriesCases = (): readonly z.infer<typeof timeseriesCase>[] =>
  casesIn("timeseries-windows.json", timeseriesCase);
export const plateauCases = (): readonly PlateauCase[] => casesIn("reduce-on-plateau.json", plateauCase);
export const scheduleCases = (): readonly ScheduleCase[] => casesIn("schedules.json", scheduleCase);
export const trainingCases = (): readonly TrainingCase[] => casesIn("lecture-training.json", trainingCase);

export function floats({ shape, values }: Golden): Tensor {
  return tensor(Float64Array.from(values), shape);
}

export function ints({ shape, values }: Golden): Tensor {
  return intTensor(Int32Array.from(values), shape);
}
