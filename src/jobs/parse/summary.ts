import type { ParseRow } from "../../report/parse/parse-data.ts";
import { machineOf, standingOf } from "../sequences/result.ts";
import type { FullOptions } from "./options.ts";
import type { ParseResult } from "./result.ts";

/** A training of parsers in numbers: leaderboard.json, and what `lookback parse train --json` prints. */
export interface ParseSummary {
  readonly schema: 2;
  readonly metric: "f1";
  readonly data: {
    readonly trees: string;
    readonly read: number;
    readonly tooLong: number;
    /** Phrases that were trained on by themselves. */
    readonly phrases: number;
    readonly vocabulary: number;
    readonly tags: string;
  };
  readonly split: { readonly train: number; readonly validation: number; readonly test: number };
  readonly options: FullOptions;
  readonly kernels: string;
  readonly threads: number;
  readonly seed: number;
  readonly leaderboard: readonly ParseRow[];
  readonly best: string;
  readonly interrupted: boolean;
  readonly notes: readonly string[];
  readonly out: string;
}

/** The numbers of a training that is written to the folder `out`. */
export function summaryOf(result: ParseResult, out: string): ParseSummary {
  const { prepared, options } = result;
  const { source, treesRead, tooLong, phrases, vocabulary, train, validation, test } = prepared;
  return {
    schema: 2,
    metric: "f1",
    data: { trees: source, read: treesRead, tooLong, phrases, vocabulary: vocabulary.size, tags: options.tags },
    split: { train: train.length, validation: validation.length, test: test.length },
    options,
    ...machineOf(result),
    ...standingOf(result, out),
  };
}
