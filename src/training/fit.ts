import { checkOptions } from "../tensor/options.ts";
import type { Examples } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Inputs } from "../tensor/inputs.ts";
import { fold, randomKey } from "../tensor/random.ts";
import { scope } from "../tensor/memory.ts";
import { createYielder } from "./event-loop.ts";
import type { Answer, Callback, EpochLogs } from "./callbacks/callback.ts";
import { checkCallbacks } from "./callbacks/check-callbacks.ts";
import { checkClassWeight } from "./class-weight.ts";
import { evaluateOn, resultsOf, stepsOf, type Evaluation } from "./evaluate.ts";
import type { BatchStream } from "./feed.ts";
import { checkEpochs, fitNames, sourcesOf, type ArrayFitOptions } from "./fit-options.ts";
import { historyOf, validationName, type History } from "./history.ts";
import { nonFiniteWeight, NonFiniteError } from "./non-finite.ts";
import { beginSums, loadMemories, stateOf, type Progress } from "./state.ts";
import type { TrainerState } from "./trainer-state.ts";
import { trainStep, type Training } from "./step.ts";

/** Trains, and counts in progress what it has done. */
export async function fitOn(
  training: Training,
  progress: Progress,
  data: Dataset<Inputs, Inputs> | BatchStream | Examples,
  options: ArrayFitOptions,
): Promise<History> {
  checkOptions("fit", options, fitNames);
  const { epochs = 1, initialEpoch = 0, seed = 0, callbacks = [], signal, classWeight } = options;
  checkEpochs(initialEpoch, epochs);
  checkCallbacks(callbacks);
  if (classWeight !== undefined) checkClassWeight(classWeight);
  const { feed, validation } = sourcesOf(data, options);
  const validationSteps = validation === null ? 0 : stepsOf("validationSteps", options.validationSteps, validation);
  if (training.trained.size === 0) {
    const frozen = training.model.parameterCount > 0 ? ", all are frozen; help: unfreeze, then compile" : "";
    throw new TypeError(`the model has no weights to train${frozen}`);
  }
  const key = fold(randomKey(seed), "training");
  const yieldToEventLoop = createYielder();
  const logs: EpochLogs[] = [];
  const resumed = progress.pending;
  if (resumed === null) Object.assign(progress, { step: 0, stopped: false });

  async function trainEpoch(
    epoch: number,
    from: TrainerState | null,
  ): Promise<Evaluation | "callback" | "interrupted"> {
    const sums = beginSums(training.metrics, from?.sums);
    let step = from?.step ?? 0;
    const steps = feed.stepsIn(progress.epoch);
    if (step > steps) {
      throw new RangeError(
        `the state was taken at step ${step} of an epoch, but this epoch has ${steps} steps; help: the same data, ` +
          "batch size and stepsPerEpoch",
      );
    }
    Object.assign(progress, { step, sums });
    await feed.begin(epoch, step);
    for (; step < steps; step++) {
      if (signal?.aborted) return "interrupted";
      const counters = { epoch, step, update: progress.updates + 1 };
      const batchOf = await feed.next(progress.epoch, step);
      if (batchOf === null) break;
      const context = { training: true, key: fold(key, counters.update) };
      const result = trainStep(training, batchOf, counters, context, sums.metrics, {
        rateScale: progress.rateScale,
        ...(classWeight === undefined ? {} : { classWeight }),
      });
      progress.updates += 1;
      progress.step = step + 1;
      sums.loss += result.loss * result.examples;
      sums.examples += result.examples;
      const { loss, examples } = sums;
      const stepLogs = {
        epoch,
        step,
        steps,
        update: counters.update,
        loss: loss / examples,
        batchLoss: result.loss,
      };
      const stop = await anyStops(callbacks, (callback) => callback.onStepEnd?.(stepLogs));
      for (const callback of callbacks) await callback.afterStep?.(stepLogs);
      if (stop) return "callback";
      await yieldToEventLoop();
    }
    const source = scope(() => nonFiniteWeight(training.model));
    if (source !== undefined) throw new NonFiniteError("a weight is not finite", epoch, step - 1, source);
    return { loss: sums.loss / sums.examples, metrics: resultsOf(training.metrics, sums.metrics) };
  }

  async function trainEpochs(): Promise<History["stopped"]> {
    if (resumed?.stopped === true) return "callback";
    for (let epoch = initialEpoch; epoch < epochs; epoch++) {
      const began = performance.now();
      for (const callback of callbacks) await callback.onEpochBegin?.(epoch);
      const trained = await trainEpoch(epoch, epoch === initialEpoch ? resumed : null);
      if (typeof trained === "string") return trained;
      const validated =
        validation === null ? null : await evaluateUnlessAborted(training, validation, validationSteps, signal);
      if (validated === "interrupted") return validated;
      Object.assign(progress, { epoch: progress.epoch + 1, step: 0, sums: null });
      const learningRate = rateAt(training, progress, progress.updates);
      const epochLogs: EpochLogs = {
        epoch,
        seconds: (performance.now() - began) / 1000,
        ...(Number.isNaN(learningRate) ? {} : { learningRate }),
        loss: trained.loss,
        ...(validated === null ? {} : { valLoss: validated.loss }),
        metrics: { ...trained.metrics, ...(validated === null ? {} : validationFigures(validated)) },
      };
      logs.push(epochLogs);
      progress.stopped = await anyStops(callbacks, (callback) => callback.onEpochEnd?.(epochLogs));
      for (const callback of callbacks) await callback.afterEpoch?.(epochLogs);
      if (progress.stopped) return "callback";
    }
    return "epochs";
  }

  const run = {
    model: training.model,
    metrics: training.metrics,
    initialEpoch,
    epochs,
    steps: feed.stepsIn(progress.epoch),
    state: () => stateOf(training, progress),
    learningRate: () => rateAt(training, progress, progress.updates + 1),
    scaleLearningRate: (factor: number) => void (progress.rateScale *= factor),
  };
  for (const callback of callbacks) await callback.onTrainBegin?.(run);
  loadMemories(callbacks, resumed?.callbacks);
  Object.assign(progress, { pending: null, callbacks });
  try {
    const stopped = await trainEpochs();
    if (stopped !== "interrupted" && progress.updates > 0) training.trained.finish(training.run);
    return historyOf(logs, stopped);
  } finally {
    await feed.close();
    for (const callback of callbacks) await callback.onTrainEnd?.();
  }
}

/** The learning rate of a step by its number from 1. */
function rateAt({ run }: Training, { rateScale }: Progress, step: number): number {
  return rateScale * (run.rateAt?.(Math.max(1, step)) ?? NaN);
}

async function evaluateUnlessAborted(
  training: Training,
  data: Dataset<Inputs, Inputs>,
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
