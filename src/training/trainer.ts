import type { Examples, InputValues } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import { lossFrom, type LossOption } from "../losses/registry.ts";
import { metricFrom, type MetricOption } from "../metrics/registry.ts";
import type { Model } from "../models/model.ts";
import { optimizerFrom, type OptimizerOption } from "../optimizers/registry.ts";
import type { Inputs } from "../tensor/inputs.ts";
import { checkTargets } from "./compiled.ts";
import { evaluateOn, stepsOf, type Evaluation } from "./evaluate.ts";
import type { BatchStream } from "./feed.ts";
import { fitOn } from "./fit.ts";
import { inOrder, type ArrayFitOptions, type FitOptions } from "./fit-options.ts";
import type { History } from "./history.ts";
import { isDataset, predictWith, type PredictOptions, type Prediction } from "./predict.ts";
import { newProgress, restoreState, stateOf, type TrainerState } from "./state.ts";

export type { TrainerState };

export interface CompileOptions {
  /** Default: rmsprop, as in Keras. */
  readonly optimizer?: OptimizerOption;
  readonly loss: LossOption;
  /** Figures to report beside the loss. Default: none. */
  readonly metrics?: readonly MetricOption[];
}

export interface EvaluateOptions {
  /** Examples per batch, for data in arrays. Default: 32. */
  readonly batchSize?: number;
  /** Batches to take. Default: one pass. */
  readonly steps?: number;
  readonly signal?: AbortSignal;
}

/** A model that can be trained. */
export interface Trainer {
  readonly model: Model;
  /** Epochs done, over all calls of fit. */
  readonly epoch: number;
  /**
   * Trains the model. The loss and metrics of an epoch are means over its examples, taken while the weights change.
   * Rejects with a NonFiniteError when a number stops being finite. The event loop gets its turn at least every 50 ms or after every step.
   */
  fit(data: Dataset<Inputs> | BatchStream, options?: FitOptions): Promise<History>;
  fit(data: Examples, options?: ArrayFitOptions): Promise<History>;
  /** The loss and metrics with dropout off. Each example counts once, whatever the size of the last batch. */
  evaluate(data: Dataset<Inputs> | Examples, options?: EvaluateOptions): Promise<Evaluation>;
  /** The model's output for every example, in order, with dropout off. */
  predict(x: InputValues | Dataset<Inputs>, options?: PredictOptions): Promise<Prediction>;
  /**
   * A copy of everything that training has changed. Taken at any time, also in the middle of an epoch or after fit was interrupted, restored later and
   * followed by fit(data, { initialEpoch: state.epoch, … }) with the same data and options, it leads to the same bits as training without a stop.
   */
  state(): TrainerState;
  /** Takes up a state of the same model and optimizer; the next fit goes on from there, in the middle of an epoch if need be. */
  restore(state: TrainerState): void;
}

/**
 * Prepares a model for training.
 *
 *   const trainer = compile(model, { optimizer: "rmsprop", loss: "meanAbsoluteError" });
 *   const history = await trainer.fit({ x, y }, { epochs: 20, batchSize: 128, validationSplit: 0.2 });
 */
export function compile(model: Model, options: CompileOptions): Trainer {
  const loss = lossFrom(options.loss);
  const metrics = (options.metrics ?? []).map(metricFrom);
  checkTargets({ loss, metrics });
  const optimizer = optimizerFrom(options.optimizer ?? "rmsprop");
  const run = optimizer.start(
    model.parameterCount,
    model.weights.map(({ value }) => value.size),
  );
  const training = { model, optimizer, run, loss, metrics };
  const progress = newProgress();
  return {
    model,
    get epoch() {
      return progress.epoch;
    },
    fit: (data: Dataset<Inputs> | BatchStream | Examples, fitOptions: ArrayFitOptions = {}) =>
      fitOn(training, progress, data, fitOptions),
    async evaluate(data, { batchSize = 32, steps, signal } = {}) {
      const source = isDataset(data) ? data : inOrder(data, batchSize);
      return evaluateOn(training, source, stepsOf("steps", steps, source), signal);
    },
    predict: (x, predictOptions) => predictWith(model, x, predictOptions),
    state: () => stateOf(training, progress),
    restore: (state) => restoreState(training, progress, state),
  };
}
