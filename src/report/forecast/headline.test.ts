import { expect, test } from "vitest";
import { exampleForecast } from "../../../test/report.ts";
import type { ForecastData, ForecastRow } from "./forecast-data.ts";
import { headline } from "./headline.ts";

const data = exampleForecast();

/** The example with a test error for its GRU, and what follows from that. */
function withError(mae: number | null, more: Partial<ForecastData["leaderboard"]> = {}): ForecastData {
  const skill = mae === null ? null : 1 - mae / 2.571;
  const change = (row: ForecastRow): ForecastRow =>
    row.model === "GRU"
      ? {
          ...row,
          test: { mae, rmse: mae },
          skill,
          againstReference: { reference: "naive", skill, dieboldMariano: { statistic: -1, p: 0.4 } },
        }
      : row;
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
  expect(plain(detail)).toBe(
    "The naive forecast is off by 2.6 °C on average over the same test split, which no model saw before. Between GRU " +
      "and naive there is no difference that this test split could show: p = 0.40.",
  );
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
  expect(plain(answer)).toBe("No trained model beats the naive forecast of T (°C) 24 h ahead.");
  expect(plain(detail)).toBe(
    "The naive forecast is off by 2.57 °C on average over the test split; the chosen model, GRU, is off by 2.70 " +
      "°C, 5 % worse. Between GRU and naive there is no difference that this test split could show: p = 0.40.",
  );
  expect(headline(withError(2.571)).answer).toMatch(/^No trained model beats/);
  expect(plain(headline(withError(null)).detail)).toContain("the chosen model, GRU, gave no finite error.");
});

test("a model that was not chosen does not count as an answer", () => {
  const lost = withError(2.7);
  const rows = lost.leaderboard.rows.map((row) =>
    row.model === "dense" ? { ...row, test: { mae: 2.51, rmse: 3 }, skill: 0.024 } : row,
  );
  const won = { ...lost, leaderboard: { ...lost.leaderboard, rows } };
  const { answer, detail } = headline(won);
  expect(plain(answer)).toBe(
    "GRU, chosen by its validation error, does not beat the naive forecast of T (°C) 24 h ahead.",
  );
  expect(plain(detail)).toContain("it is off by 2.70 °C. The naive forecast is off by 2.57 °C.");
  expect(plain(detail)).toContain("dense (2.51 °C) did better there");
  const naive = headline({ ...won, leaderboard: { ...won.leaderboard, best: "naive" } });
  expect(plain(naive.answer)).toBe(
    "The naive forecast of T (°C) 24 h ahead was chosen: in validation no trained model is better by more than chance.",
  );
  expect(naive.numbers).toHaveLength(1);
});

test("a leaderboard without its best row is an error", () => {
  expect(() => headline(withError(1, { best: "LSTM" }))).toThrow('there is no model "LSTM" among naive, dense, GRU');
});

/** The example with a seasonal forecast as the best reference model, and what GRU does against it. */
function withSeasonal(mae: number, gruMae: number, more: Partial<ForecastData["leaderboard"]> = {}): ForecastData {
  const { leaderboard, ...others } = withError(gruMae);
  const [naive, dense, gru] = leaderboard.rows;
  const against = (row: ForecastRow): ForecastRow => ({
    ...row,
    againstReference: {
      reference: "seasonal",
      skill: 1 - (row.test.mae ?? 0) / mae,
      dieboldMariano: { statistic: -4, p: 0.003 },
    },
  });
  const seasonal: ForecastRow = {
    ...naive,
    model: "seasonal",
    test: { mae, rmse: mae },
    validation: { mae, rmse: mae },
    skill: 1 - mae / 2.571,
  };
  const rows = [against(naive), against(dense), against(gru), seasonal];
  return { ...others, leaderboard: { ...leaderboard, rows, reference: "seasonal", ...more } };
}

test("where another reference model is better than naive, both are said", () => {
  const { answer, detail, numbers } = headline(withSeasonal(2.2, 1.877));
  expect(plain(answer)).toBe(
    "GRU forecasts T (°C) 24 h ahead with a mean error of 1.9 °C, 15 % better than the seasonal forecast " +
      "and 27 % better than the naive forecast.",
  );
  expect(plain(detail)).toBe(
    "The seasonal forecast is off by 2.2 °C and the naive forecast by 2.6 °C on average over the same test split, " +
      "which no model saw before. GRU is better than seasonal: p = 0.003.",
  );
  expect(numbers.map(({ label, value }) => [label, plain(value)])).toEqual([
    ["mean error of GRU", "1.9 °C"],
    ["mean error of seasonal", "2.2 °C"],
    ["mean error of naive", "2.6 °C"],
    ["better than seasonal by", "15 %"],
  ]);
});

test("to beat naive is not enough where another reference model is better", () => {
  const { answer, detail } = headline(withSeasonal(1.8, 1.877));
  expect(plain(answer)).toBe("No trained model beats the seasonal forecast of T (°C) 24 h ahead.");
  expect(plain(detail)).toContain("the chosen model, GRU, is off by 1.88 °C, 4 % worse.");
  const chosen = headline(withSeasonal(1.8, 1.877, { best: "seasonal" }));
  expect(chosen.answer).toBe(answer);
  expect(plain(chosen.detail)).toBe(
    "The seasonal forecast is off by 1.8 °C and the naive forecast by 2.6 °C on average over the test split.",
  );
  expect(plain(headline(withSeasonal(2.2, 1.877, { best: "seasonal" })).answer)).toBe(
    "The seasonal forecast of T (°C) 24 h ahead was chosen: in validation no trained model is better by more than " +
      "chance.",
  );
});

test("a run without trained models says so", () => {
  const { leaderboard, ...others } = withSeasonal(1.8, 1.877, { best: "seasonal" });
  const rows = leaderboard.rows.filter(({ parameters }) => parameters === 0);
  expect(plain(headline({ ...others, leaderboard: { ...leaderboard, rows } }).answer)).toBe(
    "The seasonal forecast of T (°C) 24 h ahead was chosen: no model was trained.",
  );
});
