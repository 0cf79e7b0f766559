import { expect, test } from "vitest";
import { normalTensor } from "../../../test/built-layer.ts";
import { expectGradients } from "../../../test/gradients.ts";
import { use } from "../../kernels/current.ts";
import { createReference } from "../../kernels/reference.ts";
import { functional } from "../../models/functional.ts";
import type { Model } from "../../models/model.ts";
import { apply, applyAll, input } from "../../models/symbolic-tensor.ts";
import { assign, intTensor, tensor } from "../../tensor/tensor.ts";
import { dense } from "../dense.ts";
import { sum } from "../../ops/sum.ts";
import { gradients } from "../../tensor/tape.ts";
import { permute } from "../permute.ts";
import { inference } from "../shared/inference.ts";
import { reversibleNormalization, type ReversibleNormalizationOptions } from "./reversible-normalization.ts";

use(createReference("float64"));

const [batch, time, features] = [2, 6, 3];
const x = normalTensor([batch, time, features], 3);
const values = x.toArray();
const value = (b: number, t: number, c: number): number => values[(b * time + t) * features + c];

const variants: readonly ReversibleNormalizationOptions[] = [
  {},
  { affine: false, epsilon: 0.1 },
  { subtractLast: true },
  { subtractLast: true, unitVariance: false, affine: false },
  { unitVariance: false, epsilon: 0.5 },
];

/** The layer, and its inverse of a linear map over time of what it gives. */
function bothWays(options: ReversibleNormalizationOptions): Model {
  const layer = reversibleNormalization(options);
  const window = input([time, features]);
  const [normalized, mean, stddev] = applyAll(layer, window);
  const turned = apply(permute({ dims: [2, 1] }), normalized);
  const made = apply(permute({ dims: [2, 1] }), apply(dense({ units: 4 }), turned));
  return functional({
    inputs: window,
    outputs: [normalized, mean, stddev, apply(layer, [made, mean, stddev])],
  });
}

/** Mean and standard deviation of a window, as the options have them. */
function statistics(
  b: number,
  c: number,
  { subtractLast, unitVariance, epsilon = 1e-5 }: ReversibleNormalizationOptions,
) {
  const window = Array.from({ length: time }, (_, t) => value(b, t, c));
  const mean = window.reduce((total, each) => total + each, 0) / time;
  const variance = window.reduce((total, each) => total + (each - mean) ** 2, 0) / time;
  return {
    mean: subtractLast === true ? window[time - 1] : mean,
    stddev: unitVariance === false ? 1 : Math.sqrt(variance + epsilon),
  };
}

test.each(variants)("in and out by the paper's equations: %o", (options) => {
  const model = bothWays(options);
  model.weights.forEach(({ value: weight, name }, i) => {
    const normals = normalTensor(weight.shape, 10 + i).toArray();
    // Scales that differ, of both signs, and none near 0.
    assign(weight, name.endsWith("gamma") ? normals.map((each) => each + 2 * Math.sign(each)) : normals);
  });
  const weight = (name: string): ArrayLike<number> | undefined =>
    model.weights.find((each) => each.name === name)?.value.toArray();
  const [kernel = [], bias = []] = [weight("dense.kernel"), weight("dense.bias")];
  const gamma = weight("reversibleNormalization.gamma") ?? [1, 1, 1];
  const beta = weight("reversibleNormalization.beta") ?? [0, 0, 0];
  expect(model.weights).toHaveLength(options.affine === false ? 2 : 4);
  const [y, mean, stddev, forecast] = model.callAll(x).map((each) => each.toArray());
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < features; c++) {
      const own = statistics(b, c, options);
      expect(mean[b * features + c]).toBeCloseTo(own.mean, 10);
      expect(stddev[b * features + c]).toBeCloseTo(own.stddev, 10);
      const normalized = Array.from(
        { length: time },
        (_, t) => gamma[c] * ((value(b, t, c) - own.mean) / own.stddev) + beta[c],
      );
      normalized.forEach((each, t) => expect(y[(b * time + t) * features + c]).toBeCloseTo(each, 10));
      for (let h = 0; h < 4; h++) {
        const made = normalized.reduce((total, each, t) => total + each * kernel[t * 4 + h], bias[h]);
        const restored = ((made - beta[c]) / gamma[c]) * own.stddev + own.mean;
        expect(forecast[(b * 4 + h) * features + c]).toBeCloseTo(restored, 8);
      }
    }
  }
  expectGradients(
    () => model.callAll(x)[3],
    model.weights.map((each) => each.value),
  );
});

test("no gradient flows through the statistics of a window: they count as constants", () => {
  const spec = reversibleNormalization({ epsilon: 0.1 });
  const gamma = tensor([2, -1, 0.5]);
  const layer = spec.build([time, features], (name) => (name === "gamma" ? gamma : tensor([1, 2, 3])));
  // With them fixed the layer is a line, gamma / stddev · x, and its gradient that factor.
  const model = bothWays({ epsilon: 0.1 });
  const [, , stddev] = model.callAll(x);
  const { gradients: found } = gradients(() => sum(layer.call({ value: x, mask: null }, inference).value), [x]);
  found[0].toArray().forEach((each, i) => {
    const [b, c] = [Math.floor(i / (time * features)), i % features];
    expect(each).toBeCloseTo(gamma.toArray()[c] / stddev.toArray()[b * features + c], 10);
  });
});

test("what comes out again is what went in, whatever the level", () => {
  const layer = reversibleNormalization();
  const window = input([time, features]);
  const [normalized, mean, stddev] = applyAll(layer, window);
  const model = functional({ inputs: window, outputs: apply(layer, [normalized, mean, stddev]) });
  const high = tensor(
    values.map((each, i) => 1000 * (i % features) + each),
    x.shape,
  );
  const restored = model.call(high).toArray();
  high.toArray().forEach((each, i) => expect(restored[i]).toBeCloseTo(each, 8));
});

test("refuses masks, and statistics of other features", () => {
  const layer = reversibleNormalization();
  const mask = intTensor([[1, 1, 1, 1, 1, 0]]);
  const built = layer.build([6, 1], () => tensor([1]));
  expect(() => built.call({ value: normalTensor([1, 6, 1], 1), mask }, inference)).toThrow("cannot honour the mask");
  const window = input([time, features]);
  expect(() => apply(layer, [window, input([1, 2]), input([1, 2])])).toThrow(
    "a forecast with the mean and the standard deviation that came of its window, [1, 3] each per example, got " +
      "[1, 2], [1, 2]",
  );
  expect(() => reversibleNormalization({ epsilon: 0 })).toThrow("reversibleNormalization: epsilon must be above 0");
});
