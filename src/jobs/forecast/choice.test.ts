import { expect, test } from "vitest";
import type { ModelName } from "./candidates.ts";
import { choiceOf } from "./choice.ts";
import type { Candidate } from "./judge.ts";

/** A candidate whose validation errors are these. */
function candidate(model: ModelName, errors: readonly number[]): Candidate {
  const mae = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const scores = { mae, rmse: mae };
  const none = new Float64Array(0);
  return {
    units: { validation: new Float64Array(0), test: new Float64Array(0) },
    result: {
      model,
      parameters: 1,
      validation: scores,
      test: scores,
      normalized: { validationMae: mae },
      skill: null,
      metrics: { mase: null, smape: null, weightedQuantileLoss: null, crps: null, intervals: [] },
      bestEpoch: null,
      epochs: 0,
      seconds: 0,
      secondsPerEpoch: null,
    },
    trained: null,
    forecaster: "naive",
    validation: none,
    test: none,
    validationLosses: Float64Array.from(errors),
  };
}

/** Chooses as a comparison does: one after the other. */
function chosen(candidates: readonly Candidate[], furthest = 1): { readonly model: string; readonly notes: string } {
  const { isBetter, notes } = choiceOf(furthest);
  const best = candidates.reduce((so, one) => (isBetter(one, so) ? one : so));
  return { model: best.result.model, notes: notes(best).join(" ") };
}

const rows = Array.from({ length: 60 }, (_, i) => i);
const noise = (i: number): number => ((i * 7919) % 101) / 101;
const naive = candidate(
  "naive",
  rows.map((i) => 2 + noise(i)),
);
const theta = candidate(
  "theta",
  rows.map((i) => 1.5 + noise(i)),
);
const better = (model: ModelName, by: number): Candidate =>
  candidate(
    model,
    rows.map((i) => 1.5 - by + noise(i) + 0.2 * (noise(3 * i + 1) - 0.5)),
  );
/** Better on the whole by one lucky week, else a little worse. */
const lucky = candidate(
  "gru",
  rows.map((i) => (i < 12 ? 0.2 : 1.62) + noise(i)),
);

test("a network that beats the best reference again and again is chosen, the better of two", () => {
  expect(chosen([naive, theta, better("linear", 0.2), better("gru", 0.4), better("lstm", 0.3)])).toEqual({
    model: "gru",
    notes: "",
  });
});

test("one lucky week is no reason to trust a network, and that is said", () => {
  const { model, notes } = chosen([naive, theta, lucky], 12);
  expect(lucky.result.validation.mae).toBeLessThan(theta.result.validation.mae ?? 0);
  expect(model).toBe("theta");
  expect(notes).toMatch(
    /^A smaller validation error that may be chance, .* against theta: gru \(p = 0\.\d+\); so theta was chosen\.$/,
  );
  expect(chosen([naive, theta, lucky, better("linear", 0.3)], 12).model).toBe("linear");
  const close: Candidate = { ...lucky, result: { ...lucky.result, model: "linear" } };
  expect(chosen([naive, theta, close], 12).model).toBe("linear");
});

const few = (one: Candidate): Candidate =>
  candidate(one.result.model === "gru" ? "gru" : "naive", Array.from(one.validationLosses.subarray(0, 5)));

test("where there are too few forecasts to tell, the reference is chosen", () => {
  const { model, notes } = chosen([few(naive), few(better("gru", 0.4))], 2);
  expect(model).toBe("naive");
  expect(notes).toContain("gru (too few forecasts to tell)");
});

test("among reference models the smaller error counts", () => {
  expect(chosen([naive, theta]).model).toBe("theta");
  expect(
    chosen([
      naive,
      candidate(
        "ets",
        Array.from(naive.validationLosses, (loss) => loss - 1e-6),
      ),
    ]).model,
  ).toBe("ets");
});
