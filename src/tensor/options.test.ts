import { expect, test } from "vitest";
import { checkOptions } from "./options.ts";

const names = (...given: string[]): Record<string, true> => Object.fromEntries(given.map((name) => [name, true]));

test("options that there are, and none at all, are fine", () => {
  for (const given of [{}, { learningRate: 1 }]) {
    expect(() => checkOptions("adam", given, { learningRate: true })).not.toThrow();
  }
});

test.each([
  ["clipNorm", "clipnorm", ["beta1", "clipnorm", "globalClipnorm", "clipvalue"]],
  ["clipValue", "clipvalue", ["beta1", "clipnorm", "globalClipnorm", "clipvalue"]],
  ["lr", "learningRate", ["beta1", "learningRate", "rho"]],
  ["learning_rate", "learningRate", ["beta1", "learningRate"]],
  ["batch_size", "batchSize", ["epochs", "batchSize"]],
  ["returnSequence", "returnSequences", ["units", "returnState", "returnSequences"]],
  ["return_sequences", "returnSequences", ["units", "returnState", "returnSequences"]],
  ["unit", "units", ["units", "useBias"]],
  ["deviation", "stddev", ["mean", "stddev"]],
  ["maximum", "maxValue", ["maxValue", "axis"]],
  ["minLearningRate", "minLr", ["minDelta", "minLr"]],
])("%s: %s was meant", (name, near, known) => {
  const wrong: Record<string, number> = { [name]: 1 };
  expect(() => checkOptions("f", wrong, names(...known))).toThrow(
    `f has no option ${name}; help: did you mean ${near}? the options are ${known.join(", ")}`,
  );
});

test("what is like nothing gets the names alone", () => {
  const wrong: Record<string, number> = { verbose: 1 };
  expect(() => checkOptions("f", wrong, names("mean", "stddev"))).toThrow(
    new TypeError("f has no option verbose; help: the options are mean, stddev"),
  );
  expect(() => checkOptions("flatten", wrong, {})).toThrow(
    new TypeError("flatten takes no options, got verbose; help: leave it out"),
  );
});

test("names of every object are no options", () => {
  const wrong: Record<string, number> = { toString: 1 };
  expect(() => checkOptions("f", wrong, names("mean"))).toThrow("f has no option toString");
});

test("NaN is refused by name", () => {
  expect(() => checkOptions("constant", { value: NaN }, { value: true })).toThrow(
    new RangeError("constant: value is a number, got NaN"),
  );
});
