import type { Phrase } from "../../data/trees/tree.ts";
import type { ParseCurves, ParseRow } from "../../report/parse/parse-data.ts";
import type { EncoderDecoder } from "../sequences/encoder-decoder.ts";
import type { ModelName } from "./candidates.ts";
import type { FullOptions } from "./options.ts";
import type { Prepared } from "./prepare.ts";

/** What came of a training. */
export interface ParseResult {
  readonly options: FullOptions;
  readonly prepared: Prepared;
  /** Best validation F1 first; baselines, which need no training, last. */
  readonly rows: readonly ParseRow[];
  readonly best: ModelName;
  readonly curves: readonly ParseCurves[];
  /** Of the best model. */
  readonly model: EncoderDecoder;
  /** Right trees and the best model's: of the test, or of the validation where the run was interrupted. */
  readonly gold: readonly Phrase[];
  readonly parsed: readonly Phrase[];
  /** Sentences on what to keep in mind. */
  readonly notes: readonly string[];
  /** Whether the signal ended the run before all models were done. */
  readonly interrupted: boolean;
  /** Names of the files that were written. */
  readonly files: readonly string[];
}
