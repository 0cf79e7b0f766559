import type { TranslationCurves, TranslationRow } from "../../report/translate/translation-data.ts";
import type { EncoderDecoder } from "../sequences/encoder-decoder.ts";
import type { ModelName } from "./candidates.ts";
import type { FullOptions } from "./options.ts";
import type { Prepared } from "./prepare.ts";

/** What came of a training. */
export interface TranslationResult {
  readonly options: FullOptions;
  readonly prepared: Prepared;
  /** Best validation BLEU first. */
  readonly rows: readonly TranslationRow[];
  readonly best: ModelName;
  readonly curves: readonly TranslationCurves[];
  /** Of the best model. */
  readonly model: EncoderDecoder;
  /** Its greedy translations of the validation sentences. */
  readonly translations: readonly string[];
  /** How BLEU was computed. */
  readonly signature: string;
  /** Sentences on what to keep in mind. */
  readonly notes: readonly string[];
  /** Whether the signal ended the run before all models were done. */
  readonly interrupted: boolean;
  /** Names of the files that were written. */
  readonly files: readonly string[];
}
