import type { Batch, Dataset } from "../data/dataset.ts";
import type { Inputs } from "../tensor/inputs.ts";
import { stepsOf } from "./evaluate.ts";

/** Batches one after another, as a generator or an asynchronous one yields them. */
export type Batches = AsyncIterable<Batch<Inputs, Inputs>> | Iterable<Batch<Inputs, Inputs>>;

/**
 * Batches from wherever they come: a function that begins the pass of an epoch, whose number it is given, or batches
 * without end that epochs take their stepsPerEpoch from. Only of a function can training go on where it stopped: the
 * batches of an epoch that were done already are requested again, and skipped. The memory of the batches is left to the
 * garbage collector.
 */
export type BatchStream = Batches | ((epoch: number) => Batches);

/** Where the steps of training get their batches. */
export interface Feed {
  /** Steps of an epoch, by its number over the whole training; Infinity where they are not known beforehand. */
  stepsIn(epoch: number): number;
  /** Gets ready for an epoch, to begin with this step of it. */
  begin(epoch: number, step: number): Promise<void>;
  /**
   * What makes the batch of a step, by the number of its epoch over the whole training; null when the epoch is over.
   */
  next(epoch: number, step: number): (() => Batch<Inputs, Inputs>) | Promise<(() => Batch<Inputs, Inputs>) | null>;
  /** No further batch will be requested. */
  close(): Promise<void>;
}

export function isStream(data: object): data is BatchStream {
  return typeof data === "function" || Symbol.asyncIterator in data || Symbol.iterator in data;
}

export function feedOf(data: Dataset<Inputs, Inputs> | BatchStream, stepsPerEpoch: number | undefined): Feed {
  if (isStream(data)) return streamFeed(data, stepsPerEpoch);
  const steps = stepsOf("stepsPerEpoch", stepsPerEpoch, data);
  return {
    stepsIn: () => steps,
    begin: () => Promise.resolve(),
    next: (epoch, step) => () => data.batch(epoch * steps + step),
    close: () => Promise.resolve(),
  };
}

/**
 * Batches of arrays: as in Keras 3 an epoch takes the next stepsPerEpoch batches of the pass, but ends where the pass
 * ends, and the epoch after it begins a new one. Which batches an epoch has follows from its number alone.
 */
export function arrayFeed(data: Dataset<Inputs, Inputs>, stepsPerEpoch: number | undefined): Feed {
  const most = stepsOf("stepsPerEpoch", stepsPerEpoch, data);
  const epochsPerPass = Math.ceil(data.steps / most);
  const firstOf = (epoch: number): number => (epoch % epochsPerPass) * most;
  return {
    stepsIn: (epoch) => Math.min(most, data.steps - firstOf(epoch)),
    begin: () => Promise.resolve(),
    next: (epoch, step) => () => data.batch(Math.floor(epoch / epochsPerPass) * data.steps + firstOf(epoch) + step),
    close: () => Promise.resolve(),
  };
}

function streamFeed(stream: BatchStream, stepsPerEpoch: number | undefined): Feed {
  if (stepsPerEpoch !== undefined) stepsOf("stepsPerEpoch", stepsPerEpoch, { steps: stepsPerEpoch });
  const endless = typeof stream === "function" ? null : iteratorOf(stream);
  let pass = endless;
  let taken = 0;

  async function next(): Promise<(() => Batch<Inputs, Inputs>) | null> {
    const result = await pass?.next();
    if (result === undefined || result.done === true) {
      if (taken > 0 && stepsPerEpoch === undefined) return null;
      throw new RangeError(
        `the stream of batches ended after ${taken} of an epoch` +
          (stepsPerEpoch === undefined ? "" : `, whose stepsPerEpoch is ${stepsPerEpoch}`) +
          "; help: give a function that begins a new pass, (epoch) => batches",
      );
    }
    taken += 1;
    const { value } = result;
    return () => value;
  }

  return {
    stepsIn: () => stepsPerEpoch ?? Infinity,
    async begin(epoch, step) {
      taken = 0;
      if (typeof stream === "function") {
        await pass?.return?.();
        pass = iteratorOf(stream(epoch));
      } else if (step > 0) {
        throw new TypeError(
          `training is to go on at step ${step} of an epoch, which a stream that has begun cannot tell; help: give ` +
            "a function that begins a new pass, (epoch) => batches",
        );
      }
      while (taken < step) await next();
    },
    next,
    async close() {
      await pass?.return?.();
    },
  };
}

function iteratorOf(batches: Batches): AsyncIterator<Batch<Inputs, Inputs>> | Iterator<Batch<Inputs, Inputs>> {
  return Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
}
