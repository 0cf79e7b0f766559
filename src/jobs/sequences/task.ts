import type { PairDataset } from "../../data/text/pair-dataset.ts";
import type { EncoderDecoder } from "./encoder-decoder.ts";

/** What came of decoding the validation sources. */
export interface ValidationResult {
  /** What models are chosen by; more is better. */
  readonly score: number;
}

/** What a model is to learn, and how it is evaluated. */
export interface SequenceTask<Result extends ValidationResult> {
  readonly train: PairDataset;
  readonly validation: PairDataset;
  /**
   * Makes what decodes all validation sources with the weights that the model has at that moment, and evaluates what
   * came of it.
   */
  evaluate(model: EncoderDecoder): () => Promise<Result>;
  /** A source and what was written for it, to show after validation number `turn`. */
  sample(result: Result, turn: number): SequenceSample;
}

export interface SequenceSample {
  readonly source: string;
  readonly output: string;
}

/** How long a model is trained, and what is kept of it. */
export interface TrainingLimits {
  /** Maximum number of updates of the weights per model. Default: the recipe's. */
  readonly updates?: number;
  /** Maximum minutes of training per model. Default: no limit. */
  readonly minutes?: number;
  /** Updates from one validation, and checkpoint, to the next. Default: one pass over the pairs, 2,000 at most. */
  readonly validateEvery?: number;
  /** Validations without a better one after which a model ends. */
  readonly patience: number;
  /** Number of last checkpoints to average; the average is saved if it is better than the best of them. */
  readonly average: number;
  /** Of first weights, order and dropout. */
  readonly seed: number;
}

/** Options that every job has, with their defaults. */
export interface SequenceOptions extends TrainingLimits {
  readonly preset: string;
  readonly models: readonly string[];
}

/** What every job makes of its data. */
export interface PreparedSequences {
  /** Of sources and targets alike. */
  readonly vocabulary: { readonly size: number };
  /** Plain text, one line each. */
  readonly diagnosis: readonly string[];
  readonly notes: readonly string[];
}
