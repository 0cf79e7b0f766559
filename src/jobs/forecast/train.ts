import { sequential } from "../../models/sequential.ts";
import type { Optimizer } from "../../optimizers/optimizer.ts";
import { rmsprop } from "../../optimizers/rmsprop.ts";
import { compile, type Trainer } from "../../training/trainer.ts";
import type { Model } from "../../models/model.ts";
import type { LossHistory } from "../../report/drawing/training/loss-curves.ts";
import type { Training } from "../comparison/compare.ts";
import { fitCandidate, type StepProgress } from "../comparison/fit-candidate.ts";
import { finiteOrNull } from "../finite-or-null.ts";
import type { Network } from "./forecaster.ts";
import type { ForecastOptions } from "./options.ts";
import type { Prepared } from "./prepared.ts";
import { chooseRate, epochsOf, gentle, patienceOf } from "./budget.ts";
import { layersOf, type NetworkName } from "./candidates.ts";

export interface EpochProgress {
  /** From 0. */
  readonly epoch: number;
  /** Mean absolute error on the training windows while the weights changed, scaled. */
  readonly loss: number;
  /**
   * Mean absolute error on the validation windows that are looked at after an epoch, in the target's unit; of several
   * series in standard deviations of each one's target.
   */
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
  /**
   * Fits the same model anew to other windows as this one was fitted: with its rate, and as many updates as brought
   * its best epoch.
   */
  readonly refit: (windows: Refitting, signal: AbortSignal | undefined) => Promise<Network>;
}

/** Windows that a chosen model is fitted again to. */
export type Refitting = Pick<Prepared, "data" | "train" | "geometry" | "meaning" | "targetColumn">;

/**
 * Trains one model on mean absolute error and leaves it with the weights of its best validation epoch. Aborting the
 * signal ends training after the step under way; the best epoch so far counts.
 */
export async function trainCandidate(
  name: NetworkName,
  prepared: Prepared,
  options: ForecastOptions,
  callbacks: TrainingCallbacks,
  signal: AbortSignal | undefined,
): Promise<Trained> {
  const { series, targetColumn, train, validation, stepsPerEpoch, meaning } = prepared;
  const { seed = 0, preset } = options;
  const epochs = epochsOf(name, options, stepsPerEpoch);
  const losses: number[] = [];
  const validationLosses: number[] = [];
  const updates = epochs * stepsPerEpoch;
  const began = performance.now();
  const withOptimizer = (optimizer: Optimizer): Trainer => compiled(name, prepared, options, optimizer).trainer;
  const rate = preset === "lecture" ? null : await chooseRate(name, prepared, updates, withOptimizer, seed, signal);
  const optimizer = (): Optimizer => (rate === null ? rmsprop() : gentle(rate, updates));
  const { model, trainer } = compiled(name, prepared, options, optimizer());
  const choosing = (performance.now() - began) / 1000;
  const training = await fitCandidate({
    trainer,
    train,
    validation,
    epochs,
    stepsPerEpoch,
    seed,
    patience: patienceOf(options, stepsPerEpoch),
    onStep: (progress) => callbacks.onStep?.(progress),
    onEpoch({ epoch, loss, valLoss, seconds, improved }) {
      losses.push(loss);
      validationLosses.push(valLoss);
      const validationMae = series.length === 1 ? valLoss * series[0].scaler.stddev[targetColumn] : valLoss;
      callbacks.onEpoch?.({ epoch, loss, validationMae, seconds, improved });
    },
    signal,
  });
  const { bestEpoch } = training;
  const seconds = choosing + training.seconds;
  return {
    ...training,
    seconds,
    secondsPerEpoch: losses.length === 0 ? null : seconds / losses.length,
    network: { model, meaning },
    history: {
      model: name,
      loss: losses.map((loss) => finiteOrNull(loss)),
      validationLoss: validationLosses.map((loss) => finiteOrNull(loss)),
      bestEpoch,
    },
    async refit(windows, aborted) {
      const fresh = compiled(name, windows, options, optimizer());
      await fresh.trainer.fit(windows.train, {
        epochs: bestEpoch ?? 0,
        stepsPerEpoch,
        seed,
        ...(aborted === undefined ? {} : { signal: aborted }),
      });
      return { model: fresh.model, meaning };
    },
  };
}

/** A model with its initial values, ready to be trained. */
export function compiled(
  name: NetworkName,
  { geometry, data, meaning, targetColumn: target }: Pick<Prepared, "geometry" | "data" | "meaning" | "targetColumn">,
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
