import type { Metric } from "../../metrics/metric.ts";
import type { Model } from "../../models/model.ts";
import type { CallbackMemory, TrainerState } from "../trainer-state.ts";

/** A call of fit as callbacks see it. */
export interface TrainingRun {
  readonly model: Model;
  readonly metrics: readonly Metric[];
  /** Index of the first epoch, from 0, and of the one after the last. */
  readonly initialEpoch: number;
  readonly epochs: number;
  /** Steps of the first epoch; Infinity while the length of a stream is not known. */
  readonly steps: number;
  /** A copy of the trainer's state now. */
  state(): TrainerState;
  /** The learning rate of the next step; NaN where the optimizer has no rateAt. */
  learningRate(): number;
  /** Multiplies all later learning rates by a factor. The product of the factors is part of the state. */
  scaleLearningRate(factor: number): void;
}

export interface StepLogs {
  /** Index of the epoch, from 0. */
  readonly epoch: number;
  /** Index of the step in its epoch, from 0. */
  readonly step: number;
  /** Steps of this epoch; Infinity while the length of a stream is not known. */
  readonly steps: number;
  /** Number of this step over the whole training, from 1. */
  readonly update: number;
  /** Mean loss of the epoch's examples so far. */
  readonly loss: number;
  /** Loss of this step's batch. */
  readonly batchLoss: number;
}

export interface EpochLogs {
  /** Index of the epoch, from 0. */
  readonly epoch: number;
  readonly seconds: number;
  /** Of the epoch's last step. Undefined where the optimizer has no rateAt. */
  readonly learningRate?: number;
  /** Mean over the epoch's examples, while the weights were changing. */
  readonly loss: number;
  /** Of the weights at the end of the epoch. Undefined without validation data. */
  readonly valLoss?: number;
  /** By name, such as meanAbsoluteError; on the validation data with val in front, such as valMeanAbsoluteError. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What a callback may return: "stop" ends training. */
export type Answer = void | "stop" | Promise<void | "stop">;

/**
 * Functions that fit calls during training. All are optional; training waits for those that return promises.
 */
export interface Callback {
  onTrainBegin?(run: TrainingRun): void | Promise<void>;
  onEpochBegin?(epoch: number): void | Promise<void>;
  /** "stop" ends training here; the epoch does not count as done. */
  onStepEnd?(logs: StepLogs): Answer;
  /** "stop" ends training after this epoch. */
  onEpochEnd?(logs: EpochLogs): Answer;
  /** After every callback's onStepEnd, when the state of training is consistent: the time to save it. */
  afterStep?(logs: StepLogs): void | Promise<void>;
  /** After every callback's onEpochEnd. */
  afterEpoch?(logs: EpochLogs): void | Promise<void>;
  /** At the end of training, also when it is interrupted or fails. */
  onTrainEnd?(): void | Promise<void>;
  /**
   * State of the callback itself. It is saved in the trainer's state under its name, and loaded after onTrainBegin.
   */
  readonly memory?: {
    readonly name: string;
    save(): CallbackMemory;
    load(saved: CallbackMemory): void;
  };
}
