import { expect, test } from "vitest";
import { logSoftmax } from "../../test/table-decoder.ts";
import { startNode } from "../kernels/start-node.ts";
import { transformer } from "../models/transformer.ts";
import { fold, integers, normal, randomKey } from "../tensor/random.ts";
import { assign, intTensor } from "../tensor/tensor.ts";
import { beamSearch } from "./beam-search.ts";
import { greedy } from "./greedy.ts";
import { beginDecoding, transformerDecoder } from "./transformer-decoder.ts";

/*
 * Searches on a real model: their log-probabilities are those that the whole model gives for the tokens that were
 * found.
 */

startNode();

const [vocabularySize, start, end] = [12, 1, 2];
const model = transformer({
  vocabularySize,
  encoderLayers: 2,
  decoderLayers: 2,
  hiddenDim: 16,
  intermediateDim: 20,
  numHeads: 2,
});
for (const { name, value } of model.weights) {
  const before = value.toArray();
  assign(
    value,
    normal(fold(randomKey(3), name), value.size).map((z, i) => before[i] + z / 4),
  );
}

// Padding behind, in front and inside.
const sources = Array.from({ length: 6 }, (_, i) =>
  Array.from(integers(fold(randomKey(4), i), 7, 3, vocabularySize), (token, t) => ((t + i) % 7 < i ? 0 : token)),
);

function wholeLogProbability(source: readonly number[], tokens: readonly number[]): number {
  const target = [start, ...tokens.slice(0, -1)];
  const logits = Array.from(model.call([intTensor([[...source]]), intTensor([target])]).toArray());
  return tokens.reduce((sum, token, t) => {
    const own = logSoftmax(logits.slice(t * vocabularySize, (t + 1) * vocabularySize).with(0, -Infinity));
    return sum + own[token];
  }, 0);
}

const decoder = transformerDecoder(model);
const begin = (
  rows: readonly (readonly number[])[],
): Parameters<typeof greedy<ReturnType<typeof beginDecoding>>>[1] => ({
  state: beginDecoding(model, intTensor(rows.map((row) => [...row]))),
  tokens: new Int32Array(rows.length).fill(start),
});
const limits = { end, maxLength: sources.map((_, i) => 1 + 3 * i), forbidden: [0] };

test("greedy and the n best of a beam have the whole model's log-probabilities", () => {
  const found = [
    ...greedy(decoder, begin(sources), limits).map((result, i) => ({ i, result })),
    ...beamSearch(decoder, begin(sources), { ...limits, beam: 5, nBest: 3 }).flatMap((list, i) =>
      list.map((result) => ({ i, result })),
    ),
  ];
  expect(found.length).toBe(24);
  for (const { i, result } of found) {
    const tokens = [...result.tokens, ...(result.ended ? [end] : [])];
    expect(result.logProbability).toBeCloseTo(wholeLogProbability(sources[i], tokens), 4);
    expect(result.tokens.length + Number(result.ended)).toBeLessThanOrEqual(limits.maxLength[i]);
  }
  expect(found.some(({ result }) => result.ended)).toBe(true);
  expect(found.some(({ result }) => !result.ended)).toBe(true);
});

test("sources together give what each gives alone", () => {
  const together = beamSearch(decoder, begin(sources), { ...limits, beam: 5, nBest: 3 });
  sources.forEach((source, i) => {
    const [alone] = beamSearch(decoder, begin([source]), {
      ...limits,
      beam: 5,
      nBest: 3,
      maxLength: limits.maxLength[i],
    });
    expect(alone.map(({ tokens }) => [...tokens])).toEqual(together[i].map(({ tokens }) => [...tokens]));
    alone.forEach(({ score }, n) => expect(score).toBeCloseTo(together[i][n].score, 5));
  });
});
