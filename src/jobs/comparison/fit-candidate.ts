import type { Dataset } from "../../data/dataset.ts";
import type { Callback } from "../../training/callbacks/callback.ts";
import { earlyStopping } from "../../training/callbacks/early-stopping.ts";
import type { History } from "../../training/history.ts";
import { NonFiniteError } from "../../training/non-finite.ts";
import type { Trainer } from "../../training/trainer.ts";
import type { Training } from "./compare.ts";

/** A step of training, for progress displays. */
export interface StepProgress {
  /** From 0. */
  readonly epoch: number;
  /** From 0. */
  readonly step: number;
  /** Per epoch. */
  readonly steps: number;
  /** Mean of the epoch so far. */
  readonly loss: number;
}

/** An epoch that ended. */
export interface FittedEpoch {
  /** From 0. */
  readonly epoch: number;
  /** Mean over the epoch's steps, while the weights changed. */
  readonly loss: number;
  readonly valLoss: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Whether this is the best epoch so far. */
  readonly improved: boolean;
}

export interface FitCandidate {
  readonly trainer: Trainer;
  readonly train: Dataset;
  readonly validation: Dataset;
  readonly epochs: number;
  readonly stepsPerEpoch?: number;
  readonly seed: number;
  /** What decides which epoch is best. Default: the validation loss. */
  readonly monitor?: string;
  /** Epochs without a better one after which training ends; Infinity for never. */
  readonly patience: number;
  /** Callbacks between early stopping and the progress. */
  readonly callbacks?: readonly Callback[];
  readonly onStep?: ((progress: StepProgress) => void) | undefined;
  readonly onEpoch: (epoch: FittedEpoch) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Trains a candidate and leaves it with the weights of its best epoch. Aborting the signal ends training after the step
 * under way, and values that are not finite end it with a note; the best epoch until then counts.
 */
export async function fitCandidate(fit: FitCandidate): Promise<Omit<Training<never>, "history">> {
  const { trainer, train, validation, epochs, stepsPerEpoch, seed, monitor, patience, callbacks = [], signal } = fit;
  const stopping = earlyStopping({
    ...(monitor === undefined ? {} : { monitor }),
    patience,
    restoreBestWeights: true,
  });
  const began = performance.now();
  let done = 0;
  let stopped: History["stopped"] = "epochs";
  let note: string | null = null;
  try {
    const history = await trainer.fit(train, {
      epochs,
      ...(stepsPerEpoch === undefined ? {} : { stepsPerEpoch }),
      seed,
      validationData: validation,
      callbacks: [
        stopping,
        ...callbacks,
        {
          onStepEnd: ({ epoch, step, steps, loss }) => fit.onStep?.({ epoch, step, steps, loss }),
          onEpochEnd({ epoch, loss, valLoss = NaN, metrics, seconds }) {
            done++;
            fit.onEpoch({ epoch, loss, valLoss, metrics, seconds, improved: stopping.best?.epoch === epoch });
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
  return {
    epochs: done,
    bestEpoch: stopping.best === null ? null : stopping.best.epoch + 1,
    seconds,
    secondsPerEpoch: done === 0 ? null : seconds / done,
    interrupted: stopped === "interrupted",
    note,
  };
}
