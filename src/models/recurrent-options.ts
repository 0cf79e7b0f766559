import type { OptionNames } from "../tensor/options.ts";
import { checkCount, checkName, checkRate } from "../layers/shared/checks.ts";

export type RecurrentCell = "lstm" | "gru";
export type RecurrentAttention = "none" | "luong" | "bahdanau";
/** How luong compares a state of the decoder with one of the encoder: their product, or one through a matrix. */
export type LuongScore = "dot" | "general";

export interface RecurrentEncoderDecoderOptions {
  /** How many tokens there are; they go from 0, which is padding, to vocabularySize − 1. */
  readonly vocabularySize: number;
  /** Of the source, where it is another one. Default: vocabularySize. */
  readonly sourceVocabularySize?: number;
  /** Default: lstm. */
  readonly cell?: RecurrentCell;
  /** Default: luong. */
  readonly attention?: RecurrentAttention;
  /** For attention luong. Default: general. */
  readonly score?: LuongScore | null;
  /** Size of the states; of a bidirectional encoder half of it in each direction. Default: 256. */
  readonly units?: number;
  /** Numbers per token. Default: units. */
  readonly embeddingDim?: number;
  /**
   * Layers of the encoder, and of the decoder, each of which begins with the last state of its counterpart. Default: 1.
   */
  readonly numLayers?: number;
  /** Whether the encoder reads the source both ways. Default: true. */
  readonly bidirectional?: boolean;
  /**
   * Share dropped while training of what every recurrent layer reads, the same at all steps (Gal & Ghahramani 2016,
   * arXiv:1512.05287), and of what the output reads. Default: 0.
   */
  readonly dropout?: number;
  /** Share of the states dropped on their way to the next step while training, the same at all steps. Default: 0. */
  readonly recurrentDropout?: number;
}

/** Options with all defaults, as saved models store them. */
export type FullRecurrentOptions = Required<RecurrentEncoderDecoderOptions>;

export interface RecurrentSpec {
  readonly kind: "recurrentEncoderDecoder";
  readonly options: FullRecurrentOptions;
}

export const recurrentNames: OptionNames<RecurrentEncoderDecoderOptions> = {
  vocabularySize: true,
  sourceVocabularySize: true,
  cell: true,
  attention: true,
  score: true,
  units: true,
  embeddingDim: true,
  numLayers: true,
  bidirectional: true,
  dropout: true,
  recurrentDropout: true,
};

/** Fills in the defaults. Throws RangeErrors and TypeErrors that name the option. */
export function fullRecurrentOptions(options: RecurrentEncoderDecoderOptions): FullRecurrentOptions {
  const who = "recurrentEncoderDecoder";
  const { vocabularySize, sourceVocabularySize = vocabularySize, units = 256, embeddingDim = units } = options;
  const { cell = "lstm", attention = "luong", score = attention === "luong" ? "general" : null } = options;
  const { numLayers = 1, bidirectional = true, dropout = 0, recurrentDropout = 0 } = options;
  const counts = { vocabularySize, sourceVocabularySize, units, embeddingDim, numLayers };
  for (const [name, count] of Object.entries(counts)) checkCount(who, name, count);
  checkName(who, "cell", cell, ["lstm", "gru"]);
  checkName(who, "attention", attention, ["none", "luong", "bahdanau"]);
  if (attention === "luong") checkName(who, "score", score ?? "", ["dot", "general"]);
  else if (score !== null) {
    throw new TypeError(`${who}: attention "${attention}" has no score; help: leave it out, or attention: "luong"`);
  }
  if (bidirectional && units % 2 !== 0) {
    throw new RangeError(
      `${who}: units must be even when the encoder is bidirectional, half for each direction, got ${units}`,
    );
  }
  checkRate(who, "dropout", dropout);
  checkRate(who, "recurrentDropout", recurrentDropout);
  return { ...counts, cell, attention, score, bidirectional, dropout, recurrentDropout };
}
