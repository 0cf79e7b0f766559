import { expect, test } from "vitest";
import { compare, type Comparison, type Training } from "./compare.ts";

type Name = "baseline" | "one" | "two" | "three";

const done: Training<string> = {
  history: "",
  epochs: 2,
  bestEpoch: 1,
  seconds: 1,
  secondsPerEpoch: 0.5,
  interrupted: false,
  note: null,
};

/** The higher score is better; models in `failing` throw while they are trained. */
function scored(
  scores: Readonly<Record<Name, number>>,
  failing: readonly Name[] = [],
): Comparison<Name, Training<string>, { readonly result: string; readonly score: number }> {
  return {
    models: ["baseline", "one", "two", "three"],
    baseline: "baseline",
    async train(model, begin) {
      begin({ epochs: model === "baseline" ? 0 : 2, stepsPerEpoch: 3 });
      await Promise.resolve();
      if (failing.includes(model)) throw new RangeError(`no memory for ${model}`);
      return model === "baseline" ? null : { ...done, history: model };
    },
    judge: (model) => Promise.resolve({ result: model, score: scores[model] }),
    isBetter: (one, other) => one.score > other.score,
    signal: undefined,
  };
}

const scores = { baseline: 1, one: 4, two: 3, three: 3 };

test("a candidate that fails is left out with its reason, the others are kept", async () => {
  const begun: string[] = [];
  const ended: string[] = [];
  const found = await compare(scored(scores, ["one"]), {
    onModelBegin: ({ model, index, models }) => void begun.push(`${index + 1}/${models} ${model}`),
    onModelEnd: (model) => void ended.push(model),
  });
  expect(found.results).toEqual(["baseline", "two", "three"]);
  expect(found.best.result).toBe("two");
  expect(found.histories).toEqual(["two", "three"]);
  expect(found.notes).toEqual(["one is left out: no memory for one."]);
  expect(found.interrupted).toBe(false);
  expect(begun).toEqual(["1/4 baseline", "2/4 one", "3/4 two", "4/4 three"]);
  expect(ended).toEqual(["baseline", "two", "three"]);
});

test("a candidate that cannot be judged is left out too", async () => {
  const comparison = scored(scores);
  const found = await compare(
    {
      ...comparison,
      async judge(model, trained) {
        if (model === "two") throw new Error("no windows");
        return comparison.judge(model, trained);
      },
    },
    {},
  );
  expect(found.results).toEqual(["baseline", "one", "three"]);
  expect(found.notes).toEqual(["two is left out: no windows."]);
});

test("the error is thrown where the baseline fails, or every trained candidate", async () => {
  await expect(compare(scored(scores, ["baseline"]), {})).rejects.toThrow("no memory for baseline");
  await expect(compare(scored(scores, ["one", "two", "three"]), {})).rejects.toThrow("no memory for one");
});

test("once aborted, the others are left out; before the first, the signal's reason is thrown", async () => {
  const controller = new AbortController();
  const comparison = { ...scored(scores), signal: controller.signal };
  const found = await compare(comparison, { onModelEnd: (model) => void (model === "one" && controller.abort()) });
  expect(found.results).toEqual(["baseline", "one"]);
  expect(found.interrupted).toBe(true);
  expect(found.notes).toEqual(["This run was interrupted: models and epochs after that are missing."]);
  await expect(compare(comparison, {})).rejects.toThrow("aborted");
});

test("a candidate without a whole epoch is left out with what ended it", async () => {
  const comparison = scored(scores);
  const found = await compare(
    {
      ...comparison,
      async train(model, begin) {
        const trained = await comparison.train(model, begin);
        return model === "one" ? { ...done, bestEpoch: null, note: "the loss is not finite" } : trained;
      },
    },
    {},
  );
  expect(found.results).toEqual(["baseline", "two", "three"]);
  expect(found.notes).toEqual(["one is left out: the loss is not finite."]);
});
