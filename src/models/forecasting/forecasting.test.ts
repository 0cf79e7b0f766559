import { expect, test } from "vitest";
import { normalTensor } from "../../../test/built-layer.ts";
import { expectGradients } from "../../../test/gradients.ts";
import { decodeModel, encodeModel } from "../../files/model-file.ts";
import { use } from "../../kernels/current.ts";
import { createReference } from "../../kernels/reference.ts";
import { fold, normal, randomKey } from "../../tensor/random.ts";
import { assign, type Tensor } from "../../tensor/tensor.ts";
import type { Model } from "../model.ts";
import { dLinear } from "./d-linear.ts";
import { nLinear } from "./n-linear.ts";
import { patchTst } from "./patch-tst.ts";
import { segRnn } from "./seg-rnn.ts";
import { tcn } from "./tcn.ts";
import { tide } from "./tide.ts";

/*
 * Each model against its paper's equations in plain loops over nested lists, with weights that all differ, and the
 * gradients of all its weights.
 */

use(createReference("float64"));

type Matrix = readonly (readonly number[])[];

const [batch, lookback, channels, horizon] = [2, 12, 2, 5];
const sizes = { lookback, channels, horizon };
const x = normalTensor([batch, lookback, channels], 4);

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
const total = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);
const plus = (a: readonly number[], b: readonly number[]): number[] => a.map((each, i) => each + b[i]);
const relu = (value: number): number => Math.max(0, value);
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
const mean = (values: readonly number[]): number => total(values) / values.length;

const bell = (t: number): number => Math.exp(-t * t);

/** The error function, by Simpson's rule. */
function erf(z: number): number {
  const parts = 400;
  const height = z / parts;
  const inner = range(parts - 1).map((i) => (i % 2 === 0 ? 4 : 2) * bell((i + 1) * height));
  return ((2 / Math.sqrt(Math.PI)) * height * (bell(0) + total(inner) + bell(z))) / 3;
}

function layerNorm(row: readonly number[], gamma: readonly number[], beta: readonly number[]): number[] {
  const level = mean(row);
  const variance = mean(row.map((each) => (each - level) ** 2));
  return row.map((each, i) => ((each - level) / Math.sqrt(variance + 1e-5)) * gamma[i] + beta[i]);
}

/** Gives every weight values of its own, no scale near 0. */
function distinct(model: Model): void {
  for (const { name, value } of model.weights) {
    const values = normal(fold(randomKey(2), name), value.size).map((z) => z / 2);
    assign(value, name.endsWith("gamma") ? values.map((z) => z + 1.5 * Math.sign(z)) : values);
  }
}

/** A weight of the model as a list of rows, one of a vector. */
function rowsOf(model: Model, name: string): Matrix {
  const weight = model.weights.find((each) => each.name === name);
  if (weight === undefined)
    throw new Error(`${name} is not among ${model.weights.map((each) => each.name).join(", ")}`);
  const width = weight.shape[weight.shape.length - 1];
  const values = Array.from(weight.value.toArray());
  return range(values.length / width).map((row) => values.slice(row * width, (row + 1) * width));
}

/** row · kernel + bias, of the weights with this name. */
function mapped(model: Model, name: string, row: readonly number[]): number[] {
  const kernel = rowsOf(model, `${name}.kernel`);
  expect(kernel).toHaveLength(row.length);
  const [bias] = rowsOf(model, `${name}.bias`);
  return bias.map((each, j) => each + total(row.map((value, i) => value * kernel[i][j])));
}

/** A residual dense block by its equation. */
function residualBlock(model: Model, name: string, row: readonly number[], normalized = true): number[] {
  const hidden = mapped(model, `${name}.hidden`, row).map(relu);
  const sum = plus(mapped(model, `${name}.output`, hidden), mapped(model, `${name}.skip`, row));
  if (!normalized) return sum;
  const [[gamma], [beta]] = [rowsOf(model, `${name}.layerNorm.gamma`), rowsOf(model, `${name}.layerNorm.beta`)];
  return layerNorm(sum, gamma, beta);
}

/** The window of one example and channel. */
function windowOf(b: number, c: number): number[] {
  const values = x.toArray();
  return range(lookback).map((t) => values[(b * lookback + t) * channels + c]);
}

/** A window by RevIN, and its inverse. */
function revIn(model: Model, b: number, c: number) {
  const window = windowOf(b, c);
  const level = mean(window);
  const stddev = Math.sqrt(mean(window.map((each) => (each - level) ** 2)) + 1e-5);
  const gamma = rowsOf(model, "reversibleNormalization.gamma")[0][c];
  const beta = rowsOf(model, "reversibleNormalization.beta")[0][c];
  return {
    window: window.map((each) => (gamma * (each - level)) / stddev + beta),
    restored: (forecast: readonly number[]) => forecast.map((each) => ((each - beta) / gamma) * stddev + level),
  };
}

/** Compares a model with plain loops, which give the forecast of an example and a channel. */
function expectForecasts(y: Tensor, expected: (b: number, c: number) => readonly number[]): void {
  expect(y.shape).toEqual([batch, horizon, channels]);
  const values = y.toArray();
  for (const b of range(batch)) {
    for (const c of range(channels)) {
      const own = expected(b, c);
      expect(own).toHaveLength(horizon);
      own.forEach((each, h) => expect(values[(b * horizon + h) * channels + c]).toBeCloseTo(each, 8));
    }
  }
}

/** Checks the gradients of the model's weights; how many elements these have. */
function weightGradients(model: Model, inputs: Tensor | readonly Tensor[] = x): number {
  return expectGradients(
    () => model.call(inputs),
    model.weights.map(({ value }) => value),
    1e-5,
  );
}

const named = (c: number, individual: boolean): string => (individual ? `channels.${c}.` : "");

test.each([false, true])(
  "nLinear is one linear map of the window less its last value (individual: %s)",
  (individual) => {
    const model = nLinear({ ...sizes, individual });
    expect(model.parameterCount).toBe((individual ? channels : 1) * (lookback + 1) * horizon);
    distinct(model);
    expectForecasts(model.call(x), (b, c) => {
      const window = windowOf(b, c);
      const last = window[lookback - 1];
      const name = `channelIndependent.${named(c, individual)}layers.1`;
      return mapped(
        model,
        name,
        window.map((each) => each - last),
      ).map((each) => each + last);
    });
    expect(weightGradients(model)).toBe(model.parameterCount);
  },
);

test.each([false, true])("dLinear is a linear map of the trend and one of the rest (individual: %s)", (individual) => {
  const model = dLinear({ ...sizes, poolSize: 5, individual });
  distinct(model);
  expectForecasts(model.call(x), (b, c) => {
    const window = windowOf(b, c);
    const trend = range(lookback).map((t) =>
      mean(range(5).map((k) => window[Math.min(lookback - 1, Math.max(0, t - 2 + k))])),
    );
    const kernel = rowsOf(model, `layers.0.${named(c, individual)}layers.2.kernel`);
    const [bias] = rowsOf(model, `layers.0.${named(c, individual)}layers.2.bias`);
    return bias.map(
      (each, h) =>
        each +
        total(trend.map((value, t) => value * kernel[2 * t][h])) +
        total(trend.map((value, t) => (window[t] - value) * kernel[2 * t + 1][h])),
    );
  });
  expect(weightGradients(model)).toBe(model.parameterCount);
});

/** row · column of the weights. */
const ofColumn = (weights: Matrix, row: readonly number[], column: number): number =>
  total(row.map((each, i) => each * weights[i][column]));

/** One step of the model's gru. */
function gruStep(model: Model, input: readonly number[], h: readonly number[]): number[] {
  const [kernel, recurrent] = [rowsOf(model, "segmentRnn.gru.kernel"), rowsOf(model, "segmentRnn.gru.recurrentKernel")];
  const bias = rowsOf(model, "segmentRnn.gru.bias");
  const units = h.length;
  return h.map((state, u) => {
    const [a, b] = [0, 1, 2].reduce<[number[], number[]]>(
      ([fromInput, fromState], gate) => [
        [...fromInput, ofColumn(kernel, input, gate * units + u) + bias[0][gate * units + u]],
        [...fromState, ofColumn(recurrent, h, gate * units + u) + bias[1][gate * units + u]],
      ],
      [[], []],
    );
    const [z, r] = [sigmoid(a[0] + b[0]), sigmoid(a[1] + b[1])];
    return z * state + (1 - z) * Math.tanh(a[2] + r * b[2]);
  });
}

test("segRnn is a gru over segments, and one step for each segment of the forecast", () => {
  const model = segRnn({ ...sizes, units: 4, segmentLength: 3 });
  distinct(model);
  expectForecasts(model.call(x), (b, c) => {
    const window = windowOf(b, c);
    const last = window[lookback - 1];
    const kernel = rowsOf(model, "segmentRnn.segment.kernel");
    const [bias] = rowsOf(model, "segmentRnn.segment.bias");
    const state = range(4).reduce(
      (h, s) => {
        const segment = window.slice(3 * s, 3 * s + 3).map((each) => each - last);
        const embedded = bias.map((each, u) => relu(each + total(segment.map((value, k) => value * kernel[k][u]))));
        return gruStep(model, embedded, h);
      },
      [0, 0, 0, 0],
    );
    const forecast = range(2).flatMap((segment) => {
      const input = [
        ...rowsOf(model, "segmentRnn.positionEmbeddings")[segment],
        ...rowsOf(model, "segmentRnn.channelEmbeddings")[c],
      ];
      return mapped(model, "segmentRnn.output", gruStep(model, input, state));
    });
    return forecast.slice(0, horizon).map((each) => each + last);
  });
  expect(weightGradients(model)).toBe(model.parameterCount);
});

/** Self-attention of the model's encoder layer over rows, by the heads of its weights [features, heads, depth]. */
function attended(model: Model, name: string, rows: Matrix, heads: number): number[][] {
  const features = rows[0].length;
  const depth = features / heads;
  const project = (part: string): number[][] => {
    const kernel = rowsOf(model, `${name}.${part}.kernel`).flat();
    const bias = rowsOf(model, `${name}.${part}.bias`).flat();
    return rows.map((row) =>
      bias.map((each, j) => each + total(row.map((value, i) => value * kernel[i * features + j]))),
    );
  };
  const [query, key, value] = [project("query"), project("key"), project("value")];
  const joined = rows.map((_, q) =>
    range(heads).flatMap((head) => {
      const part = (row: readonly number[]): readonly number[] => row.slice(head * depth, (head + 1) * depth);
      const scores = key.map((each) =>
        Math.exp(total(part(query[q]).map((a, i) => a * part(each)[i])) / Math.sqrt(depth)),
      );
      return range(depth).map((i) => total(scores.map((score, k) => score * part(value[k])[i])) / total(scores));
    }),
  );
  const kernel = rowsOf(model, `${name}.attentionOutput.kernel`).flat();
  const [bias] = rowsOf(model, `${name}.attentionOutput.bias`);
  return joined.map((row) => bias.map((each, j) => each + total(row.map((a, i) => a * kernel[i * features + j]))));
}

test("patchTst is an encoder over patches of the normalized window, and a linear map", () => {
  const own = { patchLength: 4, strides: 3, hiddenDim: 4, intermediateDim: 5, numHeads: 2, numLayers: 2 };
  const model = patchTst({ ...sizes, ...own });
  distinct(model);
  const inner = "channelIndependent.layers";
  expectForecasts(model.call(x), (b, c) => {
    const { window, restored } = revIn(model, b, c);
    // 12 steps and the last three times more make patches from 0, 3, 6, 9, and 2 steps too many: from 2, 5, 8, 11.
    const longer = [...window, ...range(3).map(() => window[lookback - 1])];
    const kernel = rowsOf(model, `${inner}.0.kernel`);
    const [bias] = rowsOf(model, `${inner}.0.bias`);
    const positions = rowsOf(model, `${inner}.1.embeddings`);
    expect(positions).toHaveLength(4);
    let rows = range(4).map((p) => {
      const patch = longer.slice(2 + 3 * p, 6 + 3 * p);
      return bias.map((each, u) => each + total(patch.map((value, k) => value * kernel[k][u])) + positions[p][u]);
    });
    for (const layer of [3, 4]) {
      const name = `${inner}.${layer}`;
      const normalized = (part: string, row: readonly number[]): number[] =>
        layerNorm(row, rowsOf(model, `${name}.${part}.gamma`)[0], rowsOf(model, `${name}.${part}.beta`)[0]);
      const attention = attended(model, `${name}.selfAttention`, rows, 2);
      rows = rows.map((row, p) => normalized("selfAttentionLayerNorm", plus(row, attention[p])));
      rows = rows.map((row) => {
        const hidden = mapped(model, `${name}.feedforwardIntermediateDense`, row);
        const active = hidden.map((z) => (z / 2) * (1 + erf(z / Math.SQRT2)));
        const fed = mapped(model, `${name}.feedforwardOutputDense`, active);
        return normalized("feedforwardLayerNorm", plus(row, fed));
      });
    }
    return restored(mapped(model, `${inner}.6`, rows.flat()));
  });
  expect(weightGradients(model)).toBe(model.parameterCount);
});

test("tcn has as many blocks as let the last step see the whole window, and a linear map of that step", () => {
  const model = tcn({ ...sizes, filters: 3, kernelSize: 2 });
  // 1 + 2 · (1 + 2 + 4) = 15 steps are seen; two blocks would see 7.
  expect(model.layers.filter(({ kind }) => kind === "temporalBlock")).toHaveLength(3);
  distinct(model);
  expectForecasts(model.call(x), (b, c) => {
    const windows = range(channels).map((channel) => revIn(model, b, channel).window);
    let rows = range(lookback).map((t) => windows.map((window) => window[t]));
    for (const [i, name] of ["temporalBlock", "temporalBlock_1", "temporalBlock_2"].entries()) {
      const convolve = (part: string, of: Matrix): number[][] => {
        const kernel = rowsOf(model, `${name}.${part}.kernel`);
        const [bias] = rowsOf(model, `${name}.${part}.bias`);
        return of.map((row, t) => {
          const before = t - 2 ** i < 0 ? row.map(() => 0) : of[t - 2 ** i];
          const seen = [...before, ...row];
          return bias.map((each, f) => relu(each + total(seen.map((value, k) => value * kernel[k][f]))));
        });
      };
      const made = convolve("second", convolve("first", rows));
      rows = made.map((row, t) => plus(row, i === 0 ? mapped(model, `${name}.skip`, rows[t]) : rows[t]).map(relu));
    }
    const forecast = mapped(model, "dense", rows[lookback - 1]);
    return revIn(model, b, c).restored(range(horizon).map((h) => forecast[h * channels + c]));
  });
  expect(weightGradients(model)).toBe(model.parameterCount);
});

test("tide is dense blocks over window and covariates, then over each step, beside a linear map", () => {
  const own = { covariates: 3, covariateDim: 3, hiddenDim: 4, decoderOutputDim: 3, temporalHiddenDim: 2 };
  const model = tide({ ...sizes, ...own, encoderLayers: 1, decoderLayers: 2 });
  distinct(model);
  const known = normalTensor([batch, lookback + horizon, 3], 5);
  const values = known.toArray();
  expectForecasts(model.call([x, known]), (b, c) => {
    const { window, restored } = revIn(model, b, c);
    const projected = range(lookback + horizon).map((t) =>
      residualBlock(
        model,
        "residualDense",
        range(3).map((i) => values[(b * (lookback + horizon) + t) * 3 + i]),
      ),
    );
    const read = [...window, ...projected.flat()];
    const decoded = ["residualDense_1", "residualDense_2", "residualDense_3"].reduce<readonly number[]>(
      (row, name) => residualBlock(model, name, row),
      read,
    );
    const straight = mapped(model, "dense", window);
    return restored(
      range(horizon).map((h) => {
        const step = [...decoded.slice(3 * h, 3 * h + 3), ...projected[lookback + h]];
        return residualBlock(model, "residualDense_4", step, false)[0] + straight[h];
      }),
    );
  });
  expect(weightGradients(model, [x, known])).toBe(model.parameterCount);
});

const small = { lookback: 48, channels: 2, horizon: 30, seed: 3 };
const made: readonly (readonly [string, Model])[] = [
  ["nLinear", nLinear({ ...small, individual: true })],
  ["dLinear", dLinear(small)],
  ["segRnn", segRnn({ ...small, units: 8 })],
  ["patchTst", patchTst(small)],
  ["tcn", tcn({ ...small, filters: 4 })],
  ["tide", tide({ ...small, hiddenDim: 8 })],
  ["tide with covariates", tide({ ...small, hiddenDim: 8, covariates: 2 })],
];

test.each(made)("%s forecasts, and is saved and loaded", (_, model) => {
  const window = normalTensor([2, 48, 2], 1);
  const inputs = model.inputs.length === 1 ? window : [window, normalTensor([2, 78, 2], 2)];
  const y = model.call(inputs);
  expect(y.shape).toEqual([2, 30, 2]);
  expect(model.output).toEqual([30, 2]);
  const loaded = decodeModel(encodeModel(model), "model");
  expect(JSON.stringify(loaded.spec)).toBe(JSON.stringify(model.spec));
  const [before, after] = [y, loaded.call(inputs)].map((each) => each.toArray());
  // Files hold float32.
  before.forEach((each, i) => expect(after[i]).toBeCloseTo(each, 4));
});

test.each([
  ["lookback", () => nLinear({ lookback: 0, channels: 1, horizon: 1 }), "nLinear: lookback must be an integer"],
  ["channels", () => dLinear({ lookback: 1, channels: 0, horizon: 1 }), "dLinear: channels must be an integer"],
  ["horizon", () => tcn({ lookback: 1, channels: 1, horizon: 0 }), "tcn: horizon must be an integer"],
  ["covariates", () => tide({ ...small, covariates: -1 }), "tide: covariates must be an integer"],
  ["window", () => patchTst({ lookback: 4, channels: 1, horizon: 1 }), "a segment has 16 steps, but examples have 4"],
  ["segment", () => segRnn({ lookback: 12, channels: 1, horizon: 1 }), "a segment has 24 steps, but examples have 12"],
])("a model names a %s that does not fit", (_, make, message) => {
  expect(make).toThrow(message);
});
