import { afterEach, describe, expect, test } from "vitest";
import { expectGradients } from "../../test/gradients.ts";
import { backend, use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { inference } from "../layers/shared/inference.ts";
import type { CallContext } from "../layers/layer.ts";
import { linear } from "../ops/linear.ts";
import { fold, normal, randomKey } from "../tensor/random.ts";
import { assign, intTensor, type Tensor } from "../tensor/tensor.ts";
import type { Model } from "./model.ts";
import { recurrentEncoderDecoder } from "./recurrent-encoder-decoder.ts";
import type { RecurrentEncoderDecoderOptions } from "./recurrent-options.ts";

const original = backend;
afterEach(() => use(original));

const small = { vocabularySize: 11, sourceVocabularySize: 9, units: 6, embeddingDim: 5, numLayers: 2 } as const;

const forms = [
  ["none, lstm", { attention: "none" }],
  ["none, gru, one way", { attention: "none", cell: "gru", bidirectional: false }],
  ["luong, lstm", {}],
  ["luong dot, gru", { score: "dot", cell: "gru" }],
  ["bahdanau, lstm, one way", { attention: "bahdanau", bidirectional: false }],
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
  [1, 4, 5, 2],
  [1, 3, 0, 0],
  [0, 1, 6, 7],
  [10, 0, 9, 8],
];

/** Other values for all weights, so that biases matter too. */
function shaken<Shaken extends Model>(model: Shaken): Shaken {
  for (const { name, value } of model.weights) {
    const before = value.toArray();
    const noise = normal(fold(randomKey(5), name), value.size);
    assign(
      value,
      noise.map((z, i) => before[i] + z / 2),
    );
  }
  return model;
}

const inputs = (): Tensor[] => [intTensor(source), intTensor(target)];

function run(model: Model, x: readonly Tensor[], context: CallContext = inference): number[] {
  return Array.from(model.call(x, context).toArray());
}

/** The logits of the steps that are no padding, by example and step. */
function steps(logits: readonly number[], rows: readonly (readonly number[])[]): Map<string, readonly number[]> {
  const [time, n] = [rows[0].length, small.vocabularySize];
  return new Map(
    rows.flatMap((row, example) =>
      row.flatMap((token, t) => {
        const from = (example * time + t) * n;
        return token === 0 ? [] : [[`${example} ${t}`, logits.slice(from, from + n)] as const];
      }),
    ),
  );
}

describe.each(forms)("%s", (_, form) => {
  const model = shaken(recurrentEncoderDecoder({ ...small, ...form, seed: 3 }));

  test("logits for every step, finite even for rows of padding alone", () => {
    const logits = model.call(inputs());
    expect(logits.shape).toEqual([4, 4, 11]);
    expect(Array.from(logits.toArray()).every(Number.isFinite)).toBe(true);
  });

  test("no step sees later ones, and every step sees the source", () => {
    const before = run(model, inputs());
    const later = run(model, [intTensor(source), intTensor(target.map((row) => row.with(3, 9)))]);
    const other = run(model, [intTensor(source.map((row) => row.with(2, 4))), intTensor(target)]);
    for (let example = 0; example < 4; example++) {
      const from = example * 44;
      expect(later.slice(from, from + 33)).toEqual(before.slice(from, from + 33));
    }
    const [a, b] = [steps(before, target), steps(other, target)];
    for (const [place, logits] of a) expect(b.get(place)).not.toEqual(logits);
    expect(a.size).toBe(12);
  });

  test("neither padding nor the other rows of a batch change anything, on whichever side it is", () => {
    const together = steps(run(model, inputs()), target);
    let compared = 0;
    source.forEach((row, example) => {
      const tokens = row.filter((token) => token !== 0);
      const own = target[example].filter((token) => token !== 0);
      const alone = run(model, [intTensor([tokens.length === 0 ? [0] : tokens]), intTensor([own])]);
      const places = [...together].filter(([place]) => place.startsWith(`${example} `));
      places.forEach(([, logits], t) => {
        compared++;
        logits.forEach((logit, i) => expect(alone[t * 11 + i]).toBeCloseTo(logit, 5));
      });
    });
    expect(compared).toBe(12);
  });

  test("dropout changes logits while training alone, and repeats with its key", () => {
    const model2 = recurrentEncoderDecoder({ ...small, ...form, dropout: 0.4, recurrentDropout: 0.3 });
    const training = (seed: number): number[] => run(model2, inputs(), { training: true, key: randomKey(seed) });
    expect(training(1)).toEqual(training(1));
    expect(training(1)).not.toEqual(training(2));
    expect(run(model2, inputs())).toEqual(run(recurrentEncoderDecoder({ ...small, ...form }), inputs()));
  });

  test("gradients of all weights", () => {
    use(createReference("float64"));
    const tiny = { vocabularySize: 4, units: 2, embeddingDim: 2, numLayers: 2 };
    const exact = shaken(recurrentEncoderDecoder({ ...tiny, ...form }));
    const x = [intTensor([[1, 2, 0], [0, 3, 2]]), intTensor([[1, 3, 2], [0, 2, 1]])]; // prettier-ignore
    const checked = expectGradients(
      () => exact.call(x),
      exact.weights.map(({ value }) => value),
      1e-6,
    );
    expect(checked).toBe(exact.parameterCount);
  });
});

test("what the output reads is dropped out too", () => {
  const model = recurrentEncoderDecoder({ ...small, dropout: 0.5 });
  const weight = (name: string): Tensor => {
    const found = model.weights.find((each) => each.name === name);
    if (found === undefined) throw new Error(`no weight ${name}`);
    return found.value;
  };
  for (const training of [true, false]) {
    let read: Tensor | undefined;
    const logits = model.trace(inputs(), { training, key: randomKey(1) }, ({ name }, output) => {
      if (name === "readout") read = output;
    }).value;
    if (read === undefined) throw new Error("no readout");
    const whole = linear(read, weight("output.kernel"), weight("output.bias"));
    const same = Array.from(whole.toArray()).every((value, i) => value === logits.toArray()[i]);
    expect(same).toBe(!training);
  }
});

test("attentions are told with their place: rows sum to 1, padding has no weight", () => {
  for (const attention of ["luong", "bahdanau"] as const) {
    const model = shaken(recurrentEncoderDecoder({ ...small, attention }));
    const seen: { place: string; shape: readonly number[]; weights: number[] }[] = [];
    const onAttention = (weights: Tensor, place: string): void =>
      void seen.push({ place, shape: weights.shape, weights: Array.from(weights.toArray()) });
    const silent = run(model, inputs());
    expect(run(model, inputs(), { ...inference, onAttention })).toEqual(silent);
    expect(seen.map(({ place, shape }) => ({ place, shape }))).toEqual([{ place: "attention", shape: [4, 1, 4, 5] }]);
    seen[0].weights.forEach((weight, i) => {
      const padding = source[Math.floor(i / 20)][i % 5] === 0;
      expect(weight === 0).toBe(padding);
    });
    for (let row = 0; row < 12; row++) {
      expect(seen[0].weights.slice(row * 5, row * 5 + 5).reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 5);
    }
  }
});

test("luong's scores: general with the identity is dot", () => {
  const general = shaken(recurrentEncoderDecoder({ ...small }));
  const values = new Map(general.weights.map(({ name, shape, value }) => [name, { shape, values: value.toArray() }]));
  values.delete("attention.query.kernel");
  const dot = recurrentEncoderDecoder({ ...small, score: "dot", weights: values });
  const query = general.weights.find(({ name }) => name === "attention.query.kernel");
  expect(query?.shape).toEqual([6, 6]);
  expect(run(dot, inputs())).not.toEqual(run(general, inputs()));
  if (query !== undefined)
    assign(
      query.value,
      Float64Array.from({ length: 36 }, (_, i) => (i % 7 === 0 ? 1 : 0)),
    );
  expect(run(dot, inputs())).toEqual(run(general, inputs()));
});

test("an observer is shown every layer, and the summary counts all weights", () => {
  for (const [, form] of forms) {
    const model = recurrentEncoderDecoder({ ...small, ...form });
    const seen: string[] = [];
    model.trace(inputs(), inference, ({ name, output }, value) => {
      seen.push(name);
      expect(value.shape.slice(2)).toEqual(output.slice(1));
    });
    expect(seen.toSorted()).toEqual(model.layers.map(({ name }) => name).toSorted());
    const owned = model.layers.flatMap(({ weights }) => weights.map(({ name }) => name));
    expect(owned.toSorted()).toEqual(model.weights.map(({ name }) => name).toSorted());
  }
  const parameters = recurrentEncoderDecoder({ vocabularySize: 10, units: 4, embeddingDim: 3, attention: "bahdanau" });
  // Embeddings 2·10·3; encoder 2 · (3+2+1)·8; decoder (3+4+4+1)·16; attention 2·16 + 4; readout (8+3)·4; output 5·10.
  expect(parameters.parameterCount).toBe(60 + 96 + 192 + 36 + 44 + 50);
  expect(parameters.summary()).toContain("478 parameters");
});

test.each([
  [{ units: 5 }, "recurrentEncoderDecoder: units must be even when the encoder is bidirectional"],
  [{ attention: "none", score: "dot" }, 'recurrentEncoderDecoder: attention "none" has no score'],
  [{ score: "cosine" }, "recurrentEncoderDecoder: score must be one of dot, general"],
  [{ cell: "rnn" }, "recurrentEncoderDecoder: cell must be one of lstm, gru"],
  [{ numLayers: 0 }, "recurrentEncoderDecoder: numLayers must be an integer of at least 1, got 0"],
  [{ dropout: 1 }, "recurrentEncoderDecoder: dropout must be at least 0 and below 1, got 1"],
])("refuses %o", (wrong, message) => {
  // @ts-expect-error -- what plain JavaScript may pass
  expect(() => recurrentEncoderDecoder({ ...small, ...wrong })).toThrow(message);
});

test("refuses other inputs than two tensors of tokens", () => {
  const model = recurrentEncoderDecoder(small);
  expect(() => model.call(intTensor(source))).toThrow(
    "the model reads source [batch, sourceTime], target [batch, targetTime]",
  );
});
