import type { TranslationRow } from "../../report/translate/translation-data.ts";
import type { SequenceResult } from "../sequences/result.ts";
import type { ModelName } from "./candidates.ts";
import type { FullOptions } from "./options.ts";
import type { Prepared } from "./prepare.ts";

/** What came of a training. */
export interface TranslationResult extends SequenceResult {
  readonly options: FullOptions;
  readonly prepared: Prepared;
  /** Best validation BLEU first. */
  readonly rows: readonly TranslationRow[];
  readonly best: ModelName;
  /** The best model's greedy translations of the validation sentences. */
  readonly translations: readonly string[];
  /** How BLEU was computed. */
  readonly signature: string;
}
