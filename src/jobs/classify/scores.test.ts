import { expect, test } from "vitest";
import { classScores, mostProbable } from "./scores.ts";

// Six texts, three classes; by hand: chosen 0, 1, 1, 2, 0, 0.
const probabilities = Float64Array.from(
  [
    [0.7, 0.2, 0.1],
    [0.1, 0.8, 0.1],
    [0.3, 0.4, 0.3],
    [0.2, 0.2, 0.6],
    [0.5, 0.5, 0],
    [0.45, 0.3, 0.25],
  ].flat(),
);
const truth = Int32Array.from([0, 1, 0, 1, 0, 1]);

test("the most probable class is chosen, the first of several", () => {
  expect([...mostProbable(probabilities, 3)]).toEqual([0, 1, 1, 2, 0, 0]);
});

test("accuracy, confusion, precision, recall and F1 as by hand", () => {
  const scores = classScores(probabilities, truth, 3);
  expect(scores.accuracy).toBeCloseTo(3 / 6, 12);
  expect(scores.confusion).toEqual([
    [2, 1, 0],
    [1, 1, 1],
    [0, 0, 0],
  ]);
  expect(scores.perClass[0]).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 4 / 6, support: 3 });
  expect(scores.perClass[1]).toEqual({ precision: 1 / 2, recall: 1 / 3, f1: 2 / 5, support: 3 });
  expect(scores.perClass[2]).toEqual({ precision: 0, recall: null, f1: 0, support: 0 });
  expect(scores.macroF1).toBeCloseTo((4 / 6 + 2 / 5 + 0) / 3, 12);
  const losses = [0.7, 0.8, 0.3, 0.2, 0.5, 0.3].map((p) => -Math.log(p));
  expect(scores.logLoss).toBeCloseTo(losses.reduce((a, b) => a + b) / 6, 12);
});

test("a class that nobody is in or predicts has no F1 and does not count", () => {
  const scores = classScores(Float64Array.from([0.9, 0.1, 0, 0.2, 0.8, 0]), Int32Array.from([0, 1]), 3);
  expect(scores.perClass[2].f1).toBeNull();
  expect(scores.macroF1).toBe(1);
});

test("calibration: bins of confidence, and how far they are from the truth", () => {
  const { expectedError, bins } = classScores(probabilities, truth, 3).calibration;
  expect(bins.map(({ from, count }) => [from, count])).toEqual([
    [0.4, 2],
    [0.5, 1],
    [0.6, 1],
    [0.7, 1],
    [0.8, 1],
  ]);
  const wrong = Math.abs(0.85 - 0) + Math.abs(0.5 - 1) + Math.abs(0.6 - 0) + Math.abs(0.7 - 1) + Math.abs(0.8 - 1);
  expect(expectedError).toBeCloseTo(wrong / 6, 12);
});

test("a probability of one falls into the last bin, and of zero for the truth costs no infinity", () => {
  const { calibration, logLoss } = classScores(Float64Array.from([1, 0]), Int32Array.from([1]), 2);
  expect(calibration.bins).toEqual([{ from: 0.9, to: 1, confidence: 1, accuracy: 0, count: 1 }]);
  expect(Number.isFinite(logLoss)).toBe(true);
});

test("numbers that do not fit are refused", () => {
  expect(() => classScores(Float64Array.from([1, 0]), Int32Array.from([0, 1]), 2)).toThrow(
    "scores need 2 probabilities for each of at least one text, got 2 for 2",
  );
});
