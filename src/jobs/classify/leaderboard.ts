import type { ClassScores } from "./scores.ts";
import type { ModelName } from "./candidates.ts";

/** What a model is chosen by, on the validation texts: accuracy, the mean F1 of the classes, or the log loss. */
export const criteria = ["accuracy", "f1", "log-loss"] as const;
export type Criterion = (typeof criteria)[number];

/** A criterion in words. */
export const criterionNames: Readonly<Record<Criterion, string>> = {
  accuracy: "accuracy",
  f1: "mean F1",
  "log-loss": "log loss",
};

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
  /** The best in validation first. */
  readonly rows: readonly CandidateResult[];
  readonly best: ModelName;
  /** Whether any trained model has a better test accuracy than majority. */
  readonly beatsMajority: boolean;
}

export function leaderboardOf(results: readonly CandidateResult[], by: Criterion = "accuracy"): Leaderboard {
  const rows = results.toSorted((a, b) => order(a, b, by));
  const majority = results.find(({ model }) => model === "majority");
  return {
    rows,
    best: rows[0].model,
    beatsMajority: rows.some(
      ({ parameters, test }) => parameters > 0 && test.accuracy > (majority?.test.accuracy ?? Infinity),
    ),
  };
}

/** Whether a candidate comes before another in validation; of equal ones the one of smaller log loss. */
export function isBetter(one: CandidateResult, other: CandidateResult, by: Criterion = "accuracy"): boolean {
  return order(one, other, by) < 0;
}

function order({ validation: a }: CandidateResult, { validation: b }: CandidateResult, by: Criterion): number {
  const byLoss = a.logLoss - b.logLoss;
  if (by === "log-loss") return byLoss;
  return (by === "f1" ? (b.macroF1 ?? 0) - (a.macroF1 ?? 0) : b.accuracy - a.accuracy) || byLoss;
}

/** 1 − error / error of majority. */
export function skillOf(test: ClassScores, majority: ClassScores): number | null {
  return majority.accuracy === 1 ? null : 1 - (1 - test.accuracy) / (1 - majority.accuracy);
}
