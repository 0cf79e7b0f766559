import { describe, expect, test } from "vitest";
import { transformerLanguageModel } from "../models/language-model.ts";
import type { Model } from "../models/model.ts";
import { transformer, type Transformer } from "../models/transformer.ts";
import { fold, integers, normal, randomKey } from "../tensor/random.ts";
import { scope } from "../tensor/memory.ts";
import { assign, intTensor } from "../tensor/tensor.ts";
import { beginDecoding, beginText, transformerDecoder, type TransformerState } from "./transformer-decoder.ts";

const size = { vocabularySize: 13, numLayers: 2, hiddenDim: 12, intermediateDim: 10, numHeads: 3 };

/** Weights so large that every position and token matters. */
function shaken<Shaken extends Model>(model: Shaken): Shaken {
  for (const { name, value } of model.weights) {
    const before = value.toArray();
    const noise = normal(fold(randomKey(5), name), value.size);
    assign(
      value,
      noise.map((z, i) => before[i] + z / 4),
    );
  }
  return model;
}

const source = [
  [3, 4, 5, 0, 0],
  [0, 0, 6, 7, 8],
  [9, 0, 10, 0, 3],
  [0, 0, 0, 0, 0],
];

/** Logits of the last step of a target, from the whole model. */
function afterwards(model: Transformer, sources: readonly number[][], target: readonly number[][]): number[][] {
  const logits = Array.from(model.call([intTensor(sources), intTensor(target)]).toArray());
  const [steps, n] = [target[0].length, size.vocabularySize];
  return target.map((_, row) => logits.slice(((row + 1) * steps - 1) * n, (row + 1) * steps * n));
}

/** The largest difference, of numbers above 1 in parts of themselves. */
function worst(logits: ArrayLike<number>, wanted: readonly (readonly number[])[]): number {
  const flat = wanted.flat();
  if (logits.length !== flat.length) return Infinity;
  return flat.reduce((most, value, i) => Math.max(most, Math.abs(value - logits[i]) / Math.max(1, Math.abs(value))), 0);
}

const forms = [
  ["post-norm", {}],
  ["pre-norm", { normalizeFirst: true }],
  ["learned positions, depths of their own", { positions: "learned", maxLength: 40, keyDim: 5, valueDim: 3 }],
  ["nothing shared", { shareEmbeddings: "none" }],
] as const;

describe.each(forms)("%s", (_, form) => {
  const model = shaken(transformer({ ...size, ...form }));
  const decoder = transformerDecoder(model);
  /** Tokens to feed; some are padding. */
  const fed = integers(randomKey(7), 40 * 6, 0, size.vocabularySize);

  test("step by step as all at once, past every growth of the memory", () => {
    let state = beginDecoding(model, intTensor(source));
    const target: number[][] = source.map(() => []);
    for (let t = 0; t < 36; t++) {
      const tokens = fed.slice(4 * t, 4 * t + 4);
      tokens.forEach((token, row) => target[row].push(token));
      const made = scope(() => decoder.step(tokens, state));
      state = made.state;
      expect(made.logits.shape).toEqual([4, size.vocabularySize]);
      expect(worst(made.logits.toArray(), afterwards(model, source, target))).toBeLessThan(1e-5);
    }
  });

  test("rows in a new order, repeated, left out and added", () => {
    let state = beginDecoding(model, intTensor(source));
    let rows = [0, 1, 2, 3];
    let target: number[][] = source.map(() => []);
    const orders = [[2, 2, 0, 1], [3, 0], [1, 1, 0, 0, 1, 0], [5, 4, 3, 2, 1, 0], [0, 2], [1], [0, 0, 0]];
    for (let t = 0; t < 21; t++) {
      const order = orders[t % orders.length].filter((row) => row < rows.length);
      state = decoder.select(state, Int32Array.from(order));
      rows = order.map((row) => rows[row]);
      target = order.map((row) => [...target[row]]);
      const tokens = fed.slice(6 * t, 6 * t + rows.length);
      tokens.forEach((token, row) => target[row].push(token));
      const made = decoder.step(tokens, state);
      state = made.state;
      expect(
        worst(
          made.logits.toArray(),
          afterwards(
            model,
            rows.map((row) => source[row]),
            target,
          ),
        ),
      ).toBeLessThan(1e-5);
    }
  });

  test("an old state goes on as if no other had", () => {
    const first = decoder.step(Int32Array.of(1, 1, 1, 1), beginDecoding(model, intTensor(source))).state;
    const a = decoder.step(Int32Array.of(2, 3, 4, 5), first).state;
    const b = decoder.step(Int32Array.of(6, 7, 8, 9), first).state;
    const swapped = decoder.step(Int32Array.of(3, 2, 1), decoder.select(first, Int32Array.of(2, 1, 0)));
    const last = (state: TransformerState): ArrayLike<number> =>
      decoder.step(Int32Array.of(4, 3, 2, 1), state).logits.toArray();
    const whole = (middle: number[]): number[][] =>
      afterwards(
        model,
        source,
        middle.map((token, row) => [1, token, 4 - row]),
      );
    expect(worst(last(a), whole([2, 3, 4, 5]))).toBeLessThan(1e-5);
    expect(worst(last(b), whole([6, 7, 8, 9]))).toBeLessThan(1e-5);
    expect(worst(last(a), whole([2, 3, 4, 5]))).toBeLessThan(1e-5);
    const order = [2, 1, 0];
    expect(
      worst(
        swapped.logits.toArray(),
        afterwards(
          model,
          order.map((row) => source[row]),
          order.map((_row, i) => [1, 3 - i]),
        ),
      ),
    ).toBeLessThan(1e-5);
  });
});

test.each([false, true])("a language model step by step, normalizeFirst %s", (normalizeFirst) => {
  const model = shaken(transformerLanguageModel({ ...size, normalizeFirst }));
  const decoder = transformerDecoder(model);
  let state = beginText(2);
  const texts: number[][] = [[], []];
  for (let t = 0; t < 20; t++) {
    // The first text is padded in front.
    const tokens = Int32Array.of(t < 3 ? 0 : 1 + ((5 * t) % 12), 1 + ((7 * t) % 12));
    tokens.forEach((token, row) => texts[row].push(token));
    const made = decoder.step(tokens, state);
    state = made.state;
    const whole = Array.from(model.call(intTensor(texts)).toArray());
    const n = size.vocabularySize;
    expect(
      worst(
        made.logits.toArray(),
        [0, 1].map((row) => whole.slice((row * (t + 1) + t) * n, (row * (t + 1) + t + 1) * n)),
      ),
    ).toBeLessThan(1e-5);
  }
});

test("what does not fit is named", () => {
  const model = transformer(size);
  const decoder = transformerDecoder(model);
  const state = beginDecoding(model, intTensor(source));
  expect(() => decoder.step(Int32Array.of(1), state)).toThrow("one token to each of 4 rows, got 1 tokens");
  expect(() => decoder.select(state, Int32Array.of(0, 4))).toThrow("select takes rows 0 to 3, at least one, got 4");
  expect(() => decoder.select(state, new Int32Array(0))).toThrow("got none");
  expect(() => beginDecoding(model, intTensor([1, 2]))).toThrow("sources, int32 [rows, sourceTime], got [2]");
  expect(() => beginText(0)).toThrow("the number of texts must be an integer of at least 1, got 0");
  expect(() => decoder.step(Int32Array.of(1, 1, 1, 99), state)).toThrow("index 99");
});
