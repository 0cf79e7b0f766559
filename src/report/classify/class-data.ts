/**
 * What the report of a classification shows: plain data that survives JSON. Shares and probabilities are from 0 to 1.
 */

/** Scores on one set of texts. */
export interface ClassScoresData {
  readonly accuracy: number;
  /** Mean of −ln p of the right class. */
  readonly logLoss: number;
  readonly macroF1: number | null;
  readonly perClass: readonly {
    readonly precision: number | null;
    readonly recall: number | null;
    readonly f1: number | null;
    readonly support: number;
  }[];
  /** [truth][prediction], numbers of texts. */
  readonly confusion: readonly (readonly number[])[];
  readonly calibration: {
    readonly expectedError: number;
    readonly bins: readonly {
      readonly from: number;
      readonly to: number;
      readonly confidence: number;
      readonly accuracy: number;
      readonly count: number;
    }[];
  };
}

/** One of the compared models, or the baseline. */
export interface ClassRow {
  readonly model: string;
  /** Trained numbers; 0 for the baseline. */
  readonly parameters: number;
  readonly validation: ClassScoresData;
  readonly test: ClassScoresData;
  readonly bestEpoch: number | null;
  readonly epochs: number;
  readonly seconds: number;
  readonly secondsPerEpoch: number | null;
  readonly note?: string;
}

/** Figures by epoch of one model. */
export interface ClassCurves {
  readonly model: string;
  readonly accuracy: readonly (number | null)[];
  readonly validationAccuracy: readonly (number | null)[];
  readonly bestEpoch: number | null;
}

/** A text that the chosen model is sure about and wrong. */
export interface MistakenText {
  readonly text: string;
  readonly truth: string;
  readonly prediction: string;
  /** Of the class predicted. */
  readonly probability: number;
}

export interface ClassData {
  readonly title: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly file: string;
  readonly classes: readonly string[];
  /** Best validation accuracy first. */
  readonly rows: readonly ClassRow[];
  readonly best: string;
  readonly curves: readonly ClassCurves[];
  readonly mistakes: readonly MistakenText[];
  /** Plain text, one line each. */
  readonly diagnosis: readonly string[];
  readonly notes: readonly string[];
  readonly modelSummary: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
}
