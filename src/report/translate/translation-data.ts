/** What the report of a translation training shows: plain data that survives JSON. */

/** Scores on the validation pairs. */
export interface TranslationScores {
  /** sacreBLEU, from 0 to 100, of greedy translations. */
  readonly bleu: number;
  /** chrF, from 0 to 100. */
  readonly chrf: number;
  /** e to the mean cross-entropy per token, without label smoothing. */
  readonly perplexity: number;
}

/** One trained model. */
export interface TranslationRow {
  readonly model: string;
  readonly parameters: number;
  readonly validation: TranslationScores;
  /** How many checkpoints its weights are the mean of; 1 for those of one moment. */
  readonly averaged: number;
  readonly updates: number;
  readonly passes: number;
  /** Of training alone, without validation. */
  readonly seconds: number;
  /** Target tokens trained on per second, padding left out. */
  readonly tokensPerSecond: number;
  readonly note?: string;
}

/** Figures at each validation of one model. */
export interface TranslationCurves {
  readonly model: string;
  /** Updates done by then. */
  readonly updates: readonly number[];
  /** Mean training loss since the validation before, with label smoothing and dropout. */
  readonly loss: readonly (number | null)[];
  /** The same loss on the validation pairs, without dropout. */
  readonly validationLoss: readonly (number | null)[];
  readonly bleu: readonly (number | null)[];
  readonly tokensPerSecond: readonly number[];
}

/** A validation pair and what the chosen model makes of it. */
export interface TranslationSample {
  readonly source: string;
  readonly reference: string;
  readonly translation: string;
}

export interface TranslationData {
  readonly title: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly sourceFile: string;
  readonly targetFile: string;
  /** Best validation BLEU first. */
  readonly rows: readonly TranslationRow[];
  readonly best: string;
  /** How the BLEU figures were computed. */
  readonly signature: string;
  readonly curves: readonly TranslationCurves[];
  readonly samples: readonly TranslationSample[];
  /** Plain text, one line each. */
  readonly diagnosis: readonly string[];
  readonly notes: readonly string[];
  readonly modelSummary: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
}
