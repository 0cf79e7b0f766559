import type { Model } from "../../models/model.ts";
import { sequential } from "../../models/sequential.ts";
import { adam } from "../../optimizers/adam.ts";
import { rmsprop } from "../../optimizers/rmsprop.ts";
import { assign } from "../../tensor/tensor.ts";
import { compile, type Trainer } from "../../training/trainer.ts";
import type { Training } from "../comparison/compare.ts";
import { fitCandidate, type StepProgress } from "../comparison/fit-candidate.ts";
import { patienceFor } from "./budget.ts";
import type { ClassifyOptions } from "./options.ts";
import { bodyOf, layersOf, type NetworkName } from "./candidates.ts";
import type { CandidateData } from "./prepared.ts";
import { weightAverage } from "./weight-average.ts";

/** Values of the epochs, for curves. */
export interface ClassHistory {
  readonly model: string;
  readonly loss: readonly (number | null)[];
  readonly accuracy: readonly (number | null)[];
  readonly validationLoss: readonly (number | null)[];
  readonly validationAccuracy: readonly (number | null)[];
  /** From 1; null when not one epoch was done. */
  readonly bestEpoch: number | null;
}

export interface EpochProgress {
  /** From 0. */
  readonly epoch: number;
  readonly loss: number;
  readonly validationAccuracy: number;
  readonly seconds: number;
  readonly improved: boolean;
}

export interface TrainingCallbacks {
  onStep?(progress: StepProgress): void;
  onEpoch?(progress: EpochProgress): void;
}

/** A trained model with the weights of its best epoch. */
export interface Trained extends Training<ClassHistory> {
  readonly model: Model;
}

/**
 * Trains one model and gives it the weights of the epoch with the lowest validation loss; with the lecture's preset, of
 * the best validation accuracy. Aborting ends training
 * after the step under way.
 */
export async function trainCandidate(
  name: NetworkName,
  data: CandidateData,
  options: ClassifyOptions,
  callbacks: TrainingCallbacks,
  signal: AbortSignal | undefined,
): Promise<Trained> {
  const { seed = 0, preset = "quick", patience } = options;
  const lecture = preset === "lecture";
  const { model, trainer, metric } = compiled(name, data, options);
  const validationMetric = data.classes === 2 ? "valBinaryAccuracy" : "valSparseCategoricalAccuracy";
  const curves: Record<"loss" | "accuracy" | "validationLoss" | "validationAccuracy", (number | null)[]> = {
    loss: [],
    accuracy: [],
    validationLoss: [],
    validationAccuracy: [],
  };
  const training = await fitCandidate({
    trainer,
    train: data.train,
    validation: data.validation,
    epochs: data.epochs,
    seed,
    ...(lecture ? { monitor: validationMetric } : {}),
    patience: patience ?? (lecture ? Infinity : patienceFor(data.train.steps)),
    callbacks: preset === "quick" && bodyOf(name).reads === "words" ? [weightAverage()] : [],
    onStep: (progress) => callbacks.onStep?.(progress),
    onEpoch({ epoch, loss, valLoss, metrics, seconds, improved }) {
      const validationAccuracy = metrics[validationMetric];
      curves.loss.push(loss);
      curves.accuracy.push(metrics[metric]);
      curves.validationLoss.push(valLoss);
      curves.validationAccuracy.push(validationAccuracy);
      callbacks.onEpoch?.({ epoch, loss, validationAccuracy, seconds, improved });
    },
    signal,
  });
  return { ...training, model, history: { model: name, ...curves, bestEpoch: training.bestEpoch } };
}

/**
 * Fits a model anew to more texts for so many epochs, as trainCandidate fits it; null where the signal ended that
 * before its time.
 */
export async function refitCandidate(
  name: NetworkName,
  data: CandidateData,
  options: ClassifyOptions,
  epochs: number,
  signal: AbortSignal | undefined,
): Promise<Model | null> {
  const { preset = "quick", seed = 0 } = options;
  const { model, trainer } = compiled(name, data, options);
  let weights: ArrayLike<number> | undefined;
  const averaging = preset === "quick" && bodyOf(name).reads === "words";
  const history = await trainer.fit(data.train, {
    epochs,
    seed,
    callbacks: [
      // Before the average, which restores the latest weights at the end of an epoch.
      {
        onEpochEnd() {
          weights = Float32Array.from(model.flat.toArray());
        },
      },
      ...(averaging ? [weightAverage()] : []),
    ],
    ...(signal === undefined ? {} : { signal }),
  });
  if (history.stopped === "interrupted" || weights === undefined) return null;
  assign(model.flat, weights);
  return model;
}

/** A model with its initial values, ready to be trained, and what its accuracy is called. */
function compiled(
  name: NetworkName,
  { classes, inputDim, length }: CandidateData,
  { seed = 0, preset = "quick" }: ClassifyOptions,
): { readonly model: Model; readonly trainer: Trainer; readonly metric: string } {
  const two = classes === 2;
  const metric = two ? "binaryAccuracy" : "sparseCategoricalAccuracy";
  const model = sequential(layersOf(name, inputDim, classes, preset), { input: [length], seed });
  const trainer = compile(model, {
    optimizer: preset === "lecture" ? rmsprop() : adam({ learningRate: quickRate(name), globalClipnorm: 1 }),
    loss: two ? "binaryCrossentropy" : "sparseCategoricalCrossentropy",
    metrics: [metric],
  });
  return { model, trainer, metric };
}

/** Bags move one vector per n-gram and learn it fast or not at all. */
function quickRate(name: NetworkName): number {
  if (bodyOf(name).reads === "bag") return 0.005;
  return name === "transformer" ? 0.002 : 0.001;
}
