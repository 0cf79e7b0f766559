import type { Examples, InputValues } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import type { TypedArray } from "../kernels/backend.ts";
import { lossFrom, type LossOption } from "../losses/registry.ts";
import { metricFrom, type MetricOption } from "../metrics/registry.ts";
import type { Model } from "../models/model.ts";
import { optimizerFrom, type OptimizerOption } from "../optimizers/registry.ts";
import type { Inputs } from "../tensor/inputs.ts";
import { assign } from "../tensor/tensor.ts";
import { checkTargets } from "./compiled.ts";
import { evaluateOn, stepsOf, type Evaluation } from "./evaluate.ts";
import { fitOn, inOrder, type ArrayFitOptions, type FitOptions, type Progress } from "./fit.ts";
import type { History } from "./history.ts";
import { isDataset, predictWith, type PredictOptions, type Prediction } from "./predict.ts";

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

/** All that training needs to go on as if it had not stopped. */
export interface TrainerState {
  /** Epochs done. */
  readonly epoch: number;
  /** Updates of the weights. */
  readonly updates: number;
  /** The model's flat weights. */
  readonly weights: TypedArray;
  /** What the optimizer remembers of every weight, by name. */
  readonly slots: Readonly<Record<string, TypedArray>>;
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
  fit(data: Dataset<Inputs>, options?: FitOptions): Promise<History>;
  fit(data: Examples, options?: ArrayFitOptions): Promise<History>;
  /** The loss and metrics with dropout off. Each example counts once, whatever the size of the last batch. */
  evaluate(data: Dataset<Inputs> | Examples, options?: EvaluateOptions): Promise<Evaluation>;
  /** The model's output for every example, in order, with dropout off. */
  predict(x: InputValues | Dataset<Inputs>, options?: PredictOptions): Promise<Prediction>;
  /**
   * A copy of everything that training has changed. Taken after an epoch (in onEpochEnd, say), restored later and followed by
   * fit(data, { initialEpoch: state.epoch, … }) with the same options, it leads to the same bits as training without a stop.
   */
  state(): TrainerState;
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
  const run = optimizer.start(model.parameterCount);
  const training = { model, optimizer, run, loss, metrics };
  const progress: Progress = { epoch: 0, updates: 0 };
  return {
    model,
    get epoch() {
      return progress.epoch;
    },
    fit: (data: Dataset<Inputs> | Examples, fitOptions: ArrayFitOptions = {}) =>
      fitOn(training, progress, data, fitOptions),
    async evaluate(data, { batchSize = 32, steps, signal } = {}) {
      const source = isDataset(data) ? data : inOrder(data, batchSize);
      return evaluateOn(training, source, stepsOf("steps", steps, source), signal);
    },
    predict: (x, predictOptions) => predictWith(model, x, predictOptions),
    state: () => ({
      ...progress,
      weights: model.flat.toArray(),
      slots: Object.fromEntries(Object.entries(run.slots).map(([name, slot]) => [name, slot.toArray()])),
    }),
    restore({ epoch, updates, weights, slots }) {
      const names = Object.keys(run.slots);
      if (names.length !== Object.keys(slots).length || names.some((name) => !Object.hasOwn(slots, name))) {
        throw new TypeError(
          `${optimizer.kind} remembers ${list(names)}, but the state has ${list(Object.keys(slots))}; help: compile with the optimizer that made it`,
        );
      }
      for (const values of [weights, ...Object.values(slots)]) {
        if (values.length !== model.parameterCount) {
          throw new RangeError(`the model has ${model.parameterCount} parameters, the state is for ${values.length}`);
        }
      }
      assign(model.flat, weights);
      for (const name of names) assign(run.slots[name], slots[name]);
      progress.epoch = epoch;
      progress.updates = updates;
    },
  };
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : names.join(", ");
}
