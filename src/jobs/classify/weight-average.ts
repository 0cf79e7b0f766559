import type { Model } from "../../models/model.ts";
import { assign } from "../../tensor/tensor.ts";
import type { Callback } from "../../training/callbacks/callback.ts";

/** The average forgets older weights with a time constant of at most this number of steps. */
const steps = 100;

/**
 * Validates, and lets others keep, a running average of the weights in place of the latest ones, which go on being
 * trained. The average moves towards the latest weights by 1/(1 + n/5) in step n, and by 1/100 in the end: it never
 * holds much of the first weights, and not the jumps of the last few steps (Polyak & Juditsky 1992). Those who save
 * weights at the end of an epoch have to come before it among the callbacks.
 */
export function weightAverage(): Callback {
  let model: Model | undefined;
  let average = new Float64Array(0);
  let updates = 0;
  let latest: Float64Array | undefined;
  return {
    onTrainBegin(run) {
      model = run.model;
      average = Float64Array.from(run.model.flat.toArray());
      updates = 0;
    },
    onStepEnd({ step, steps: all }) {
      if (model === undefined) return;
      const weights = model.flat.toArray();
      const share = Math.max(1 / steps, 1 / (1 + updates / 5));
      for (let i = 0; i < average.length; i++) average[i] += share * (weights[i] - average[i]);
      updates += 1;
      if (step < all - 1) return;
      latest = Float64Array.from(weights);
      assign(model.flat, average);
    },
    onEpochEnd() {
      if (model !== undefined && latest !== undefined) assign(model.flat, latest);
      latest = undefined;
    },
  };
}
