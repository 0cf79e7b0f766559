import type { Dataset } from "../data/dataset.ts";
import { examplesIn, type Inputs } from "../tensor/inputs.ts";
import { scope } from "../tensor/memory.ts";
import type { OptionNames } from "../tensor/options.ts";
import type { Metric, MetricState } from "../metrics/metric.ts";
import { inference } from "../layers/shared/inference.ts";
import { createYielder } from "./event-loop.ts";
import type { Compiled } from "./compiled.ts";
import { batchResult } from "./readout.ts";
import { showValue } from "../tensor/show-value.ts";

export interface EvaluateOptions {
  /** Examples per batch, for data in arrays. Default: 32. */
  readonly batchSize?: number;
  /** Batches to take. Default: one pass. */
  readonly steps?: number;
  readonly signal?: AbortSignal;
}

export const evaluateNames: OptionNames<EvaluateOptions> = { batchSize: true, steps: true, signal: true };

/** The loss and metrics of a model on some data. */
export interface Evaluation {
  /** Mean over the examples. */
  readonly loss: number;
  /** By name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** The loss and metrics over the first `steps` batches. Rejects with the signal's reason when it is aborted. */
export async function evaluateOn(
  compiled: Compiled,
  data: Dataset<Inputs, Inputs>,
  steps: number,
  signal?: AbortSignal,
): Promise<Evaluation> {
  const yieldToEventLoop = createYielder();
  const sums = compiled.metrics.map((metric) => metric.begin());
  let total = 0;
  let examples = 0;
  for (let step = 0; step < steps; step++) {
    signal?.throwIfAborted();
    scope(() => {
      const batch = data.batch(step);
      const result = batchResult(compiled, batch, inference);
      total += result.loss.toArray()[0] * examplesIn(batch.x);
      examples += examplesIn(batch.x);
      result.measure(sums);
    });
    await yieldToEventLoop();
  }
  return {
    loss: total / examples,
    metrics: resultsOf(compiled.metrics, sums),
  };
}

/** The metrics by name. */
export function resultsOf(metrics: readonly Metric[], sums: readonly MetricState[]): Readonly<Record<string, number>> {
  return Object.assign({}, ...metrics.map(({ name }, i) => sums[i].results?.() ?? { [name]: sums[i].result() }));
}

/** How many steps a pass takes: those requested, or the data set's, which must then have an end. */
export function stepsOf(option: string, requested: number | undefined, data: Pick<Dataset, "steps">): number {
  const steps = requested ?? data.steps;
  if (!Number.isSafeInteger(steps) || steps < 1) {
    const help =
      requested === undefined && steps === Infinity
        ? `; help: this data set has no end, so say how many batches with ${option}`
        : "";
    throw new RangeError(`${option} must be an integer of at least 1, got ${showValue(steps)}${help}`);
  }
  return steps;
}
