import type { ClassScores } from "./scores.ts";
import type { ModelName } from "./candidates.ts";

/** One model's place in the comparison. */
export interface CandidateResult {
  readonly model: ModelName;
  /** Trained parameters; 0 for a baseline. */
  readonly parameters: number;
  readonly validation: ClassScores;
  readonly test: ClassScores;
  /** 1 − error / error of majority on the test texts; null where majority makes none. */
  readonly skill: number | null;
  readonly bestEpoch: number | null;
  readonly epochs: number;
  readonly seconds: number;
  readonly secondsPerEpoch: number | null;
  readonly note?: string;
}

export interface Leaderboard {
  /** Best validation accuracy first; of equal ones the smaller loss. */
  readonly rows: readonly CandidateResult[];
  readonly best: ModelName;
  /** Whether any trained model has a better test accuracy than majority. */
  readonly beatsMajority: boolean;
}

export function leaderboardOf(results: readonly CandidateResult[]): Leaderboard {
  const rows = results.toSorted(byValidation);
  const majority = results.find(({ model }) => model === "majority");
  return {
    rows,
    best: rows[0].model,
    beatsMajority: rows.some(
      ({ parameters, test }) => parameters > 0 && test.accuracy > (majority?.test.accuracy ?? Infinity),
    ),
  };
}

/** Whether a candidate comes before another: better validation accuracy, or the smaller loss of equal ones. */
export function isBetter(one: CandidateResult, other: CandidateResult): boolean {
  return byValidation(one, other) < 0;
}

function byValidation({ validation: a }: CandidateResult, { validation: b }: CandidateResult): number {
  return b.accuracy - a.accuracy || a.logLoss - b.logLoss;
}

/** 1 − error / error of majority. */
export function skillOf(test: ClassScores, majority: ClassScores): number | null {
  return majority.accuracy === 1 ? null : 1 - (1 - test.accuracy) / (1 - majority.accuracy);
}
