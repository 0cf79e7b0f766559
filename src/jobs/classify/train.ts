import type { Model } from "../../models/model.ts";
import { sequential } from "../../models/sequential.ts";
import { adam } from "../../optimizers/adam.ts";
import { rmsprop } from "../../optimizers/rmsprop.ts";
import { earlyStopping } from "../../training/callbacks/early-stopping.ts";
import type { History } from "../../training/history.ts";
import { NonFiniteError } from "../../training/non-finite.ts";
import { compile } from "../../training/trainer.ts";
import type { Training } from "../comparison/compare.ts";
import { defaults, type ClassifyOptions } from "./options.ts";
import { bodyOf, layersOf, type NetworkName } from "./candidates.ts";
import type { CandidateData } from "./prepared.ts";
import { weightAverage } from "./weight-average.ts";

/** Figures of the epochs, for curves. */
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
  onStep?(progress: {
    readonly epoch: number;
    readonly step: number;
    readonly steps: number;
    readonly loss: number;
  }): void;
  onEpoch?(progress: EpochProgress): void;
}

/** A trained model with the weights of its best epoch. */
export interface Trained extends Training<ClassHistory> {
  readonly model: Model;
}

/** Epochs without a better validation accuracy after which a quick model ends. */
const patience = 3;

/**
 * Trains one model and gives it the weights of the epoch with the best validation accuracy. Aborting ends training
 * after the step under way.
 */
export async function trainCandidate(
  name: NetworkName,
  data: CandidateData,
  options: ClassifyOptions,
  callbacks: TrainingCallbacks,
  signal: AbortSignal | undefined,
): Promise<Trained> {
  const { seed = 0, preset = "quick", epochs = defaults.epochs } = options;
  const two = data.classes === 2;
  const metric = two ? "binaryAccuracy" : "sparseCategoricalAccuracy";
  const model = sequential(layersOf(name, data.inputDim, data.classes, preset), { input: [data.length], seed });
  const trainer = compile(model, {
    optimizer: preset === "lecture" ? rmsprop() : adam({ learningRate: quickRate(name), globalClipnorm: 1 }),
    loss: two ? "binaryCrossentropy" : "sparseCategoricalCrossentropy",
    metrics: [metric],
  });
  const validationMetric = two ? "valBinaryAccuracy" : "valSparseCategoricalAccuracy";
  const stopping = earlyStopping({
    monitor: validationMetric,
    patience: preset === "lecture" ? Infinity : patience,
    restoreBestWeights: true,
  });
  const curves: Record<"loss" | "accuracy" | "validationLoss" | "validationAccuracy", (number | null)[]> = {
    loss: [],
    accuracy: [],
    validationLoss: [],
    validationAccuracy: [],
  };
  const began = performance.now();
  let stopped: History["stopped"] = "epochs";
  let note: string | null = null;
  try {
    const history = await trainer.fit(data.train, {
      epochs,
      seed,
      validationData: data.validation,
      callbacks: [
        stopping,
        ...(preset === "quick" && bodyOf(name).reads === "words" ? [weightAverage()] : []),
        {
          onStepEnd: ({ epoch, step, steps, loss }) => callbacks.onStep?.({ epoch, step, steps, loss }),
          onEpochEnd({ epoch, loss, valLoss = NaN, metrics, seconds }) {
            const validationAccuracy = metrics[validationMetric];
            curves.loss.push(loss);
            curves.accuracy.push(metrics[metric]);
            curves.validationLoss.push(valLoss);
            curves.validationAccuracy.push(validationAccuracy);
            callbacks.onEpoch?.({ epoch, loss, validationAccuracy, seconds, improved: stopping.best?.epoch === epoch });
          },
        },
      ],
      ...(signal === undefined ? {} : { signal }),
    });
    stopped = history.stopped;
  } catch (error) {
    if (!(error instanceof NonFiniteError)) throw error;
    note = `training ended early: ${error.message}`;
  }
  const seconds = (performance.now() - began) / 1000;
  const done = curves.loss.length;
  const bestEpoch = stopping.best === null ? null : stopping.best.epoch + 1;
  return {
    model,
    history: { model: name, ...curves, bestEpoch },
    epochs: done,
    bestEpoch,
    seconds,
    secondsPerEpoch: done === 0 ? null : seconds / done,
    interrupted: stopped === "interrupted",
    note,
  };
}

/** Bags move one vector per n-gram and learn it fast or not at all. */
function quickRate(name: NetworkName): number {
  if (bodyOf(name).reads === "bag") return 0.005;
  return name === "transformer" ? 0.002 : 0.001;
}
