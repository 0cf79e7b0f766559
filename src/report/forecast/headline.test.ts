import { expect, test } from "vitest";
import { exampleForecast } from "../../../test/report.ts";
import type { ForecastData, LeaderboardRow } from "./forecast-data.ts";
import { headline } from "./headline.ts";

const data = exampleForecast();

/** The example with a test error for its GRU, and what follows from that. */
function withError(mae: number | null, more: Partial<ForecastData["leaderboard"]> = {}): ForecastData {
  const skill = mae === null ? null : 1 - mae / 2.571;
  const change = (row: LeaderboardRow): LeaderboardRow =>
    row.model === "GRU" ? { ...row, test: { mae, rmse: mae }, skill } : row;
  const { leaderboard, test: testSplit } = data;
  return {
    ...data,
    simulated: false,
    leaderboard: {
      ...leaderboard,
      rows: leaderboard.rows.map(change),
      beatsNaive: skill !== null && skill > 0,
      ...more,
    },
    test: { ...testSplit, byHorizon: testSplit.byHorizon.slice(0, 1) },
  };
}

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

test("a model that beats the naive forecast is named with both errors", () => {
  const { answer, detail, numbers } = headline(withError(1.877));
  expect(plain(answer)).toBe(
    "GRU forecasts T (°C) 24 h ahead with a mean error of 1.9 °C, 27 % better than the naive forecast.",
  );
  expect(plain(detail)).toContain("off by 2.6 °C");
  expect(numbers.map(({ value, kind }) => [plain(value), kind])).toEqual([
    ["1.9 °C", "best"],
    ["2.6 °C", "naive"],
    ["27 %", "plain"],
  ]);
});

test("errors that are close get the digits that tell them apart", () => {
  expect(plain(headline(withError(2.55)).answer)).toContain("a mean error of 2.55 °C, 0.8 % better");
});

test("simulated targets are called so", () => {
  expect(plain(headline({ ...withError(1.877), simulated: true }).answer)).toContain(
    "GRU forecasts simulated T (°C) 24 h",
  );
});

test("several horizons are said", () => {
  expect(plain(headline(data).answer)).toContain("simulated T (°C) up to 24 h ahead");
});

test("it is said plainly when nothing beats the naive forecast", () => {
  const { answer, detail } = headline(withError(2.7));
  expect(plain(answer)).toBe("No model beats the naive forecast of T (°C) 24 h ahead.");
  expect(plain(detail)).toBe(
    "The naive forecast is off by 2.57 °C on average over the test split; the chosen model, GRU, is off by 2.70 " +
      "°C, 5 % worse.",
  );
  expect(headline(withError(2.571)).answer).toMatch(/^No model beats/);
  expect(plain(headline(withError(null)).detail)).toContain("the chosen model, GRU, gave no finite error.");
});

test("a model that was not chosen does not count as an answer", () => {
  const { answer, detail } = headline(withError(2.7, { beatsNaive: true }));
  expect(plain(answer)).toBe(
    "GRU, chosen by its validation error, does not beat the naive forecast of T (°C) 24 h ahead.",
  );
  expect(detail).toContain("Another model did better there");
  const won = withError(2.7, { beatsNaive: true });
  const rows = won.leaderboard.rows.map((row) =>
    row.model === "dense" ? { ...row, test: { mae: 2.51, rmse: 3 }, skill: 0.024 } : row,
  );
  const named = headline({ ...won, leaderboard: { ...won.leaderboard, rows } }).detail;
  expect(plain(named)).toContain("dense (2.51 °C) did better there");
  const naive = headline(withError(2.7, { beatsNaive: true, best: "naive" }));
  expect(plain(naive.answer)).toContain("The naive forecast of T (°C) 24 h ahead was chosen");
  expect(naive.numbers).toHaveLength(1);
});

test("a leaderboard without its best row is an error", () => {
  expect(() => headline(withError(1, { best: "LSTM" }))).toThrow('there is no model "LSTM" among naive, dense, GRU');
});
