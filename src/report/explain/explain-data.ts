import type { GatePass, WindowInside } from "../drawing/gates/gate-data.ts";

/** What an explanation shows: plain data that survives JSON. A missing number is `null`. */

/** Weights of one attention layer: weights[head][query][key]. */
export interface AttentionHeads {
  readonly layer: string;
  readonly weights: readonly (readonly (readonly number[])[])[];
}

/** What every explanation says about how it was made. */
export interface ExplanationData {
  /** For the browser's tab. */
  readonly title: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The command that made this, to be typed again. */
  readonly commandLine: string;
  /** The folder of the model. */
  readonly folder: string;
  readonly model: string;
  /** Which kernels ran, such as "native (avx2)". */
  readonly kernels: string;
  readonly threads: number;
  /** What is explained, for the input, and for the baseline that stands for nothing. */
  readonly output: number;
  readonly baseline: number;
  /** What the baseline is, to end a sentence: "a text without words". */
  readonly baselineMeaning: string;
  /** Places on the way from the baseline at which the model was differentiated. */
  readonly steps: number;
  /** Sum of all attributions less (output − baseline). */
  readonly error: number;
  readonly passes: readonly GatePass[];
  /** Sentences on what to keep in mind. */
  readonly notes: readonly string[];
}

/** A piece of a text between white space. */
export interface TextPart {
  /** As it is written. */
  readonly text: string;
  /** Null where the model does not read it. */
  readonly attribution: number | null;
}

/** Something that a model of texts reads: a word, or in a bag a pair of words or a run of characters. */
export interface TextFeature {
  readonly name: string;
  /** Where it first stands among the words, from 1; null in a bag. */
  readonly place: number | null;
  /** Whether the vocabulary has it. */
  readonly known: boolean;
  readonly attribution: number;
  readonly leaveOneOut: number;
}

/**
 * Why a classifier puts a text into a class. Outputs and attributions are shares of the probability of that class, 1 =
 * certain.
 */
export interface TextExplanation extends ExplanationData {
  readonly classes: readonly { readonly name: string; readonly probability: number }[];
  /** The class that is explained, and the one with the highest probability. */
  readonly explained: string;
  readonly predicted: string;
  /** The pieces that are read, in order, and the last of those before them. */
  readonly parts: readonly TextPart[];
  /**
   * Words in front that the model does not read because the text is too long, and how many of them are not even shown.
   */
  readonly unread: number;
  readonly unshown: number;
  readonly features: readonly TextFeature[];
  /** What stands at each step of passes and attention. */
  readonly words: readonly string[];
  readonly attentions: readonly AttentionHeads[];
}

/** Why a network forecasts what it does from one window. Outputs and attributions are in the target's unit. */
export interface WindowExplanation extends ExplanationData, WindowInside {
  readonly file: string;
  readonly horizonHours: number;
  /** What came, where it is known, and the value at the end of the window. */
  readonly truth: number | null;
  readonly last: number | null;
  /** What each column added, over all steps. */
  readonly columns: readonly { readonly name: string; readonly attribution: number; readonly leaveOneOut: number }[];
  /** attributions[column][step] */
  readonly attributions: readonly (readonly number[])[];
  /** What the forecast would lose without the readings of each step. */
  readonly leaveOneOut: readonly number[];
}
