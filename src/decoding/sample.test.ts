import { expect, test } from "vitest";
import { firstPrefixes, logProbabilities, tableDecoder } from "../../test/table-decoder.ts";
import { sample } from "./sample.ts";

const [begin, end] = [0, 1];
const decoder = tableDecoder(5, 4);
/** The same source many times, so that tokens can be counted. */
const many = 4000;
const alike = Array.from({ length: many }, () => [0]);

function shares(options: object): readonly number[] {
  const counts = [0, 0, 0, 0, 0];
  for (const { tokens, ended } of sample(decoder, alike, many, { begin, end, maxLength: 1, ...options }))
    counts[ended ? end : tokens[0]]++;
  return counts.map((count) => count / many);
}

const logits = decoder.logits([0, begin]);
const probabilities = logProbabilities(logits).map(Math.exp);
const ranked = [...probabilities.keys()].toSorted((a, b) => probabilities[b] - probabilities[a]);

test("tokens are drawn as often as they are probable, also at another temperature", () => {
  shares({}).forEach((share, token) => expect(share).toBeCloseTo(probabilities[token], 1.4));
  const hot = logProbabilities(logits.map((value) => value / 3)).map(Math.exp);
  shares({ temperature: 3 }).forEach((share, token) => expect(share).toBeCloseTo(hot[token], 1.4));
});

test("topK and topP leave out what is less probable", () => {
  const positive = (list: readonly number[]): number[] => [...list.keys()].filter((token) => list[token] > 0);
  expect(positive(shares({ topK: 2 }))).toEqual(ranked.slice(0, 2).toSorted((a, b) => a - b));
  expect(positive(shares({ topP: 1e-6 }))).toEqual([ranked[0]]);
  // Just above what the first two have together: the third is needed.
  const two = probabilities[ranked[0]] + probabilities[ranked[1]];
  expect(positive(shares({ topP: two - 1e-4 }))).toHaveLength(2);
  expect(positive(shares({ topP: two + 1e-4 }))).toHaveLength(3);
});

test("the same seed draws the same, whatever else is in the batch", () => {
  const options = { begin, end, maxLength: 8, seed: 5 };
  const whole = sample(decoder, firstPrefixes(4), 4, options);
  expect(sample(decoder, firstPrefixes(4), 4, options)).toEqual(whole);
  expect(sample(decoder, firstPrefixes(2), 2, options)).toEqual(whole.slice(0, 2));
  expect(sample(decoder, firstPrefixes(4), 4, { ...options, seed: 6 })).not.toEqual(whole);
});

test("the probability told is the model's", () => {
  const [{ tokens, logProbability, ended }] = sample(decoder, firstPrefixes(1), 1, {
    begin,
    end,
    maxLength: 1,
    topK: 1,
  });
  expect(logProbability).toBeCloseTo(Math.log(probabilities[ended ? end : tokens[0]]), 5);
});

test.each([
  [{ temperature: 0 }, "temperature must be above 0, got 0"],
  [{ topK: 0 }, "topK must be a whole number from 1, got 0"],
  [{ topP: 0 }, "topP must be above 0 and at most 1, got 0"],
  [{ topP: 1.1 }, "topP must be above 0 and at most 1, got 1.1"],
])("%j is refused", (options, message) => {
  expect(() => sample(decoder, firstPrefixes(1), 1, { begin, end, maxLength: 1, ...options })).toThrow(message);
});
