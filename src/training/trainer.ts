import { checkOptions } from "../tensor/options.ts";
import type { Examples, InputValues } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Model } from "../models/model.ts";
import { optimizerFrom } from "../optimizers/registry.ts";
import type { Inputs } from "../tensor/inputs.ts";
import { compileNames, resolveOutputs, type CompileOptions } from "./compile-options.ts";
import { evaluateNames, evaluateOn, stepsOf, type EvaluateOptions, type Evaluation } from "./evaluate.ts";
import type { BatchStream } from "./feed.ts";
import { fitOn } from "./fit.ts";
import { inOrder, type ArrayFitOptions, type FitOptions } from "./fit-options.ts";
import type { History } from "./history.ts";
import { isDataset, predictNames, predictWith, type PredictOptions, type Prediction } from "./predict.ts";
import { newProgress, restoreState, stateOf } from "./state.ts";
import { trainedOf } from "./trained.ts";
import type { TrainerState } from "./trainer-state.ts";

/** A model that can be trained. */
export interface Trainer {
  readonly model: Model;
  /** Epochs done, over all calls of fit. */
  readonly epoch: number;
  /**
   * Trains the model. The loss and metrics of an epoch are means over its examples, taken while the weights change.
   * Rejects with a NonFiniteError when the loss or a gradient is not finite. Yields to the event loop at least every
   * 50 ms or after every step.
   */
  fit<Data extends Dataset<Inputs, Inputs> | BatchStream | Examples>(
    data: Data,
    options?: Data extends Examples ? ArrayFitOptions : FitOptions,
  ): Promise<History>;
  /** The loss and metrics with dropout off. Each example counts once, whatever the size of the last batch. */
  evaluate(data: Dataset<Inputs, Inputs> | Examples, options?: EvaluateOptions): Promise<Evaluation>;
  /**
   * The model's output for every example, in order, with dropout off. Rejects with a TypeError when the model has
   * several outputs.
   */
  predict(x: InputValues | Dataset<Inputs, Inputs>, options?: PredictOptions): Promise<Prediction>;
  /** As predict, for any number of outputs. */
  predictAll(x: InputValues | Dataset<Inputs, Inputs>, options?: PredictOptions): Promise<readonly Prediction[]>;
  /**
   * A copy of everything that training has changed. Taken at any time, also in the middle of an epoch or after fit was
   * interrupted, restored later and followed by fit(data, { initialEpoch: state.epoch, … }) with the same data and
   * options, it leads to the same bits as training without a stop.
   */
  state(): TrainerState;
  /**
   * Restores a state of the same model and optimizer; the next fit continues from it, also in the middle of an epoch.
   */
  restore(state: TrainerState): void;
}

/**
 * Prepares a model for training.
 *
 *   const trainer = compile(model, { optimizer: "rmsprop", loss: "meanAbsoluteError" });
 *   const history = await trainer.fit({ x, y }, { epochs: 20, batchSize: 128, validationSplit: 0.2 });
 */
export function compile(model: Model, options: CompileOptions): Trainer {
  checkOptions("compile", options, compileNames);
  const resolved = resolveOutputs(model, options);
  const optimizer = optimizerFrom(options.optimizer ?? "rmsprop");
  const trained = trainedOf(model);
  const run = optimizer.start(
    trained.size,
    trained.sizes,
    trained.weights.map(({ name }) => name),
  );
  const training = { model, optimizer, run, trained, ...resolved };
  const progress = newProgress();
  return {
    model,
    get epoch() {
      return progress.epoch;
    },
    fit: (data: Dataset<Inputs, Inputs> | BatchStream | Examples, fitOptions: ArrayFitOptions = {}) =>
      fitOn(training, progress, data, fitOptions),
    async evaluate(data, evaluateOptions = {}) {
      checkOptions("evaluate", evaluateOptions, evaluateNames);
      const { batchSize = 32, steps, signal } = evaluateOptions;
      const source = isDataset(data) ? data : inOrder(data, batchSize);
      return evaluateOn(training, source, stepsOf("steps", steps, source), signal);
    },
    async predict(x, predictOptions = {}) {
      checkOptions("predict", predictOptions, predictNames);
      const [prediction, ...others] = await predictWith(model, x, predictOptions);
      if (others.length > 0)
        throw new TypeError(`the model has outputs ${model.outputNames.join(", ")}; help: predictAll gives them all`);
      return prediction;
    },
    async predictAll(x, predictOptions = {}) {
      checkOptions("predictAll", predictOptions, predictNames);
      return predictWith(model, x, predictOptions);
    },
    state: () => stateOf(training, progress),
    restore: (state) => restoreState(training, progress, state),
  };
}
