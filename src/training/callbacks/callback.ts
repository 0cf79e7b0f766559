import type { Metric } from "../../metrics/metric.ts";
import type { Model } from "../../models/model.ts";
import type { CallbackMemory, TrainerState } from "../trainer-state.ts";

/** What a run of training is about to do, and how callbacks take part in it. */
export interface TrainingRun {
  readonly model: Model;
  readonly metrics: readonly Metric[];
  /** Numbers of the first epoch and of the one after the last, from 0. */
  readonly initialEpoch: number;
  readonly epochs: number;
  /** Steps of the first epoch; Infinity where a stream of batches is yet to show how many there are. */
  readonly steps: number;
  /** A copy of the trainer's state now. */
  state(): TrainerState;
  /** The learning rate of the next step; NaN where the optimizer does not tell. */
  learningRate(): number;
  /** Multiplies all learning rates from now on by this, too. The product is part of the state. */
  scaleLearningRate(factor: number): void;
}

export interface StepLogs {
  /** Number of the epoch, from 0. */
  readonly epoch: number;
  /** Number of the step in its epoch, from 0. */
  readonly step: number;
  /** Steps of this epoch; Infinity where a stream of batches is yet to show how many there are. */
  readonly steps: number;
  /** Number of this step over the whole training, from 1. */
  readonly update: number;
  /** Mean loss of the epoch's examples so far. */
  readonly loss: number;
  /** Loss of this step's batch. */
  readonly batchLoss: number;
}

export interface EpochLogs {
  /** Number of the epoch, from 0. */
  readonly epoch: number;
  readonly seconds: number;
  /** Of the epoch's last step. Undefined where the optimizer does not tell. */
  readonly learningRate?: number;
  /** Mean over the epoch's examples, while the weights were changing. */
  readonly loss: number;
  /** Of the weights at the end of the epoch. Undefined without validation data. */
  readonly valLoss?: number;
  /** By name, such as meanAbsoluteError; on the validation data with val in front, such as valMeanAbsoluteError. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What a callback may answer: "stop" ends training. */
export type Answer = void | "stop" | Promise<void | "stop">;

/**
 * What is told of training while it goes on. All functions are optional; training waits for those that return promises.
 */
export interface Callback {
  onTrainBegin?(run: TrainingRun): void | Promise<void>;
  onEpochBegin?(epoch: number): void | Promise<void>;
  /** "stop" ends training here; the epoch does not count as done. */
  onStepEnd?(logs: StepLogs): Answer;
  /** "stop" ends training after this epoch. */
  onEpochEnd?(logs: EpochLogs): Answer;
  /** After every callback's onStepEnd, when the state of training is whole: the time to save it. */
  afterStep?(logs: StepLogs): void | Promise<void>;
  /** After every callback's onEpochEnd. */
  afterEpoch?(logs: EpochLogs): void | Promise<void>;
  /** However training ends: also when it is interrupted or fails. */
  onTrainEnd?(): void | Promise<void>;
  /**
   * For callbacks that remember something from epoch to epoch: it is saved in the state under their name, and loaded
   * after onTrainBegin.
   */
  readonly memory?: {
    readonly name: string;
    save(): CallbackMemory;
    load(saved: CallbackMemory): void;
  };
}
