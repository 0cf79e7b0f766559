import type { Loss } from "../losses/loss.ts";
import type { Metric } from "../metrics/metric.ts";
import type { Model } from "../models/model.ts";
import type { Trained } from "./trained.ts";

/** A model with its losses and metrics. */
export interface Compiled {
  readonly model: Model;
  /** Loss, weight and metrics of each output, in their order. */
  readonly outputs: readonly CompiledOutput[];
  /** All metrics that are reported beside the loss, in the order of batchResult. */
  readonly metrics: readonly Metric[];
  readonly trained: Trained;
}

/** Loss, weight and metrics of one output. */
export interface CompiledOutput {
  readonly loss: Loss;
  /** What its loss is multiplied by in the loss of all. */
  readonly weight: number;
  /** In which every example counts once. */
  readonly metrics: readonly Metric[];
  /** In which examples count as much as their weights say; they come after the others. */
  readonly weightedMetrics: readonly Metric[];
}
