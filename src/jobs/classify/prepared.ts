import type { Dataset } from "../../data/dataset.ts";
import type { Vocabulary } from "../../data/text/vocabulary.ts";
import type { NetworkName } from "./candidates.ts";
import type { LabelledTexts } from "./labelled-texts.ts";
import type { Loaded } from "./load.ts";
import type { TextSplit } from "./split-texts.ts";

/** What a model learns from. */
export interface CandidateData {
  readonly train: Dataset;
  readonly validation: Dataset;
  /** Passes over the training texts, at most. */
  readonly epochs: number;
  /** 1 + the largest index in x. */
  readonly inputDim: number;
  /** Length of the inputs; null where it differs from batch to batch. */
  readonly length: number | null;
  readonly classes: number;
}

/** What texts are turned into indices by. */
export type Encoder = Pick<Vocabulary, "encode" | "size">;

/** Texts to evaluate: in order, each once. */
export interface JudgedTexts {
  readonly dataset: Dataset;
  readonly rows: number;
  readonly labels: Int32Array;
}

/** Everything that a comparison of classifiers needs. */
export interface Prepared {
  readonly texts: LabelledTexts;
  readonly classes: readonly string[];
  readonly split: TextSplit;
  /** Texts of each class. */
  readonly counts: {
    readonly train: readonly number[];
    readonly validation: readonly number[];
    readonly test: readonly number[];
  };
  readonly testTexts: readonly string[];
  readonly testLabels: Int32Array;
  readonly testSource: string | null;
  readonly columns: Loaded["columns"];
  readonly duplicates: number;
  readonly unseen: readonly { readonly label: string; readonly count: number }[];
  readonly vocabulary: Vocabulary;
  /** Words of a text that are read. */
  readonly length: number;
  readonly epochs: number;
  /** What was found in the texts, in words. */
  readonly diagnosis: readonly string[];
  readonly notes: readonly string[];
  /** Batches for training and choosing. */
  dataOf(model: NetworkName): CandidateData;
  /** Batches for judging; null stands for a baseline that reads nothing. */
  inputsOf(model: NetworkName | null): { readonly validation: JudgedTexts; readonly test: JudgedTexts };
  /** What a model's texts are turned into indices by. */
  encoderOf(model: NetworkName): Encoder;
}
