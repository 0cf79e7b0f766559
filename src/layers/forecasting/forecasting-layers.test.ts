import { expect, test } from "vitest";
import { builtLayer, normalTensor } from "../../../test/built-layer.ts";
import { expectGradients } from "../../../test/gradients.ts";
import { use } from "../../kernels/current.ts";
import { createReference } from "../../kernels/reference.ts";
import { randomKey } from "../../tensor/random.ts";
import { tensor, type Tensor } from "../../tensor/tensor.ts";
import { inference } from "../shared/inference.ts";
import type { CallContext, LayerSpec } from "../layer.ts";
import { layers } from "../registry.ts";

/*
 * Each layer against its equations as plain loops over nested lists, with weights that all differ, and the gradients of
 * all its weights and its input.
 */

use(createReference("float64"));

const training: CallContext = { training: true, key: randomKey(1) };

/** What a tensor holds, by index. */
function at(x: Tensor | undefined): (...index: number[]) => number {
  if (x === undefined) throw new Error("the layer has no such weight");
  const { shape } = x;
  const values = x.toArray();
  return (...index) => values[index.reduce((place, i, axis) => place * shape[axis] + i, 0)];
}

const count = (length: number): number[] => Array.from({ length }, (_, i) => i);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const relu = (value: number): number => Math.max(0, value);
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** What a layer gives for x, and by name the weights it was built with. */
function outcome(spec: LayerSpec, x: Tensor) {
  const { layer, weights } = builtLayer(spec, x.shape.slice(1));
  const y = layer.call({ value: x, mask: null }, inference).value;
  return { y, of: (name: string) => at(weights.get(name)), names: [...weights.keys()] };
}

/** Compares every element of y with what plain loops give for its index. */
function expectEach(y: Tensor, expected: (...index: number[]) => number): void {
  const values = y.toArray();
  values.forEach((value, i) => {
    const index: number[] = [];
    y.shape.reduceRight((rest, length) => {
      index.unshift(rest % length);
      return Math.floor(rest / length);
    }, i);
    expect(value).toBeCloseTo(expected(...index), 10);
  });
  expect(values.length).toBeGreaterThan(0);
  expect(new Set(values).size).toBeGreaterThan(1);
}

/** Gradients of all weights and of the input. */
function expectAllGradients(spec: LayerSpec, x: Tensor): void {
  const { layer, weights } = builtLayer(spec, x.shape.slice(1));
  const all = [x, ...weights.values()];
  const checked = expectGradients(() => layer.call({ value: x, mask: null }, training).value, all);
  expect(checked).toBe(all.reduce((total, { size }) => total + size, 0));
}

const x = normalTensor([2, 7, 3], 4);
const [batch, time, channels] = [2, 7, 3];

test.each([1, 2, 4, 5])(
  "seriesDecomposition: a moving average of %i steps, its ends repeated, and the rest",
  (pool) => {
    const { y } = outcome(layers.seriesDecomposition({ poolSize: pool }), x);
    const value = at(x);
    const trend = (b: number, t: number, c: number): number =>
      sum(count(pool).map((k) => value(b, Math.min(time - 1, Math.max(0, t - Math.floor((pool - 1) / 2) + k)), c))) /
      pool;
    expect(y.shape).toEqual([batch, time, 2 * channels]);
    expectEach(y, (b, t, c) => (c < channels ? trend(b, t, c) : value(b, t, c - channels) - trend(b, t, c - channels)));
    expectAllGradients(layers.seriesDecomposition({ poolSize: pool }), x);
  },
);

test("seriesDecomposition of a straight line is the line itself, but at its ends", () => {
  const line = tensor(
    count(9).map((t) => [3 * t]),
    [1, 9, 1],
  );
  const { y } = outcome(layers.seriesDecomposition({ poolSize: 3 }), line);
  expect(Array.from(y.toArray()).filter((_, i) => i % 2 === 0)).toEqual([1, 3, 6, 9, 12, 15, 18, 21, 23]);
});

const embeddings = [
  { units: 4, segmentLength: 3, activation: "tanh" },
  { units: 4, segmentLength: 3, strides: 2 },
  { units: 4, segmentLength: 2, strides: 3, padding: "last", useBias: false },
] as const;

test.each(embeddings)("segmentEmbedding: the last segment ends with the last step: %o", (options) => {
  const spec = layers.segmentEmbedding(options);
  const { y, of, names } = outcome(spec, x);
  const [value, kernel] = [at(x), of("kernel")];
  const { segmentLength: length, strides, padding } = spec.options;
  const longer = time + (padding === "last" ? strides : 0);
  const segments = Math.floor((longer - length) / strides) + 1;
  const begin = longer - length - (segments - 1) * strides;
  expect(y.shape).toEqual([batch, segments, 4]);
  expectEach(y, (b, s, u) => {
    const sums = count(length).flatMap((k) =>
      count(channels).map((c) => value(b, Math.min(time - 1, begin + s * strides + k), c) * kernel(k, c, u)),
    );
    const total = sum(sums) + (names.includes("bias") ? of("bias")(u) : 0);
    return options.units === 4 && spec.options.activation === "tanh" ? Math.tanh(total) : total;
  });
  expectAllGradients(spec, x);
});

test.each([true, false])("segmentRnn is the paper's equations, one scalar after another (channels: %s)", (own) => {
  const [units, length, horizon] = [4, 3, 5];
  const spec = layers.segmentRnn({ units, segmentLength: length, horizon, channelEmbedding: own });
  const { y, of } = outcome(spec, x);
  const value = at(x);
  const [kernel, recurrent, bias] = [of("gru.kernel"), of("gru.recurrentKernel"), of("gru.bias")];
  /** One step, written out. */
  const step = (input: readonly number[], h: readonly number[]): number[] =>
    count(units).map((u) => {
      const [fromInput, fromState] = [0, 1, 2]
        .map((gate) => gate * units + u)
        .reduce<[number[], number[]]>(
          ([a, b], column) => [
            [...a, sum(input.map((each, i) => each * kernel(i, column))) + bias(0, column)],
            [...b, sum(h.map((each, i) => each * recurrent(i, column))) + bias(1, column)],
          ],
          [[], []],
        );
      const [z, r] = [0, 1].map((gate) => sigmoid(fromInput[gate] + fromState[gate]));
      return z * h[u] + (1 - z) * Math.tanh(fromInput[2] + r * fromState[2]);
    });
  const embed = (b: number, s: number, c: number): number[] =>
    count(units).map((u) =>
      relu(
        sum(count(length).map((k) => value(b, 1 + s * length + k, c) * of("segment.kernel")(k, 0, u))) +
          of("segment.bias")(u),
      ),
    );
  expect(y.shape).toEqual([batch, horizon, channels]);
  expectEach(y, (b, t, c) => {
    const last = [0, 1].reduce(
      (h, s) => step(embed(b, s, c), h),
      count(units).map(() => 0),
    );
    const [segment, place] = [Math.floor(t / length), t % length];
    const input = own
      ? [
          ...count(2).map((i) => of("positionEmbeddings")(segment, i)),
          ...count(2).map((i) => of("channelEmbeddings")(c, i)),
        ]
      : count(units).map((i) => of("positionEmbeddings")(segment, i));
    const state = step(input, last);
    return sum(state.map((h, u) => h * of("output.kernel")(u, place))) + of("output.bias")(place);
  });
  expectAllGradients(spec, x);
});

test("segmentRnn drops states while training alone, and refuses what it cannot halve", () => {
  const spec = layers.segmentRnn({ units: 4, segmentLength: 3, horizon: 5, dropout: 0.5 });
  const { layer } = builtLayer(spec, [7, 3]);
  const call = (context: CallContext): number[] =>
    Array.from(layer.call({ value: x, mask: null }, context).value.toArray());
  expect(call(inference)).not.toEqual(call(training));
  expect(call(training)).toEqual(call(training));
  expect(call(training)).not.toEqual(call({ ...training, key: randomKey(2) }));
  expect(() => layers.segmentRnn({ units: 5, segmentLength: 3, horizon: 5 })).toThrow(
    "segmentRnn: units must be even, half of them for the channel, got 5",
  );
  expect(() => builtLayer(spec, [2, 3])).toThrow("a segment has 3 steps, but examples have 2");
});

test.each([true, false])("residualDense, with layer normalization: %s", (useLayerNorm) => {
  const spec = layers.residualDense({ units: 4, hiddenUnits: 5, useLayerNorm, layerNormEpsilon: 0.1 });
  const { y, of } = outcome(spec, x);
  const value = at(x);
  expect(y.shape).toEqual([batch, time, 4]);
  const raw = (b: number, t: number): number[] => {
    const hidden = count(5).map((j) =>
      relu(sum(count(channels).map((i) => value(b, t, i) * of("hidden.kernel")(i, j))) + of("hidden.bias")(j)),
    );
    return count(4).map(
      (u) =>
        sum(hidden.map((each, j) => each * of("output.kernel")(j, u))) +
        of("output.bias")(u) +
        sum(count(channels).map((i) => value(b, t, i) * of("skip.kernel")(i, u))) +
        of("skip.bias")(u),
    );
  };
  expectEach(y, (b, t, u) => {
    const all = raw(b, t);
    if (!useLayerNorm) return all[u];
    const mean = sum(all) / 4;
    const variance = sum(all.map((each) => (each - mean) ** 2)) / 4;
    return ((all[u] - mean) / Math.sqrt(variance + 0.1)) * of("layerNorm.gamma")(u) + of("layerNorm.beta")(u);
  });
  expectAllGradients(spec, x);
});

test.each([3, 4])("temporalBlock of %i filters: two dilated causal convolutions beside the input", (filters) => {
  const spec = layers.temporalBlock({ filters, kernelSize: 2, dilationRate: 2 });
  const { y, of, names } = outcome(spec, x);
  const value = at(x);
  const convolve = (
    name: string,
    input: (b: number, t: number, i: number) => number,
    features: number,
  ): ((b: number, t: number, f: number) => number) => {
    const [kernel, bias] = [of(`${name}.kernel`), of(`${name}.bias`)];
    return (b, t, f) =>
      relu(
        bias(f) +
          sum(
            [0, 1].flatMap((k) =>
              count(features).map((i) => {
                const from = t - (1 - k) * 2;
                return from < 0 ? 0 : input(b, from, i) * kernel(k, i, f);
              }),
            ),
          ),
      );
  };
  const second = convolve("second", convolve("first", value, channels), filters);
  expect(names.includes("skip.kernel")).toBe(filters !== channels);
  expectEach(y, (b, t, f) => {
    const beside =
      filters === channels
        ? value(b, t, f)
        : sum(count(channels).map((i) => value(b, t, i) * of("skip.kernel")(i, f))) + of("skip.bias")(f);
    return relu(second(b, t, f) + beside);
  });
  expectAllGradients(spec, x);
});

test("temporalBlock drops whole features, others for each convolution", () => {
  const { layer } = builtLayer(layers.temporalBlock({ filters: 3, kernelSize: 2, dropout: 0.5 }), [7, 3]);
  const call = (context: CallContext): number[] =>
    Array.from(layer.call({ value: x, mask: null }, context).value.toArray());
  expect(call(inference)).not.toEqual(call(training));
  expect(call(training)).toEqual(call(training));
});

/** Of a channel's window the weighted sum, as channelIndependent's layers here. */
function mapped(kernel: (...i: number[]) => number, bias: (i: number) => number) {
  const value = at(x);
  return (b: number, h: number, c: number) => sum(count(time).map((t) => value(b, t, c) * kernel(t, h))) + bias(h);
}

test("channelIndependent: every channel through the same layers, or each through its own", () => {
  const inner = [layers.flatten(), layers.dense({ units: 4 })];
  const shared = layers.channelIndependent({ layers: inner });
  const one = outcome(shared, x);
  expect(one.names).toEqual(["layers.1.kernel", "layers.1.bias"]);
  expectEach(one.y, mapped(one.of("layers.1.kernel"), one.of("layers.1.bias")));
  expectAllGradients(shared, x);
  const individual = layers.channelIndependent({ layers: inner, individual: true });
  const each = outcome(individual, x);
  expect(each.names).toHaveLength(6);
  const own = count(channels).map((c) =>
    mapped(each.of(`channels.${c}.layers.1.kernel`), each.of(`channels.${c}.layers.1.bias`)),
  );
  expectEach(each.y, (b, h, c) => own[c](b, h, c));
  expectAllGradients(individual, x);
});

test("channelIndependent hands on penalties, states and errors of its layers", () => {
  const spec = layers.channelIndependent({
    layers: [layers.flatten(), layers.dense({ units: 2, activityRegularizer: "l2" })],
  });
  const { layer } = builtLayer(spec, [7, 3]);
  const penalties: number[] = [];
  const onPenalty = (penalty: Tensor): void => void penalties.push(penalty.toArray()[0]);
  const y = layer.call({ value: x, mask: null }, { ...training, onPenalty }).value.toArray();
  expect(penalties).toHaveLength(1);
  expect(penalties[0]).toBeCloseTo((0.01 * sum(Array.from(y, (value) => value ** 2))) / batch, 10);
  expect(() => builtLayer(layers.channelIndependent({ layers: [layers.dense({ units: 2 })] }), [7, 3])).toThrow(
    "channelIndependent: the last layer gives [horizon] for a channel, got shape [7, 2]; help: flatten()",
  );
  expect(() => builtLayer(layers.channelIndependent({ layers: [] }), [7, 3])).toThrow("needs at least one layer");
  const stateful = layers.channelIndependent({ layers: [layers.gru({ units: 2, stateful: true })], individual: true });
  const recurrent = builtLayer(stateful, [7, 3]).layer;
  const call = (): number[] => Array.from(recurrent.call({ value: x, mask: null }, inference).value.toArray());
  const first = call();
  expect(call()).not.toEqual(first);
  recurrent.resetStates?.();
  expect(call()).toEqual(first);
});
