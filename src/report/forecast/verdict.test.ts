import { expect, test } from "vitest";
import { exampleForecast } from "../../../test/report.ts";
import type { ForecastLeaderboard, ForecastRow } from "./forecast-data.ts";
import { verdict, verdictOf } from "./verdict.ts";

const { leaderboard } = exampleForecast();
const [naive, dense, gru] = leaderboard.rows;
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

function compared(statistic: number, p: number, skill: number | null = 0.27): ForecastRow {
  return { ...gru, againstReference: { reference: "seasonal", skill, dieboldMariano: { statistic, p } } };
}

test("better, worse and no difference are told by the test", () => {
  expect(plain(verdictOf(compared(-3, 0.0031)))).toBe("GRU is better than seasonal: p = 0.003");
  expect(plain(verdictOf(compared(-9, 1e-9)))).toBe("GRU is better than seasonal: p < 0.001");
  expect(plain(verdictOf(compared(2.1, 0.041)))).toBe("GRU is worse than seasonal: p = 0.041");
  expect(plain(verdictOf(compared(-0.8, 0.4)))).toBe(
    "Between GRU and seasonal there is no difference that this test split could show: p = 0.40",
  );
  expect(plain(verdictOf(compared(-1.96, 0.05)))).toContain("no difference that this test split could show: p = 0.050");
  const short = { ...gru, againstReference: { reference: "seasonal", skill: 0.1, dieboldMariano: null } };
  expect(verdictOf(short)).toBe("The test split has too few forecasts to tell GRU from seasonal");
  expect(verdictOf(naive)).toBe("");
});

test("a reference that was chosen is compared with the best trained model", () => {
  const chosen: ForecastLeaderboard = { ...leaderboard, best: "naive" };
  expect(plain(verdict(chosen))).toContain("the skill of GRU is 27 %: its mean error is 27 % smaller. GRU is better");
  expect(plain(verdict({ ...chosen, rows: [naive, dense] }))).toContain(
    "the skill of dense is −12 %: its mean error is 12 % larger. Between dense and naive there is no difference",
  );
  expect(verdict({ ...chosen, rows: [naive] })).toBe("");
  expect(plain(verdict({ ...leaderboard, rows: [naive, compared(-3, 0.01, null)] }))).toContain(
    "no skill could be measured",
  );
});
