import type { Metric } from "../metrics/metric.ts";
import type { Model } from "../models/model.ts";

/** What a run of training is about to do. */
export interface TrainingRun {
  readonly model: Model;
  readonly metrics: readonly Metric[];
  /** Numbers of the first epoch and of the one after the last, from 0. */
  readonly initialEpoch: number;
  readonly epochs: number;
  /** Steps per epoch. */
  readonly steps: number;
}

export interface StepLogs {
  /** Number of the epoch, from 0. */
  readonly epoch: number;
  /** Number of the step in its epoch, from 0. */
  readonly step: number;
  /** Steps per epoch. */
  readonly steps: number;
  /** Mean loss of the epoch's examples so far. */
  readonly loss: number;
  /** Loss of this step's batch. */
  readonly batchLoss: number;
}

export interface EpochLogs {
  /** Number of the epoch, from 0. */
  readonly epoch: number;
  readonly seconds: number;
  /** Mean over the epoch's examples, while the weights were changing. */
  readonly loss: number;
  /** Of the weights at the end of the epoch. Undefined without validation data. */
  readonly valLoss?: number;
  /** By name, such as meanAbsoluteError; on the validation data with val in front, such as valMeanAbsoluteError. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What a callback may answer: "stop" ends training. */
export type Answer = void | "stop" | Promise<void | "stop">;

/** What is told of training while it goes on. All functions are optional; training waits for those that return promises. */
export interface Callback {
  onTrainBegin?(run: TrainingRun): void | Promise<void>;
  onEpochBegin?(epoch: number): void | Promise<void>;
  /** "stop" ends training here; the epoch does not count as done. */
  onStepEnd?(logs: StepLogs): Answer;
  /** "stop" ends training after this epoch. */
  onEpochEnd?(logs: EpochLogs): Answer;
  /** However training ends: also when it is interrupted or fails. */
  onTrainEnd?(): void | Promise<void>;
}
