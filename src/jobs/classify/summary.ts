import { backendInUse } from "../../tensor/backend-in-use.ts";
import type { ClassifyResult } from "./classify.ts";
import type { LeftOut } from "./labelled-texts.ts";
import type { CandidateResult } from "./leaderboard.ts";
import type { ClassScores } from "./scores.ts";

/** How many texts are for what, and how many of each class, in the order of `data.classes`. */
interface PartSummary {
  readonly texts: number;
  readonly perClass: readonly number[];
}

/** What `--json` prints and leaderboard.json holds: the same shape as a forecast's, with accuracies for errors. */
export interface ClassifySummary {
  readonly schema: 2;
  readonly metric: "accuracy";
  readonly data: {
    readonly file: string;
    readonly test: string | null;
    readonly texts: number;
    readonly classes: readonly string[];
    readonly leftOut: LeftOut;
    /** Different texts both in the training and the test split. */
    readonly duplicates: number;
    /** Test texts whose label nobody could learn. */
    readonly unseen: readonly { readonly label: string; readonly count: number }[];
    readonly words: number;
    readonly length: number;
  };
  readonly split: { readonly train: PartSummary; readonly validation: PartSummary; readonly test: PartSummary };
  readonly kernels: string;
  readonly threads: number;
  readonly seed: number;
  readonly leaderboard: readonly CandidateResult[];
  readonly best: string;
  /** How the chosen model does on the test texts once it is fitted again, as it is saved; null where it was not. */
  readonly refitted: ClassScores | null;
  readonly beatsMajority: boolean;
  readonly interrupted: boolean;
  readonly notes: readonly string[];
  readonly out: string;
}

/** The numbers of a classification that is written to the folder `out`. */
export function summaryOf(result: ClassifyResult, out: string): ClassifySummary {
  const { prepared, leaderboard, refitted, seed, interrupted, notes } = result;
  const { texts, classes, counts, duplicates, unseen, testSource, vocabulary, length } = prepared;
  return {
    schema: 2,
    metric: "accuracy",
    data: {
      file: texts.source,
      test: testSource,
      texts: texts.texts.length,
      classes,
      leftOut: texts.leftOut,
      duplicates,
      unseen,
      words: vocabulary.size,
      length,
    },
    split: { train: part(counts.train), validation: part(counts.validation), test: part(counts.test) },
    kernels: backendInUse().name,
    threads: backendInUse().threads,
    seed,
    leaderboard: leaderboard.rows,
    best: leaderboard.best,
    refitted,
    beatsMajority: leaderboard.beatsMajority,
    interrupted,
    notes,
    out,
  };
}

function part(perClass: readonly number[]): PartSummary {
  return { texts: perClass.reduce((sum, count) => sum + count, 0), perClass };
}
