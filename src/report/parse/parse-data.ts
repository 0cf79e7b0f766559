/** What the report of a parser's training shows: plain data that survives JSON. */

/** How parsed trees compare to the right ones, by EVALB's rules; shares in per cent. */
export interface ParseScores {
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  readonly exactMatch: number;
  readonly sentences: number;
  /** Sentences that count, see `bracketScores`. */
  readonly valid: number;
  /** Trees of which nothing had to be mended. */
  readonly wellFormed: number;
}

/** One trained model, or a baseline. */
export interface ParseRow {
  readonly model: string;
  readonly parameters: number;
  /** Of greedy decoding. */
  readonly validation: ParseScores;
  /** Of beam search; null where the run was interrupted. */
  readonly test: ParseScores | null;
  /** Null for what needs no training. */
  readonly training: {
    /** On the validation trees, without label smoothing. */
    readonly perplexity: number;
    /** How many checkpoints its weights are the mean of; 1 for those of one moment. */
    readonly averaged: number;
    readonly updates: number;
    readonly passes: number;
    /** Of training alone, without validation. */
    readonly seconds: number;
    /** Target tokens trained on per second, padding left out. */
    readonly tokensPerSecond: number;
  } | null;
  readonly note?: string;
}

/** Figures at each validation of one model. */
export interface ParseCurves {
  readonly model: string;
  /** Updates done by then. */
  readonly updates: readonly number[];
  /** Mean training loss since the validation before, with label smoothing and dropout. */
  readonly loss: readonly (number | null)[];
  /** The same loss on the validation trees, without dropout. */
  readonly validationLoss: readonly (number | null)[];
  readonly f1: readonly (number | null)[];
  readonly tokensPerSecond: readonly number[];
}

/** A tree to draw; words have no children. */
export interface ShownTree {
  readonly label: string;
  readonly children: readonly ShownTree[];
}

export interface ParseData {
  readonly title: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly source: string;
  /** Best validation F1 first, then the baselines. */
  readonly rows: readonly ParseRow[];
  readonly best: string;
  readonly curves: readonly ParseCurves[];
  readonly samples: readonly { readonly gold: ShownTree; readonly parsed: ShownTree }[];
  /** Plain text, one line each. */
  readonly diagnosis: readonly string[];
  readonly notes: readonly string[];
  readonly modelSummary: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
}
