import type { Phrase } from "../../data/trees/tree.ts";
import type { ParseRow } from "../../report/parse/parse-data.ts";
import type { SequenceResult } from "../sequences/result.ts";
import type { ModelName } from "./candidates.ts";
import type { FullOptions, ParseOptions } from "./options.ts";
import type { Prepared } from "./prepare.ts";
import type { Parsed } from "./task.ts";

/** What came of a training. */
export interface ParseResult extends SequenceResult {
  readonly options: FullOptions;
  readonly prepared: Prepared;
  /** Best validation F1 first; baselines, which need no training, last. */
  readonly rows: readonly ParseRow[];
  readonly best: ModelName;
  /** Right trees and the best model's: of the test, or of the validation where the run was interrupted. */
  readonly gold: readonly Phrase[];
  readonly parsed: readonly Phrase[];
}

/** The types of learning to parse. */
export interface ParseTypes {
  readonly userOptions: ParseOptions;
  readonly options: FullOptions;
  readonly prepared: Prepared;
  readonly name: ModelName;
  readonly validated: Parsed;
  readonly result: ParseResult;
}
