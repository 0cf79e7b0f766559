import { fromRows, readRows, splitTail, type Examples, type Rows } from "../data/arrays.ts";
import type { OptionNames } from "../tensor/options.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Inputs } from "../tensor/inputs.ts";
import type { Callback } from "./callbacks/callback.ts";
import type { ClassWeight } from "./class-weight.ts";
import { arrayFeed, feedOf, isStream, type BatchStream, type Feed } from "./feed.ts";
import { isDataset } from "./predict.ts";
import { showValue } from "../tensor/show-value.ts";

export interface FitOptions {
  /** Index of the epoch to stop before; with initialEpoch 0, the number of epochs. Default: 1. */
  readonly epochs?: number;
  /** Index of the first epoch, from 0: to continue after restore(state), state.epoch. Default: 0. */
  readonly initialEpoch?: number;
  /**
   * Batches that make an epoch. Default: one pass over the data. With arrays, as in Keras 3, an epoch takes the next
   * batches of the pass, but ends where the pass ends, so that it may have fewer, and the next epoch begins a new pass.
   * A data set goes on from pass to pass in the middle of an epoch.
   */
  readonly stepsPerEpoch?: number;
  /** Data on which loss and metrics are evaluated after every epoch. */
  readonly validationData?: Dataset<Inputs, Inputs> | Examples;
  /** Batches of the validation data to evaluate. Default: one pass. */
  readonly validationSteps?: number;
  /**
   * Weight of the examples of each class in the loss, by class index. Multiplies the weights of the examples;
   * validation, and metrics other than weightedMetrics, ignore it. Default: 1 for every class.
   */
  readonly classWeight?: ClassWeight;
  /** Seed of dropout and of shuffling. Default: 0. */
  readonly seed?: number;
  readonly callbacks?: readonly Callback[];
  /** Aborting ends training after the step under way; fit still returns the epochs that were done. */
  readonly signal?: AbortSignal;
}

/** More options for data in arrays. */
export interface ArrayFitOptions extends FitOptions {
  /** Examples per step. Default: 32. */
  readonly batchSize?: number;
  /** Shuffle the examples anew in every pass. Default: true. */
  readonly shuffle?: boolean;
  /** Fraction of the examples, from the end, held out for validation. Default: 0, none. */
  readonly validationSplit?: number;
}

export const fitNames: OptionNames<ArrayFitOptions> = {
  epochs: true,
  initialEpoch: true,
  batchSize: true,
  shuffle: true,
  stepsPerEpoch: true,
  validationData: true,
  validationSplit: true,
  validationSteps: true,
  classWeight: true,
  seed: true,
  callbacks: true,
  signal: true,
};

/** What to train on and what to validate with. */
export function sourcesOf(
  data: Dataset<Inputs, Inputs> | BatchStream | Examples,
  options: ArrayFitOptions,
): { readonly feed: Feed; readonly validation: Dataset<Inputs, Inputs> | null } {
  const { batchSize = 32, shuffle = true, seed = 0, stepsPerEpoch, validationData, validationSplit = 0 } = options;
  const validation =
    validationData === undefined
      ? null
      : isDataset(validationData)
        ? validationData
        : inOrder(validationData, batchSize);
  if (isStream(data) || isDataset(data)) {
    refuseArrayOptions(data, options);
    return { feed: feedOf(data, stepsPerEpoch), validation };
  }
  const rows = readRows(data);
  const trainOn = (examples: Rows): Feed => arrayFeed(fromRows(examples, { batchSize, shuffle, seed }), stepsPerEpoch);
  if (validationSplit === 0) return { feed: trainOn(rows), validation };
  if (validation !== null)
    throw new TypeError("validationData and validationSplit exclude each other; help: leave one out");
  const { head, tail } = splitTail(rows, validationSplit);
  return { feed: trainOn(head), validation: fromRows(tail, { batchSize, shuffle: false }) };
}

/** Throws a TypeError where batches are made elsewhere than from arrays, but an option says how to make them. */
function refuseArrayOptions(data: Dataset<Inputs, Inputs> | BatchStream, options: ArrayFitOptions): void {
  const what = isStream(data) ? "a stream of batches" : "a data set";
  for (const option of ["batchSize", "shuffle", "validationSplit"] as const) {
    if (options[option] === undefined || (option === "validationSplit" && options[option] === 0)) continue;
    const help =
      option === "validationSplit"
        ? "validationData: a data set of the examples to validate with"
        : `give it where the batches are made, and leave ${option} out here`;
    throw new TypeError(
      `fit got ${option} with ${what}, which makes its own batches; ${option} is for arrays, fit({ x, y }); ` +
        `help: ${help}`,
    );
  }
}

export function inOrder(examples: Examples, batchSize: number): Dataset<Inputs, Inputs> {
  return fromRows(readRows(examples), { batchSize, shuffle: false });
}

export function checkEpochs(initialEpoch: number, epochs: number): void {
  for (const [option, value] of Object.entries({ initialEpoch, epochs })) {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`${option} must be an integer of at least 0, got ${showValue(value)}`);
  }
}
