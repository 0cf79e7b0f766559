import type { ComparisonCallbacks } from "../comparison/compare.ts";
import type { StepProgress } from "../comparison/fit-candidate.ts";
import type { Progress as DownloadProgress } from "../download/fetch-file.ts";
import type { ModelName } from "./candidates.ts";
import type { CandidateResult } from "./leaderboard.ts";
import type { Loaded } from "./load.ts";
import type { Prepared } from "./prepared.ts";
import type { EpochProgress } from "./train.ts";

/** What is told while a forecast is made. All functions are optional and synchronous. */
export interface ForecastCallbacks extends ComparisonCallbacks<ModelName, CandidateResult> {
  /** How far the download of the lecture's file has come. */
  onDownload?(progress: DownloadProgress): void;
  /** What is in the source and odd in it, in words; then what was repaired. */
  onDiagnosis?(lines: readonly string[]): void;
  onData?(loaded: Loaded): void;
  onPrepared?(prepared: Prepared): void;
  /** How long all models take at most, in seconds, from three steps of each; most end sooner. */
  onEstimate?(seconds: number): void;
  onStep?(progress: StepProgress): void;
  onEpoch?(progress: EpochProgress): void;
  /** The chosen model is about to be fitted again to all rows. */
  onRefit?(model: ModelName): void;
  /** The comparison begins again, from another origin or with another seed. */
  onRepetition?(label: string): void;
}
