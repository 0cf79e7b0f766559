import type { Optimizer } from "../../optimizers/optimizer.ts";
import type { Schedule } from "../../optimizers/schedules/index.ts";
import type { EncoderDecoder } from "./encoder-decoder.ts";

/** How many tokens there are, padding included. */
export interface VocabularySizes {
  readonly source: number;
  readonly target: number;
}

/** How a model that reads a source and writes a target is made and trained. */
export interface Recipe {
  model(vocabulary: VocabularySizes, seed: number): EncoderDecoder;
  readonly learningRate: Schedule;
  optimizer(learningRate: Schedule): Optimizer;
  readonly labelSmoothing: number;
  /** Updates, if nothing ends the training before. */
  readonly updates: number;
}
