import type { Model } from "../src/models/model.ts";
import type { TrainingRun } from "../src/training/callbacks/callback.ts";

/** What fit tells a callback when training begins, for callbacks that are tested alone. */
export function runOf(model: Model, more: Partial<TrainingRun> = {}): TrainingRun {
  let scale = 1;
  return {
    model,
    metrics: [],
    initialEpoch: 0,
    epochs: 1,
    steps: 1,
    state: () => ({ epoch: 0, updates: 0, weights: model.flat.toArray(), slots: {} }),
    learningRate: () => scale,
    scaleLearningRate: (factor) => void (scale *= factor),
    ...more,
  };
}
