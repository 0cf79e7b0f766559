import { describe, expect, test } from "vitest";
import { logSoftmax } from "../../test/table-decoder.ts";
import { recurrentEncoderDecoder } from "../models/recurrent-encoder-decoder.ts";
import type { RecurrentEncoderDecoderOptions } from "../models/recurrent-options.ts";
import { scope } from "../tensor/memory.ts";
import { fold, normal, randomKey } from "../tensor/random.ts";
import { assign, intTensor } from "../tensor/tensor.ts";
import { beamSearch } from "./beam-search.ts";
import { greedy } from "./greedy.ts";
import { beginRecurrentDecoding, recurrentDecoder } from "./recurrent-decoder.ts";

const vocabularySize = 11;

const forms = [
  ["none, lstm", { attention: "none" }],
  ["luong, gru, one way", { cell: "gru", bidirectional: false }],
  ["luong dot, lstm", { score: "dot" }],
  ["bahdanau, lstm", { attention: "bahdanau" }],
  ["bahdanau, gru", { attention: "bahdanau", cell: "gru" }],
] as const satisfies readonly (readonly [string, Partial<RecurrentEncoderDecoderOptions>])[];

// Padded behind, in front, inside, and all.
const source = [
  [3, 4, 5, 0, 0],
  [0, 0, 6, 7, 8],
  [2, 0, 1, 0, 3],
  [0, 0, 0, 0, 0],
];
const target = [
  [1, 4, 5, 2, 8],
  [1, 3, 0, 9, 10],
  [3, 1, 6, 7, 7],
  [10, 4, 9, 8, 0],
];

describe.each(forms)("%s", (_, form) => {
  const model = recurrentEncoderDecoder({ vocabularySize, units: 6, embeddingDim: 5, numLayers: 2, ...form });
  for (const { name, value } of model.weights) {
    const before = value.toArray();
    assign(
      value,
      normal(fold(randomKey(5), name), value.size).map((z, i) => before[i] + z / 2),
    );
  }
  const decoder = recurrentDecoder(model);
  const whole = (sources: readonly number[][], targets: readonly number[][]): number[] =>
    Array.from(model.call([intTensor(sources), intTensor(targets)]).toArray());

  /** The largest difference to the whole model's logits at a step, of the rows whose token is no padding. */
  function off(
    logits: ArrayLike<number>,
    sources: readonly number[][],
    targets: readonly number[][],
    t: number,
  ): number {
    const wanted = whole(sources, targets);
    const time = targets[0].length;
    return Math.max(
      ...targets.flatMap((row, r) =>
        row[t] === 0
          ? []
          : Array.from({ length: vocabularySize }, (__, i) =>
              Math.abs(wanted[(r * time + t) * vocabularySize + i] - logits[r * vocabularySize + i]),
            ),
      ),
    );
  }

  test("step by step as the whole model, with padding; old states stay usable", () => {
    let state = beginRecurrentDecoding(model, intTensor(source));
    for (let t = 0; t < 5; t++) {
      const tokens = Int32Array.from(target, (row) => row[t]);
      decoder.step(
        tokens.map(() => 4),
        state,
      );
      const stepped = decoder.step(tokens, state);
      expect(off(stepped.logits.toArray(), source, target, t)).toBeLessThan(1e-5);
      state = stepped.state;
    }
  });

  test("rows in a new order, repeated and left out", () => {
    const rows = [2, 0, 2, 1, 1];
    const [first, then] = [target.map((row) => row.slice(0, 2)), [7, 1, 4, 5, 6]];
    const result = scope(() => {
      let state = beginRecurrentDecoding(model, intTensor(source));
      for (const t of [0, 1])
        state = decoder.step(
          Int32Array.from(first, (row) => row[t]),
          state,
        ).state;
      const chosen = decoder.select(state, Int32Array.from(rows));
      const again = decoder.select(chosen, Int32Array.of(4, 3, 2, 1, 0));
      return decoder.step(Int32Array.from(then), decoder.select(again, Int32Array.of(4, 3, 2, 1, 0))).logits;
    });
    const targets = rows.map((row, i) => [...first[row], then[i]]);
    expect(off(result.toArray(), rows.map((row) => source[row]), targets, 2)).toBeLessThan(1e-5); // prettier-ignore
  });

  test("searches find what the whole model gives these log-probabilities", () => {
    const begin = { state: beginRecurrentDecoding(model, intTensor(source)), tokens: Int32Array.of(1, 1, 1, 1) };
    const options = { end: 2, maxLength: [3, 9, 7, 8], forbidden: [0] };
    const found = [
      ...greedy(decoder, begin, options).map((result, i) => ({ i, result })),
      ...beamSearch(decoder, begin, { ...options, beam: 4, nBest: 2 }).flatMap((list, i) =>
        list.map((result) => ({ i, result })),
      ),
    ];
    expect(found).toHaveLength(12);
    for (const { i, result } of found) {
      const tokens = [...result.tokens, ...(result.ended ? [2] : [])];
      const logits = whole([source[i]], [[1, ...tokens.slice(0, -1)]]);
      const sum = tokens.reduce((all, token, t) => {
        const row = logits.slice(t * vocabularySize, (t + 1) * vocabularySize).with(0, -Infinity);
        return all + logSoftmax(row)[token];
      }, 0);
      expect(result.logProbability).toBeCloseTo(sum, 4);
    }
  });
});

test("refuses wrong numbers of tokens and rows that are not there", () => {
  const model = recurrentEncoderDecoder({ vocabularySize, units: 4 });
  const decoder = recurrentDecoder(model);
  const state = beginRecurrentDecoding(model, intTensor([[1], [2]]));
  expect(() => decoder.step(Int32Array.of(1), state)).toThrow("a step feeds one token to each of 2 rows, got 1 tokens");
  expect(() => decoder.select(state, Int32Array.of(0, 2))).toThrow("select takes rows 0 to 1, at least one, got 2");
  expect(() => decoder.select(state, new Int32Array(0))).toThrow("select takes rows 0 to 1, at least one, got none");
  expect(() => beginRecurrentDecoding(model, intTensor([1, 2]))).toThrow(
    "decoding begins with sources, int32 [rows, sourceTime], got [2]",
  );
});
