import { afterAll, beforeAll, expect, test } from "vitest";
import { distinct } from "../../test/gradients.ts";
import { backend, use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { bidirectional } from "../layers/recurrent/bidirectional.ts";
import { conv1d } from "../layers/conv1d.ts";
import { dense } from "../layers/dense.ts";
import { embedding } from "../layers/embedding.ts";
import { flatten } from "../layers/flatten.ts";
import { globalAveragePooling1d, globalMaxPooling1d } from "../layers/pooling/global-pooling.ts";
import { gru } from "../layers/recurrent/gru.ts";
import type { LayerSpec } from "../layers/layer.ts";
import { lstm } from "../layers/recurrent/lstm.ts";
import { positionEncoding } from "../layers/position-encoding.ts";
import { transformerEncoder } from "../layers/transformer/transformer-encoder.ts";
import type { Model } from "../models/model.ts";
import { sequential } from "../models/sequential.ts";
import { multiply } from "../ops/multiply.ts";
import { slice } from "../ops/slice.ts";
import { assign, intTensor, tensor, type Tensor } from "../tensor/tensor.ts";
import { integratedGradients } from "./integrated-gradients.ts";

const fast = backend;
beforeAll(() => use(createReference("float64")));
afterAll(() => use(fast));

const first = (output: Tensor): Tensor => slice(output, 0, 1);

/** Weights that make outputs depend on inputs in a curved way. */
function shaken(specs: readonly LayerSpec[], input: readonly (number | null)[]): Model {
  const model = sequential(specs, { input });
  assign(model.flat, distinct("weights", [model.flat.size], -1.2, 1.2).toArray());
  return model;
}

test("of a linear model, attributions are weight times input", () => {
  const model = shaken([dense({ units: 1, useBias: false })], [3]);
  const x = tensor([[2, -1, 0.5]]);
  const weights = model.weights[0].value.toArray();
  const found = integratedGradients(model, x, { of: (y) => y, steps: 1 });
  expect(found.shape).toEqual([3]);
  [2, -1, 0.5].forEach((value, i) => expect(found.values[i]).toBeCloseTo(weights[i] * value, 14));
  const moved = integratedGradients(model, x, { of: (y) => y, steps: 1, baseline: tensor([[1, 1, 1]]) });
  [1, -2, -0.5].forEach((value, i) => expect(moved.values[i]).toBeCloseTo(weights[i] * value, 14));
  expect(moved.baseline).toBeCloseTo(weights[0] + weights[1] + weights[2], 14);
});

test("a product is shared as the integral says: (x − a)(y − b)/2 each, and what the start is worth", () => {
  const model = sequential([dense({ units: 2, useBias: false })], { input: [2] });
  assign(model.weights[0].value, [1, 0, 0, 1]);
  const { values, output, baseline, error } = integratedGradients(model, tensor([[5, 3]]), {
    of: (y) => multiply(slice(y, 0, 1), slice(y, 1, 1)),
    steps: 2,
    baseline: tensor([[1, 2]]),
  });
  // ∫ (y on the way) dα · (x − a) = (2 + 3)/2 · 4, and (1 + 5)/2 · 1.
  expect(Array.from(values)).toEqual([expect.closeTo(10, 12), expect.closeTo(3, 12)]);
  expect([output, baseline]).toEqual([15, 2]);
  expect(error).toBeCloseTo(0, 12);
});

const words = (): Tensor => intTensor([[0, 0, 3, 1, 4, 2]]);
const series = (): Tensor => distinct("series", [1, 7, 3], -2, 2);
const masked = (maskZero: boolean): LayerSpec => embedding({ inputDim: 6, outputDim: 4, maskZero });
const models: Readonly<Record<string, { readonly make: () => Model; readonly x: () => Tensor }>> = {
  "lstm with padding": {
    make: () => shaken([masked(false), lstm({ units: 3 }), dense({ units: 1, activation: "sigmoid" })], [null]),
    x: words,
  },
  "lstm with a mask": {
    make: () => shaken([masked(true), lstm({ units: 3 }), dense({ units: 1, activation: "sigmoid" })], [null]),
    x: words,
  },
  bag: {
    make: () => shaken([masked(true), globalAveragePooling1d(), dense({ units: 2, activation: "softmax" })], [null]),
    x: words,
  },
  transformer: {
    make: () =>
      shaken(
        [
          masked(true),
          positionEncoding(),
          transformerEncoder({ intermediateDim: 5, numHeads: 2, activation: "gelu" }),
          globalAveragePooling1d(),
          dense({ units: 2, activation: "softmax" }),
        ],
        [null],
      ),
    x: words,
  },
  "gru both ways": {
    make: () => shaken([bidirectional({ layer: gru({ units: 3 }) }), dense({ units: 2 })], [7, 3]),
    x: series,
  },
};

test.each(Object.entries(models))(
  "%s: attributions add up to the output less that of the baseline",
  (_, { make, x }) => {
    const model = make();
    const input = x();
    const errors = [8, 64].map((steps) => {
      const { values, output, baseline, error, shape } = integratedGradients(model, input, { of: first, steps });
      expect(output).toBeCloseTo(model.call(input).toArray()[0], 12);
      expect(shape).toEqual(input.dtype === "int32" ? [6] : [7, 3]);
      expect(values.length).toBe(input.size);
      expect(values.reduce((sum, value) => sum + value, 0) - (output - baseline)).toBeCloseTo(error, 12);
      expect(Math.abs(output - baseline)).toBeGreaterThan(0.001);
      return Math.abs(error / (output - baseline));
    });
    expect(errors[0]).toBeLessThan(0.1);
    expect(errors[1]).toBeLessThan(0.001);
  },
);

test("kinks of relu and maxima leave an error that more steps make smaller", () => {
  const model = shaken(
    [
      masked(false),
      conv1d({ filters: 4, kernelSize: 2, activation: "relu" }),
      globalMaxPooling1d(),
      dense({ units: 1 }),
    ],
    [null],
  );
  const errors = [2, 256].map((steps) => Math.abs(integratedGradients(model, words(), { of: first, steps }).error));
  expect(errors[1]).toBeLessThan(0.01);
  expect(errors[1]).toBeLessThan(errors[0]);
});

test("padding that is skipped adds nothing, padding that is read adds nothing to a baseline of padding", () => {
  const { make } = models["lstm with a mask"];
  const skipped = integratedGradients(make(), words(), { of: first });
  expect(Array.from(skipped.values.subarray(0, 2))).toEqual([0, 0]);
  const read = integratedGradients(models["lstm with padding"].make(), words(), {
    of: first,
    baseline: intTensor([[0, 0, 0, 0, 0, 0]]),
  });
  expect(Array.from(read.values.subarray(0, 2))).toEqual([0, 0]);
  expect(read.baseline).toBeCloseTo(
    models["lstm with padding"]
      .make()
      .call(intTensor([[0, 0, 0, 0, 0, 0]]))
      .toArray()[0],
    12,
  );
  expect(read.values.subarray(2).every((value) => value !== 0)).toBe(true);
});

test("the size of batches does not matter", () => {
  const model = models["gru both ways"].make();
  const [one, other] = [1, 7].map((batchSize) =>
    integratedGradients(model, series(), { of: first, steps: 9, batchSize }),
  );
  one.values.forEach((value, i) => expect(other.values[i]).toBeCloseTo(value, 12));
});

test("misuse is named", () => {
  const model = models["gru both ways"].make();
  const of = first;
  expect(() => integratedGradients(model, distinct("x", [2, 7, 3]), { of })).toThrow(
    "integratedGradients explains one example, [1, ...], got [2, 7, 3]",
  );
  expect(() => integratedGradients(model, series(), { of: (y) => y })).toThrow(
    "of must give one value for each of 2 examples, got Tensor [2, 2]",
  );
  expect(() => integratedGradients(model, series(), { of, baseline: distinct("x", [1, 6, 3]) })).toThrow(
    "the baseline must have the shape of x, [1, 7, 3], got [1, 6, 3]",
  );
  expect(() => integratedGradients(model, series(), { of, steps: 0 })).toThrow(
    "count must be an integer of at least 1, got 0",
  );
  const flat = sequential([flatten()], { input: [3] });
  expect(() => integratedGradients(flat, intTensor([[1, 2, 3]]), { of })).toThrow(
    "integratedGradients moves the vectors of one embedding when x holds integers, and this model has 0",
  );
});
