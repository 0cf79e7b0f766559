import { fromRows, readRows, splitTail, type Examples } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Inputs } from "../tensor/inputs.ts";
import { fold, randomKey } from "../tensor/random.ts";
import { scope } from "../tensor/memory.ts";
import { breather } from "./breathe.ts";
import type { Answer, Callback, EpochLogs } from "./callback.ts";
import { evaluateOn, resultsOf, stepsOf, type Evaluation } from "./evaluate.ts";
import { historyOf, validationName, type History } from "./history.ts";
import { culpritAmongWeights, NonFiniteError } from "./non-finite.ts";
import { isDataset } from "./predict.ts";
import { trainStep, type Training } from "./step.ts";

export interface FitOptions {
  /** Number of the epoch to stop before; with initialEpoch 0, how many to train. Default: 1. */
  readonly epochs?: number;
  /** Number of the first epoch, from 0: to go on after restore(state), give state.epoch. Default: 0. */
  readonly initialEpoch?: number;
  /** Batches that make an epoch. Default: one pass over the data. */
  readonly stepsPerEpoch?: number;
  /** Data on which loss and metrics are taken after every epoch. */
  readonly validationData?: Dataset<Inputs> | Examples;
  /** Batches of the validation data to take. Default: one pass. */
  readonly validationSteps?: number;
  /** Of dropout, and of the order in which arrays are shuffled. Default: 0. */
  readonly seed?: number;
  readonly callbacks?: readonly Callback[];
  /** Aborting ends training after the step under way; fit still returns the epochs that were done. */
  readonly signal?: AbortSignal;
}

/** More options for data in arrays. */
export interface ArrayFitOptions extends FitOptions {
  /** Examples per step. Default: 32. */
  readonly batchSize?: number;
  /** Take the examples in a new random order in every pass. Default: true. */
  readonly shuffle?: boolean;
  /** Share of the examples, from the end, that is validated with rather than trained on. */
  readonly validationSplit?: number;
}

/** How far training has come, over all calls of fit. */
export interface Progress {
  /** Epochs done. */
  epoch: number;
  /** Updates of the weights. */
  updates: number;
}

/** Trains, and counts in progress what it has done. */
export async function fitOn(
  training: Training,
  progress: Progress,
  data: Dataset<Inputs> | Examples,
  options: ArrayFitOptions,
): Promise<History> {
  const { epochs = 1, initialEpoch = 0, seed = 0, callbacks = [], signal } = options;
  checkEpochs(initialEpoch, epochs);
  const { training: source, validation } = sourcesOf(data, options);
  const steps = stepsOf("stepsPerEpoch", options.stepsPerEpoch, source);
  const validationSteps = validation === null ? 0 : stepsOf("validationSteps", options.validationSteps, validation);
  if (training.model.parameterCount === 0) throw new TypeError("the model has no weights to train");
  const key = fold(randomKey(seed), "training");
  const breathe = breather();
  const logs: EpochLogs[] = [];

  async function trainEpoch(epoch: number): Promise<Evaluation | "callback" | "interrupted"> {
    const sums = training.metrics.map((metric) => metric.begin());
    let total = 0;
    let examples = 0;
    for (let step = 0; step < steps; step++) {
      if (signal?.aborted) return "interrupted";
      const place = { epoch, step, batch: progress.epoch * steps + step, update: progress.updates + 1 };
      const result = trainStep(training, source, place, { training: true, key: fold(key, place.update) }, sums);
      progress.updates += 1;
      total += result.loss * result.examples;
      examples += result.examples;
      const stepLogs = { epoch, step, steps, loss: total / examples, batchLoss: result.loss };
      if (await anyStops(callbacks, (callback) => callback.onStepEnd?.(stepLogs))) return "callback";
      await breathe();
    }
    const culprit = scope(() => culpritAmongWeights(training.model));
    if (culprit !== undefined) throw new NonFiniteError("a weight is not finite", epoch, steps - 1, culprit);
    return { loss: total / examples, metrics: resultsOf(training.metrics, sums) };
  }

  async function trainEpochs(): Promise<History["stopped"]> {
    for (let epoch = initialEpoch; epoch < epochs; epoch++) {
      const began = performance.now();
      for (const callback of callbacks) await callback.onEpochBegin?.(epoch);
      const trained = await trainEpoch(epoch);
      if (typeof trained === "string") return trained;
      const validated =
        validation === null ? null : await evaluateUnlessAborted(training, validation, validationSteps, signal);
      if (validated === "interrupted") return validated;
      progress.epoch += 1;
      const epochLogs: EpochLogs = {
        epoch,
        seconds: (performance.now() - began) / 1000,
        loss: trained.loss,
        ...(validated === null ? {} : { valLoss: validated.loss }),
        metrics: { ...trained.metrics, ...(validated === null ? {} : validationFigures(validated)) },
      };
      logs.push(epochLogs);
      if (await anyStops(callbacks, (callback) => callback.onEpochEnd?.(epochLogs))) return "callback";
    }
    return "epochs";
  }

  for (const callback of callbacks) {
    await callback.onTrainBegin?.({ model: training.model, metrics: training.metrics, initialEpoch, epochs, steps });
  }
  try {
    const stopped = await trainEpochs();
    return historyOf(logs, stopped);
  } finally {
    for (const callback of callbacks) await callback.onTrainEnd?.();
  }
}

/** What to train on and what to validate with. */
function sourcesOf(
  data: Dataset<Inputs> | Examples,
  options: ArrayFitOptions,
): { readonly training: Dataset<Inputs>; readonly validation: Dataset<Inputs> | null } {
  const { batchSize = 32, shuffle = true, seed = 0, validationData, validationSplit } = options;
  const given =
    validationData === undefined
      ? null
      : isDataset(validationData)
        ? validationData
        : inOrder(validationData, batchSize);
  if (isDataset(data)) {
    for (const option of ["batchSize", "shuffle", "validationSplit"] as const) {
      if (options[option] !== undefined)
        throw new TypeError(`${option} is for data in arrays; a data set makes its own batches`);
    }
    return { training: data, validation: given };
  }
  const rows = readRows(data);
  if (validationSplit === undefined)
    return { training: fromRows(rows, { batchSize, shuffle, seed }), validation: given };
  if (given !== null) throw new TypeError("validationData and validationSplit exclude each other; help: leave one out");
  const { head, tail } = splitTail(rows, validationSplit);
  return {
    training: fromRows(head, { batchSize, shuffle, seed }),
    validation: fromRows(tail, { batchSize, shuffle: false }),
  };
}

export function inOrder(examples: Examples, batchSize: number): Dataset<Inputs> {
  return fromRows(readRows(examples), { batchSize, shuffle: false });
}

async function evaluateUnlessAborted(
  training: Training,
  data: Dataset<Inputs>,
  steps: number,
  signal: AbortSignal | undefined,
): Promise<Evaluation | "interrupted"> {
  try {
    return await evaluateOn(training, data, steps, signal);
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return "interrupted";
    throw error;
  }
}

function validationFigures({ metrics }: Evaluation): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [validationName(name), value]));
}

/** Tells every callback, one after another, and whether any answered "stop". */
async function anyStops(callbacks: readonly Callback[], tell: (callback: Callback) => Answer): Promise<boolean> {
  let stop = false;
  for (const callback of callbacks) if ((await tell(callback)) === "stop") stop = true;
  return stop;
}

function checkEpochs(initialEpoch: number, epochs: number): void {
  for (const [option, value] of Object.entries({ initialEpoch, epochs })) {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`${option} must be a whole number from 0, got ${value}`);
  }
}
