import type { History } from "../../training/history.ts";
import { sequential } from "../../models/sequential.ts";
import type { Optimizer } from "../../optimizers/optimizer.ts";
import { rmsprop } from "../../optimizers/rmsprop.ts";
import { earlyStopping } from "../../training/callbacks/early-stopping.ts";
import { NonFiniteError } from "../../training/non-finite.ts";
import { compile, type Trainer } from "../../training/trainer.ts";
import type { Model } from "../../models/model.ts";
import type { LossHistory } from "../../report/drawing/training/loss-curves.ts";
import type { Training } from "../comparison/compare.ts";
import { finiteOrNull } from "../finite-or-null.ts";
import type { Network } from "./forecaster.ts";
import type { ForecastOptions } from "./options.ts";
import type { Prepared } from "./prepared.ts";
import { chooseRate, epochsOf, gentle, patienceOf } from "./budget.ts";
import { layersOf, type NetworkName } from "./candidates.ts";

/** A step of training, for progress displays. */
export interface StepProgress {
  /** From 0. */
  readonly epoch: number;
  /** From 0. */
  readonly step: number;
  /** Per epoch. */
  readonly steps: number;
  /** Mean of the epoch so far, scaled. */
  readonly loss: number;
}

export interface EpochProgress {
  /** From 0. */
  readonly epoch: number;
  /** Mean absolute error on the training windows while the weights changed, scaled. */
  readonly loss: number;
  /** Mean absolute error on the validation windows that are looked at after an epoch, in the target's unit. */
  readonly validationMae: number;
  readonly seconds: number;
  /** Whether this is the best epoch so far. */
  readonly improved: boolean;
}

export interface TrainingCallbacks {
  onStep?(progress: StepProgress): void;
  onEpoch?(progress: EpochProgress): void;
}

/** A trained model with the weights of its best epoch. */
export interface Trained extends Training<LossHistory> {
  readonly network: Network;
}

/**
 * Trains one model on mean absolute error and gives it the weights of its best validation epoch. Aborting the signal
 * ends training after the step under way; the best epoch so far counts.
 */
export async function trainCandidate(
  name: NetworkName,
  prepared: Prepared,
  options: ForecastOptions,
  callbacks: TrainingCallbacks,
  signal: AbortSignal | undefined,
): Promise<Trained> {
  const { scaler, targetColumn, train, validation, stepsPerEpoch, meaning } = prepared;
  const { seed = 0, preset } = options;
  const epochs = epochsOf(name, options, stepsPerEpoch);
  const stopping = earlyStopping({ patience: patienceOf(options, stepsPerEpoch), restoreBestWeights: true });
  const losses: number[] = [];
  const validationLosses: number[] = [];
  const began = performance.now();
  const updates = epochs * stepsPerEpoch;
  const withOptimizer = (optimizer: Optimizer): Trainer => compiled(name, prepared, options, optimizer).trainer;
  const optimizer =
    preset === "lecture"
      ? rmsprop()
      : gentle(await chooseRate(name, prepared, updates, withOptimizer, seed, signal), updates);
  const { model, trainer } = compiled(name, prepared, options, optimizer);
  let stopped: History["stopped"] = "epochs";
  let note: string | null = null;
  try {
    const history = await trainer.fit(train, {
      epochs,
      stepsPerEpoch,
      seed,
      validationData: validation,
      callbacks: [
        stopping,
        {
          onStepEnd: ({ epoch, step, steps, loss }) => callbacks.onStep?.({ epoch, step, steps, loss }),
          onEpochEnd({ epoch, loss, valLoss = NaN, seconds }) {
            losses.push(loss);
            validationLosses.push(valLoss);
            callbacks.onEpoch?.({
              epoch,
              loss,
              validationMae: valLoss * scaler.stddev[targetColumn],
              seconds,
              improved: stopping.best?.epoch === epoch,
            });
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
  const bestEpoch = stopping.best === null ? null : stopping.best.epoch + 1;
  return {
    network: { model, meaning },
    history: {
      model: name,
      loss: losses.map((loss) => finiteOrNull(loss)),
      validationLoss: validationLosses.map((loss) => finiteOrNull(loss)),
      bestEpoch,
    },
    epochs: losses.length,
    bestEpoch,
    seconds,
    secondsPerEpoch: losses.length === 0 ? null : seconds / losses.length,
    interrupted: stopped === "interrupted",
    note,
  };
}

/** A model with its initial values, ready to be trained. */
export function compiled(
  name: NetworkName,
  { geometry, data, meaning, targetColumn: target }: Prepared,
  { seed = 0 }: ForecastOptions,
  optimizer: Optimizer,
): { readonly model: Model; readonly trainer: Trainer } {
  const [steps, columns] = [geometry.steps, data.shape[1]];
  const model = sequential(layersOf(name, geometry.horizons.length, meaning, { steps, columns, target }), {
    input: [steps, columns],
    seed,
  });
  return { model, trainer: compile(model, { optimizer, loss: "meanAbsoluteError" }) };
}
