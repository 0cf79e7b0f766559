import { afterAll, beforeAll, expect, test } from "vitest";
import { backend, use } from "../../kernels/current.ts";
import { createReference } from "../../kernels/reference.ts";
import { fold, normal, randomKey } from "../../tensor/random.ts";
import { clippingCurve } from "./clipping.ts";
import { gradientCells } from "./gradient-cells.ts";
import { gradientFlow, groundOf, slopeOfLogarithm, type FlowSettings } from "./gradient-flow.ts";
import { gradientExperiment } from "./gradients.ts";
import { recurrentKernel, spectralRadius } from "./spectral-radius.ts";
import { tensor, type Tensor } from "../../tensor/tensor.ts";

const before = backend;
beforeAll(() => use(createReference("float64")));
afterAll(() => use(before));

const settings: FlowSettings = { units: 12, steps: 40, batch: 4, features: 3, seed: 5 };
const cell = (name: string) => gradientCells.filter((candidate) => candidate.name === name)[0];

test("Gelfand's formula finds eigenvalues that are known: rotations, triangles, nilpotents", () => {
  const [c, s] = [3 * Math.cos(1), 3 * Math.sin(1)];
  expect(spectralRadius([c, -s, s, c], 2)).toBeCloseTo(3, 12);
  expect(spectralRadius([0.5, 1000, 0, -2], 2)).toBeCloseTo(2, 12);
  expect(spectralRadius([0, 1, 0, 0], 2)).toBe(0);
  // Its transpose and its square have the radius and its square.
  const a = normal(randomKey(1), 36);
  const transposed = a.map((_, i) => a[(i % 6) * 6 + Math.floor(i / 6)]);
  expect(spectralRadius(transposed, 6)).toBeCloseTo(spectralRadius(a, 6), 10);
});

test("every gate's block of a recurrent kernel has exactly the radius, and differs from the others", () => {
  let swept = 0;
  for (const radius of [0.5, 0.9, 1, 1.1, 1.5]) {
    for (const gates of [1, 3, 4]) {
      const kernel = recurrentKernel(16, gates, radius, fold(randomKey(2), "kernel"));
      const blocks = Array.from({ length: gates }, (_, gate) =>
        Float64Array.from({ length: 256 }, (__, i) => kernel[Math.floor(i / 16) * 16 * gates + gate * 16 + (i % 16)]),
      );
      for (const block of blocks) {
        expect(spectralRadius(block, 16) / radius).toBeCloseTo(1, 12);
        swept++;
      }
      expect(new Set(blocks.map((block) => block[0])).size).toBe(gates);
    }
  }
  expect(swept).toBe(5 * 8);
});

test("a linear network's gradient changes by the spectral radius in every step, to rounding", () => {
  for (const radius of [0.5, 0.9, 1.1, 1.5]) {
    const { hidden } = gradientFlow(cell("simple-rnn-linear"), radius, settings);
    expect(hidden).toHaveLength(41);
    expect(hidden[0]).toBeCloseTo(1, 12);
    expect(Math.abs(slopeOfLogarithm(hidden) / Math.log(radius) - 1)).toBeLessThan(1e-6);
  }
});

test("tanh takes away from the gradient what it saturates, gates that are open keep it", () => {
  const slope = (name: string, radius: number): number =>
    slopeOfLogarithm(gradientFlow(cell(name), radius, settings).hidden);
  expect(slope("simple-rnn", 1.1)).toBeLessThan(Math.log(1.1) - 0.05);
  expect(gradientFlow(cell("simple-rnn"), 1.5, settings).saturated).toBeGreaterThan(0.1);
  for (const name of ["lstm", "gru"]) expect(slope(`${name}-open`, 0.9)).toBeGreaterThan(slope(name, 0.9) + 0.05);
});

test.each(gradientCells.map(({ name }) => name))("the gradients of %s are those of finite differences", (name) => {
  const small = { ...settings, units: 3, steps: 4, batch: 1 };
  const { weights, inputs, readout } = groundOf(cell(name), 0.9, small);
  const { hidden } = gradientFlow(cell(name), 0.9, small);
  const v = readout.toArray();
  const lossFrom = (state: Float64Array): number => {
    let current = {
      hidden: zerosLike(state),
      cell: name.startsWith("lstm") ? zerosLike(Float64Array.of(0, 0, 0)) : null,
    };
    inputs.forEach((x, step) => {
      current = cell(name).run(x, weights, step === 0 ? null : current);
      // Disturbed after the second step, two before the end.
      if (step === 1) current = { ...current, hidden: plus(current.hidden.toArray(), state) };
    });
    return Array.from(current.hidden.toArray()).reduce((sum, value, i) => sum + value * v[i], 0);
  };
  const gradients = [0, 1, 2].map((i) => {
    const at = (sign: number): number => lossFrom(Float64Array.of(0, 0, 0).fill(sign * 1e-5, i, i + 1));
    return (at(1) - at(-1)) / 2e-5;
  });
  expect(Math.hypot(...gradients)).toBeCloseTo(hidden[2], 7);
});

function zerosLike(values: Float64Array): Tensor {
  return tensor(
    values.map(() => 0),
    [1, values.length],
  );
}

function plus(a: ArrayLike<number>, b: Float64Array): Tensor {
  return tensor(
    b.map((value, i) => value + a[i]),
    [1, b.length],
  );
}

test("clipping leaves a norm of 1 where it was longer, and others as they are", () => {
  const long = clippingCurve(cell("simple-rnn-linear"), 1.5, settings);
  expect(long.lengths.at(-1)).toBe(40);
  expect(long.unclipped.at(-1)).toBeGreaterThan(1e4);
  long.clipped.forEach((norm) => expect(norm).toBeCloseTo(1, 9));
  const short = clippingCurve(cell("lstm"), 0.5, settings);
  const norms = short.unclipped.map((norm) => norm ?? NaN);
  expect(Math.min(...norms)).toBeLessThan(1);
  short.clipped.forEach((norm, i) => expect(norm).toBeCloseTo(Math.min(1, norms[i]), 9));
});

test("the experiment sweeps cells and radii, puts the backend back, and refuses what it cannot do", async () => {
  const native = createReference("float32");
  use(native);
  const { curves, clipping, radii } = await gradientExperiment({ units: 4, steps: 6, spectralRadius: [1.2, 0.8, 1.2] });
  expect(backend).toBe(native);
  use(createReference("float64"));
  expect(radii).toEqual([0.8, 1.2]);
  expect(curves.map(({ cell: name, radius }) => `${name} ${radius}`)).toHaveLength(2 * gradientCells.length);
  expect(clipping.map(({ radius }) => radius)).toEqual([1.2]);
  await expect(gradientExperiment({ spectralRadius: [-1] })).rejects.toThrow("above 0 and up to 10, got -1; help: 0.9");
  await expect(gradientExperiment({ steps: 1 })).rejects.toThrow("steps must be an integer from 2 to 10000, got 1");
});
