import { expect, test } from "vitest";
import { leaderboardOf, type CandidateResult } from "./leaderboard.ts";
import { scoresOf, skillOf } from "./scores.ts";
import type { ModelName } from "./candidates.ts";

function row(model: ModelName, validationMae: number | null, testMae: number | null): CandidateResult {
  return {
    model,
    parameters: model === "naive" ? 0 : 5,
    validation: { mae: validationMae, rmse: validationMae },
    test: { mae: testMae, rmse: testMae },
    normalized: { validationMae },
    skill: null,
    metrics: { mase: null, smape: null, weightedQuantileLoss: null, crps: null, intervals: [] },
    bestEpoch: null,
    epochs: 0,
    seconds: 0,
    secondsPerEpoch: null,
  };
}

test("scores are over all pairs", () => {
  expect(scoresOf(Float64Array.of(1, 2, 7), Float64Array.of(2, 2, 3))).toEqual({
    mae: 5 / 3,
    rmse: Math.sqrt(17 / 3),
  });
});

test("what is not finite is no score", () => {
  expect(scoresOf(Float64Array.of(1, NaN), Float64Array.of(2, 2))).toEqual({ mae: null, rmse: null });
  expect(scoresOf(new Float64Array(0), new Float64Array(0))).toEqual({ mae: null, rmse: null });
});

test("skill is the share of the naive error that is gone", () => {
  const naive = { mae: 4, rmse: 5 };
  expect(skillOf({ mae: 3, rmse: 9 }, naive)).toBe(0.25);
  expect(skillOf({ mae: 6, rmse: 1 }, naive)).toBe(-0.5);
  expect(skillOf({ mae: null, rmse: null }, naive)).toBeNull();
  expect(skillOf(naive, { mae: 0, rmse: 0 })).toBeNull();
});

test("models are sorted and chosen by validation, and failed ones come last", () => {
  const rows = [row("naive", 2, 2), row("gru", null, null), row("lstm", 1, 3), row("linear", 1.5, 1)];
  const { best, beatsNaive, rows: sorted } = leaderboardOf(rows, "lstm");
  expect(sorted.map(({ model }) => model)).toEqual(["lstm", "linear", "naive", "gru"]);
  expect(best).toBe("lstm");
  expect(beatsNaive).toBe(true);
});

test("naive does not beat itself, and a baseline is no trained model", () => {
  expect(leaderboardOf([row("naive", 2, 2), row("gru", 1, 2)], "gru").beatsNaive).toBe(false);
  expect(leaderboardOf([row("naive", 2, 2), { ...row("seasonal", 1, 1), parameters: 0 }], "seasonal").beatsNaive).toBe(
    false,
  );
});
