import { expect, test } from "vitest";
import { normalTensor } from "../../test/built-layer.ts";
import { expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { intTensor, tensor, type Tensor } from "../tensor/tensor.ts";
import { conv1d } from "./conv1d.ts";
import { inference } from "./shared/inference.ts";
import { batchNormalization } from "./normalization/batch-normalization.ts";
import { layerNormalization } from "./normalization/layer-normalization.ts";
import type { Layer, LayerSpec } from "./layer.ts";
import { softmax } from "./softmax.ts";
import { rmsNormalization } from "./normalization/rms-normalization.ts";

use(createReference("float64"));

/** A layer with these weights, in the order in which it makes them; their shapes are checked. */
function builtOf(spec: LayerSpec, x: Tensor, weights: readonly Tensor[]): Layer {
  let next = 0;
  return spec.build(x.shape.slice(1), (_, shape) => {
    const weight = weights[next++];
    expect(weight.shape).toEqual(shape);
    return weight;
  });
}

function valuesOf(spec: LayerSpec, x: Tensor, weights: readonly Tensor[]): number[] {
  return Array.from(builtOf(spec, x, weights).call({ value: x, mask: null }, inference).value.toArray());
}

function rounded(values: readonly number[]): number[] {
  return values.map((value) => Math.round(value * 1e6) / 1e6);
}

/** Columns from … from + width − 1 of the last axis. */
function columns(all: Tensor, from: number, width: number): number[] {
  return Array.from(all.toArray()).filter((_, i) => {
    const column = i % all.shape[all.shape.length - 1];
    return column >= from && column < from + width;
  });
}

function noWeight(): Tensor {
  return tensor([0]);
}

const x = tensor([
  [
    [1, 2],
    [3, 6],
  ],
]);

test("conv1d with groups: each part of the features has filters of its own", () => {
  const kernel = tensor([[[1, 10]], [[2, 20]]]);
  const spec = conv1d({ filters: 2, kernelSize: 2, groups: 2 });
  // 1·1 + 3·2 + ½ and 2·10 + 6·20 − ½
  expect(valuesOf(spec, x, [kernel, tensor([0.5, -0.5])])).toEqual([7.5, 139.5]);
});

test("conv1d with groups is one convolution for each part, side by side", () => {
  const [wide, kernel, bias] = [normalTensor([2, 5, 6], 1), normalTensor([3, 2, 6], 2), normalTensor([6], 3)];
  const options = { kernelSize: 3, padding: "causal", dilationRate: 2, activation: "tanh" } as const;
  const whole = valuesOf(conv1d({ ...options, filters: 6, groups: 3 }), wide, [kernel, bias]);
  for (const group of [0, 1, 2]) {
    const [own, w, b] = [wide, kernel, bias].map((all) =>
      tensor(columns(all, 2 * group, 2), [...all.shape.slice(0, -1), 2]),
    );
    const alone = valuesOf(conv1d({ ...options, filters: 2 }), own, [w, b]);
    expect(columns(tensor(whole, [2, 5, 6]), 2 * group, 2)).toEqual(alone);
  }
});

test("conv1d refuses groups that do not divide features and filters", () => {
  expect(() => conv1d({ filters: 3, kernelSize: 1, groups: 2 })).toThrow(
    "conv1d: groups must divide filters, got 2 groups and 3 filters",
  );
  expect(() => conv1d({ filters: 4, kernelSize: 1, groups: 4 }).build([3, 2], noWeight)).toThrow(
    "conv1d: groups must divide the features of the input, got 4 groups and 2 features",
  );
});

test("layerNormalization over time: each feature by itself", () => {
  const spec = layerNormalization({ axis: 1, epsilon: 1e-12 });
  // Feature 0 has mean 2 and deviation 1, feature 1 mean 4 and deviation 2; gamma and beta are of steps.
  expect(rounded(valuesOf(spec, x, [tensor([1, 2]), tensor([0, 0.5])]))).toEqual([-1, -1, 2.5, 2.5]);
});

test("layerNormalization over two axes, whichever way they are named", () => {
  const gamma = tensor([[1, 2], [1, 1]]); // prettier-ignore
  const expected = [-2, -2, 0, 3].map((value) => value / Math.sqrt(3.5));
  for (const axis of [
    [1, 2],
    [-2, -1],
  ]) {
    const found = valuesOf(layerNormalization({ axis, epsilon: 1e-12, center: false }), x, [gamma]);
    expect(rounded(found)).toEqual(rounded(expected));
  }
});

test("rmsNormalization over time", () => {
  const found = valuesOf(rmsNormalization({ axis: 1, epsilon: 1e-12 }), x, [tensor([1, 10])]);
  expect(rounded(found)).toEqual(rounded([1 / Math.sqrt(5), 2 / Math.sqrt(20), 30 / Math.sqrt(5), 60 / Math.sqrt(20)]));
});

test.each([
  ["conv1d with groups", conv1d({ filters: 4, kernelSize: 2, groups: 2 }), [[2, 1, 4], [4]]],
  ["layerNormalization over time", layerNormalization({ axis: 1 }), [[3], [3]]],
  [
    "layerNormalization over time and features",
    layerNormalization({ axis: [1, 2] }),
    [
      [3, 2],
      [3, 2],
    ],
  ],
  ["rmsNormalization over time", rmsNormalization({ axis: 1 }), [[3]]],
] as const)("gradient of %s", (_, spec, shapes) => {
  const input = normalTensor([2, 3, 2], 7);
  const weights = shapes.map((shape, i) => normalTensor(shape, 8 + i));
  const call = (value: Tensor, ...own: Tensor[]): Tensor =>
    builtOf(spec, value, own).call({ value, mask: null }, inference).value;
  expect(expectGradients(call, [input, ...weights])).toBeGreaterThan(12);
});

test("axes that cannot be are named", () => {
  expect(() => layerNormalization({ axis: 0 })).toThrow("layerNormalization: axis is an integer other than 0");
  expect(() => rmsNormalization({ axis: 3 }).build([3, 2], noWeight)).toThrow(
    "rmsNormalization: examples [3, 2] have the axes 1 to 2, and axis names some of them, rising, got [3]",
  );
  expect(() => layerNormalization({ axis: [2, 1] }).build([3, 2], noWeight)).toThrow("rising, got [2, 1]");
  expect(() => layerNormalization({ axis: 1 }).build([null, 2], noWeight)).toThrow(
    "layerNormalization needs to know the length of axis 1, got [any, 2] per example",
  );
  const mask = intTensor([[1, 0]]);
  const layer = builtOf(layerNormalization({ axis: 1 }), x, [tensor([1, 1]), tensor([0, 0])]);
  expect(() => layer.call({ value: x, mask }, inference)).toThrow(
    "layerNormalization over time cannot honour the mask",
  );
});

test("softmax over time refuses a mask, and an axis must be there", () => {
  const mask = intTensor([[1, 0]]);
  const call = (axis: number | readonly number[]): unknown =>
    softmax({ axis }).build([2, 2], noWeight).call({ value: x, mask }, inference);
  for (const axis of [1, -2, [1, 2]]) expect(() => call(axis)).toThrow("softmax over time cannot honour the mask");
  expect(() => call(-1)).not.toThrow();
  expect(() => call(3)).toThrow("softmax: examples [2, 2] have the axes 1 to 2");
  expect(() => softmax({ axis: 0 })).toThrow("axis is an integer other than 0, which is the batch");
});

test("batchNormalization over another axis than the last refuses a mask", () => {
  const mask = intTensor([[1, 0]]);
  const weights = [tensor([1, 1]), tensor([0, 0]), tensor([0, 0]), tensor([1, 1])];
  const call = (axis: number): unknown =>
    builtOf(batchNormalization({ axis }), x, weights).call({ value: x, mask }, inference);
  expect(() => call(1)).toThrow("batchNormalization over another axis than the last");
  expect(() => call(2)).not.toThrow();
  expect(() => batchNormalization({ axis: 0 })).toThrow("axis is an integer other than 0, which is the batch");
});
