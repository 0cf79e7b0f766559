import type { TranslationRow } from "../../report/translate/translation-data.ts";
import { machineOf, standingOf } from "../sequences/result.ts";
import type { TranslationResult } from "./result.ts";

/** A training of translators in numbers: leaderboard.json, and what `lookback translate train --json` prints. */
export interface TranslationSummary {
  readonly schema: 2;
  readonly metric: "bleu";
  readonly data: {
    readonly source: string;
    readonly target: string;
    /** Pairs read, and those left out: empty, too long, of equal text. */
    readonly pairs: number;
    readonly leftOut: Readonly<Record<string, number>>;
    readonly vocabulary: number;
    readonly lowercase: boolean;
  };
  readonly split: { readonly train: number; readonly validation: number };
  readonly kernels: string;
  readonly threads: number;
  readonly seed: number;
  readonly signature: string;
  readonly leaderboard: readonly TranslationRow[];
  readonly best: string;
  readonly interrupted: boolean;
  readonly notes: readonly string[];
  readonly out: string;
}

/** The numbers of a training that is written to the folder `out`. */
export function summaryOf(result: TranslationResult, out: string): TranslationSummary {
  const { prepared, signature, options } = result;
  const { sourceName, targetName, pairsRead, leftOut, vocabulary, train, validation } = prepared;
  return {
    schema: 2,
    metric: "bleu",
    data: {
      source: sourceName,
      target: targetName,
      pairs: pairsRead,
      leftOut,
      vocabulary: vocabulary.size,
      lowercase: options.lowercase,
    },
    split: { train: train.pairs, validation: validation.pairs },
    ...machineOf(result),
    signature,
    ...standingOf(result, out),
  };
}
