import type { NetworkName } from "./candidates.ts";
import type { ForecastOptions } from "./options.ts";
import type { Prepared } from "./prepared.ts";
import { rmsprop } from "../../optimizers/rmsprop.ts";
import { epochsOf, isSolved, updatesOfTrials } from "./budget.ts";
import { compiled } from "./train.ts";

/** A forward pass takes about a third of a training step. */
const forwardShare = 1 / 3;

/**
 * How long all models take at most, in seconds: three training steps of each are timed, on models that are thrown
 * away, and the shorter of the last two is taken for every step of every epoch. Early stopping ends most sooner.
 */
export async function secondsAtMost(
  names: readonly NetworkName[],
  prepared: Prepared,
  options: ForecastOptions,
): Promise<number> {
  const { stepsPerEpoch, validation, validationNow, testNow, batchSize } = prepared;
  const scored = Math.ceil(validationNow.length / batchSize) + Math.ceil(testNow.length / batchSize);
  let total = 0;
  for (const name of names) {
    if (isSolved(name, options)) continue;
    const epochs = epochsOf(name, options, stepsPerEpoch);
    const batches =
      epochs * (stepsPerEpoch + forwardShare * validation.steps) +
      updatesOfTrials(name, options, stepsPerEpoch) +
      forwardShare * scored;
    total += batches * (await secondsPerStep(name, prepared, options));
  }
  return total;
}

async function secondsPerStep(name: NetworkName, prepared: Prepared, options: ForecastOptions): Promise<number> {
  const { trainer } = compiled(name, prepared, options, rmsprop());
  const ends: number[] = [];
  await trainer.fit(prepared.train, {
    epochs: 1,
    stepsPerEpoch: Math.min(3, prepared.train.steps),
    callbacks: [{ onStepEnd: () => void ends.push(performance.now()) }],
  });
  const steps = ends.slice(1).map((end, i) => end - ends[i]);
  return Math.min(...steps, Infinity) === Infinity ? 0 : Math.min(...steps) / 1000;
}
