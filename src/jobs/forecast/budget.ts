import type { History } from "../../training/history.ts";
import { adam } from "../../optimizers/adam.ts";
import type { Optimizer } from "../../optimizers/optimizer.ts";
import { NonFiniteError } from "../../training/non-finite.ts";
import type { Trainer } from "../../training/trainer.ts";
import { lectureEpochs, type NetworkName } from "./candidates.ts";
import { mostQuickSteps, type ForecastOptions } from "./options.ts";
import type { Prepared } from "./prepared.ts";

/*
 * How long quick models are trained, in updates rather than epochs: a small file has few steps in an epoch, and needs
 * as many updates as a large one. docs/decisions/011-budgets-of-forecasts.md tells how these figures were found.
 */

/** Epochs of a quick model, at most, where they hold enough updates. */
const quickEpochs = 30;
/** Updates that a quick model may take, at least. */
const fewestUpdates = 3000;
/**
 * Epochs without a better validation error after which a quick model ends, and where an epoch has fewer steps than the
 * longest, updates: a small file's are cheap, and the best ones come when the rate is low.
 */
const patienceEpochs = 4;
const patienceUpdates = 1000;
/** Batches that the windows of a small file are cut into. */
const batchesPerEpoch = 40;

/** Windows per batch for so many training windows: a power of two from 16 to 128. */
export function batchSizeFor(windows: number): number {
  return 2 ** Math.min(7, Math.max(4, Math.round(Math.log2(Math.max(1, windows) / batchesPerEpoch))));
}

/** Whether a model's weights are solved for at once, not trained in epochs: `linear`, but for the lecture's preset. */
export function isSolved(name: NetworkName, { preset }: Pick<ForecastOptions, "preset">): boolean {
  return name === "linear" && preset !== "lecture";
}

/** How many epochs a model is trained for, at most. */
export function epochsOf(name: NetworkName, options: ForecastOptions, stepsPerEpoch: number): number {
  if (isSolved(name, options)) return 1;
  const { preset, epochs } = options;
  if (epochs !== undefined) return epochs;
  return preset === "lecture" ? lectureEpochs(name) : Math.max(quickEpochs, Math.ceil(fewestUpdates / stepsPerEpoch));
}

/** Epochs without a better validation error after which a model ends. */
export function patienceOf({ preset }: ForecastOptions, stepsPerEpoch: number): number {
  // The lecture trains to the end, so that overfitting shows; its figures are those of the best epoch.
  if (preset === "lecture") return Infinity;
  return stepsPerEpoch < mostQuickSteps
    ? Math.max(patienceEpochs, Math.ceil(patienceUpdates / stepsPerEpoch))
    : patienceEpochs;
}

/**
 * The least learning rates that quick models try. The flat ones have a weight for every input of a window, thousands
 * that all move the output in every step, and must move less: docs/decisions/006-forecast-of-changes.md.
 */
const leastRates: Readonly<Record<NetworkName, number>> = {
  linear: 2e-6,
  dense: 2e-5,
  conv: 5e-5,
  "simple-rnn": 3e-4,
  gru: 3e-4,
  "gru-dropout": 3e-4,
  "gru-stacked": 3e-4,
  "gru-bidirectional": 3e-4,
  "gru-reversed": 3e-4,
  lstm: 3e-4,
  nlinear: 2e-5,
  dlinear: 2e-5,
  "seg-rnn": 1e-4,
  "patch-tst": 1e-4,
  tide: 2e-5,
  tcn: 1e-4,
};
/** The rates that are tried, in multiples of the least. */
const multiples = [1, 5, 25];
/** Of all updates, how many each rate is tried for, and how many those are at most. */
const trialShare = 0.1;
const mostTrialUpdates = 200;

/** Updates that each rate is tried for. */
function trialUpdates(updates: number): number {
  return Math.max(1, Math.min(mostTrialUpdates, Math.ceil(updates * trialShare)));
}

/** Updates of all trials of one model; 0 where nothing is tried. */
export function updatesOfTrials(name: NetworkName, options: ForecastOptions, stepsPerEpoch: number): number {
  if (options.preset === "lecture" || isSolved(name, options)) return 0;
  return multiples.length * trialUpdates(epochsOf(name, options, stepsPerEpoch) * stepsPerEpoch);
}

/**
 * The learning rate of a quick model: the one of three that has the least validation error after a tenth of the
 * updates, at most 200, each from the same initial weights and over the same windows.
 */
export async function chooseRate(
  name: NetworkName,
  { train, validation, stepsPerEpoch }: Prepared,
  updates: number,
  compiled: (optimizer: Optimizer) => Trainer,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const trial = trialUpdates(updates);
  let best = { rate: leastRates[name], loss: Infinity };
  for (const multiple of multiples) {
    if (signal?.aborted) break;
    const rate = leastRates[name] * multiple;
    const steps = Math.min(trial, stepsPerEpoch);
    try {
      const history = await compiled(adam({ learningRate: rate, globalClipnorm: 1 })).fit(train, {
        epochs: Math.ceil(trial / steps),
        stepsPerEpoch: steps,
        seed,
        validationData: validation,
        ...(signal === undefined ? {} : { signal }),
      });
      const loss = lastOf(history);
      if (loss < best.loss) best = { rate, loss };
    } catch (error) {
      if (!(error instanceof NonFiniteError)) throw error;
    }
  }
  return best.rate;
}

function lastOf({ valLoss }: History): number {
  return valLoss.at(-1) ?? Infinity;
}

/** Share of the updates in which the rate rises from 0. */
const warmUp = 0.03;

/** Adam with a rate that rises for a moment, then falls to a tenth along half a cosine, and clipped gradients. */
export function gentle(rate: number, updates: number): Optimizer {
  const rising = Math.max(1, Math.round(updates * warmUp));
  const schedule = (step: number): number =>
    rate * Math.min(1, (step + 1) / rising) * (0.1 + 0.9 * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, step / updates))));
  return adam({ learningRate: schedule, globalClipnorm: 1 });
}
