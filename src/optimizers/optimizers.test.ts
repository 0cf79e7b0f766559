import { expect, test } from "vitest";
import { assign, tensor } from "../tensor/tensor.ts";
import { adam } from "./adam.ts";
import { clipGradients } from "./clipping.ts";
import type { Optimizer } from "./optimizer.ts";
import { optimizerFrom, optimizers } from "./registry.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd } from "./sgd.ts";

const { sqrt } = Math;

/** The gradients that every optimizer below gets, step after step. */
const gradients = [0.5, -0.25, 2, 0.125];

/** One weight, from 1, after every step. */
function trained(optimizer: Optimizer): number[] {
  const weights = tensor([1]);
  const run = optimizer.start(1);
  return gradients.map((gradient, i) => {
    run.update(weights, tensor([gradient]), i + 1);
    return weights.toArray()[0];
  });
}

/** The same by plain arithmetic: `step` gives what is taken off the weight. */
function by(step: (g: number, t: number) => number): number[] {
  let w = 1;
  return gradients.map((g, i) => (w -= step(g, i + 1)));
}

/** A running mean. */
function mean(share: number): (value: number) => number {
  let m = 0;
  return (value) => (m = share * m + (1 - share) * value);
}

function momentum(share: number): (step: number) => number {
  let v = 0;
  return (step) => (v = share * v + step);
}

function rmsStep({ rho = 0.9, rate = 0.001, epsilon = 1e-7, outside = false, centered = false } = {}): (
  g: number,
) => number {
  const [square, center] = [mean(rho), mean(rho)];
  return (g) => {
    const s = square(g * g) - (centered ? center(g) ** 2 : 0);
    return outside ? (rate * g) / (sqrt(s) + epsilon) : (rate * g) / sqrt(s + epsilon);
  };
}

function adamStep({ rate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = {}): (g: number, t: number) => number {
  const [first, second] = [mean(beta1), mean(beta2)];
  return (g, t) => ((rate * sqrt(1 - beta2 ** t)) / (1 - beta1 ** t)) * (first(g) / (sqrt(second(g * g)) + epsilon));
}

function nesterov(share: number, rate: number): (g: number) => number {
  let v = 0;
  return (g) => {
    v = share * v - rate * g;
    return -(share * v - rate * g);
  };
}

/** What is taken off is told the weight by its own sum. */
function decaying(rate: number, decay: number): (g: number) => number {
  let w = 1;
  return (g) => {
    const step = w * decay * rate + rate * g;
    w -= step;
    return step;
  };
}

const withMomentum = momentum(0.5);
const rmsWithMomentum = momentum(0.5);
const plainRms = rmsStep({ rate: 0.02 });
const cases: readonly (readonly [string, Optimizer, (g: number, t: number) => number])[] = [
  ["sgd", sgd(), (g) => 0.01 * g],
  ["sgd with momentum", sgd({ learningRate: 0.1, momentum: 0.5 }), (g) => withMomentum(0.1 * g)],
  ["sgd with nesterov", sgd({ learningRate: 0.1, momentum: 0.5, nesterov: true }), nesterov(0.5, 0.1)],
  ["sgd with a schedule", sgd({ learningRate: (step) => 1 / step }), (g, t) => g / t],
  ["rmsprop", rmsprop(), rmsStep()],
  ["rmsprop with rho and a large epsilon", rmsprop({ rho: 0.5, epsilon: 0.25 }), rmsStep({ rho: 0.5, epsilon: 0.25 })],
  [
    "rmsprop with epsilon outside",
    rmsprop({ epsilon: 0.25, epsilonOutside: true }),
    rmsStep({ epsilon: 0.25, outside: true }),
  ],
  ["rmsprop centered", rmsprop({ centered: true, learningRate: 0.02 }), rmsStep({ centered: true, rate: 0.02 })],
  ["sgd with decay", sgd({ learningRate: 0.125, weightDecay: 0.5 }), decaying(0.125, 0.5)],
  ["rmsprop with momentum", rmsprop({ momentum: 0.5, learningRate: 0.02 }), (g) => rmsWithMomentum(plainRms(g))],
  ["adam", adam(), adamStep()],
  [
    "adam with options",
    adam({ learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0.25 }),
    adamStep({ rate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0.25 }),
  ],
];

test.each(cases)("%s follows its formula", (_, optimizer, step) => {
  const expected = by(step);
  trained(optimizer).forEach((weight, i) => expect(weight).toBeCloseTo(expected[i], 6));
});

function slotsOf(optimizer: Optimizer): string[] {
  return Object.keys(optimizer.start(3).slots);
}

test("what an optimizer remembers is in its slots, and only what it needs", () => {
  expect(slotsOf(sgd())).toEqual([]);
  expect(slotsOf(sgd({ momentum: 0.9 }))).toEqual(["velocity"]);
  expect(slotsOf(rmsprop())).toEqual(["square"]);
  expect(slotsOf(rmsprop({ centered: true, momentum: 0.5 }))).toEqual(["square", "mean", "velocity"]);
  expect(slotsOf(adam())).toEqual(["momentum", "velocity"]);
  expect(slotsOf(adam({ amsgrad: true }))).toEqual(["momentum", "velocity", "velocityHat"]);
  expect(slotsOf(optimizers.adagrad())).toEqual(["total"]);
  expect(slotsOf(sgd({ useEma: true, gradientAccumulationSteps: 2 }))).toEqual(["accumulated", "average"]);
  expect(adam().start(3).slots["momentum"].toArray()).toEqual(new Float32Array(3));
  expect([...optimizers.adagrad().start(2).slots["total"].toArray()]).toEqual([0, 0].map(() => Math.fround(0.1)));
});

test.each(Object.entries(optimizers))("%s goes on from its slots alone, with the same bits", (_, make) => {
  const options = { useEma: true, emaOverwriteFrequency: 2, gradientAccumulationSteps: 3, weightDecay: 0.1 };
  const series = Array.from({ length: 20 }, (_unused, i) => [Math.sin(i + 1), Math.cos(3 * i)]);
  for (const stop of [1, 4, 7, 12]) {
    const [whole, before] = [tensor([1, -2]), tensor([1, -2])];
    const [run, first] = [make(options).start(2), make(options).start(2)];
    series.forEach((g, i) => run.update(whole, tensor(g), i + 1));
    series.slice(0, stop).forEach((g, i) => first.update(before, tensor(g), i + 1));
    const second = make(options).start(2);
    for (const [name, slot] of Object.entries(first.slots)) assign(second.slots[name], slot.toArray());
    series.slice(stop).forEach((g, i) => second.update(before, tensor(g), stop + i + 1));
    expect([...before.toArray()]).toEqual([...whole.toArray()]);
  }
});

test("accumulated steps are one step of the mean gradient, at the rate of the step that makes it", () => {
  const [weights, alone] = [tensor([1]), tensor([1])];
  const rates: number[] = [];
  const rate = (step: number): number => (rates.push(step), 1 / step);
  const run = sgd({ learningRate: rate, gradientAccumulationSteps: 2, clipvalue: 0.5 }).start(1);
  const seen = gradients.map((gradient, i) => {
    run.update(weights, tensor([gradient]), i + 1);
    return weights.toArray()[0];
  });
  // Means 0.125 at step 2, then 1.0625, clipped to 0.5, at step 4.
  expect(rates).toEqual([2, 4]);
  expect(seen).toEqual([1, 1 - 0.125 / 2, 1 - 0.125 / 2, 1 - 0.125 / 2 - 0.5 / 4]);
  sgd({ learningRate: 0.5 })
    .start(1)
    .update(alone, tensor([1]), 1, 0.5);
  expect(alone.toArray()[0]).toBe(0.75);
});

// Two weights of 2 and 3 numbers, with norms 5 and 12, together 13.
const twoGradients = [3, -4, 12, 0, 0];

test("clipnorm clips the gradient of each weight by itself", () => {
  const gradient = tensor(twoGradients);
  clipGradients(gradient, [2, 3], { clipnorm: 6 });
  expect(Array.from(gradient.toArray())).toEqual([3, -4, 6, 0, 0]);
});

test("globalClipnorm clips all gradients together, and leaves short ones unchanged", () => {
  const gradient = tensor(twoGradients);
  clipGradients(gradient, [2, 3], { globalClipnorm: 13 });
  expect(Array.from(gradient.toArray())).toEqual(twoGradients);
  clipGradients(gradient, [2, 3], { globalClipnorm: 6.5 });
  expect(Array.from(gradient.toArray())).toEqual([1.5, -2, 6, 0, 0]);
});

test("clipvalue brings every number into its bounds", () => {
  const gradient = tensor(twoGradients);
  clipGradients(gradient, [2, 3], { clipvalue: 3.5 });
  expect(Array.from(gradient.toArray())).toEqual([3, -3.5, 3.5, 0, 0]);
});

test("every optimizer clips, and refuses wrong options", () => {
  const makers = Object.entries(optimizers);
  expect(makers).toHaveLength(8);
  expect(optimizerFrom("sgd").kind).toBe("sgd");
  for (const [name, make] of makers) {
    expect(make().kind).toBe(name);
    expect(() => make({ clipnorm: 2, globalClipnorm: 1 })).toThrow(
      `${name}: clipnorm and globalClipnorm exclude each other`,
    );
    expect(() => make({ clipnorm: 2, clipvalue: 1 })).toThrow("clipnorm and clipvalue exclude each other");
    expect(() => make({ clipnorm: 0 })).toThrow(`${name}: clipnorm must be above 0, got 0`);
    expect(() => make({ learningRate: -1 })).toThrow(`${name}: learningRate must be at least 0, got -1`);
    expect(() => make({ weightDecay: -1 })).toThrow(`${name}: weightDecay must be at least 0, got -1`);
    expect(() => make({ emaMomentum: 0.5 })).toThrow(`${name}: emaMomentum does nothing without useEma`);
    expect(() => make({ useEma: true, emaMomentum: 2 })).toThrow(`${name}: emaMomentum must be from 0 to 1, got 2`);
    expect(() => make({ gradientAccumulationSteps: 1.5 })).toThrow("must be an integer of at least 1, got 1.5");
  }
  expect(() => sgd({ nesterov: true })).toThrow("sgd: nesterov needs a momentum above 0");
  expect(() => rmsprop({ rho: 1 })).toThrow("rmsprop: rho must be at least 0 and below 1, got 1");
  expect(() => adam({ beta2: 1 })).toThrow("adam: beta2 must be at least 0 and below 1, got 1");
  expect(() => optimizers.lion({ beta1: 0 })).toThrow("lion: beta1 must be above 0 and at most 1, got 0");
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  expect(() => optimizerFrom("lamb")).toThrow('there is no optimizer "lamb"; help: one of adadelta, adagrad');
});

test.each(Object.entries(optimizers))("%s: weight decay leaves excluded weights alone", (_, make) => {
  const decay = { learningRate: 0.1, weightDecay: 0.5 };
  const weights = tensor([1, 1]);
  const run = make({ ...decay, excludeFromWeightDecay: ["bias", /gamma$/] }).start(
    2,
    [1, 1],
    ["layers.0.kernel", "layers.0.bias", "layers.1.gamma"],
  );
  const found = gradients.map((gradient, i) => {
    run.update(weights, tensor([gradient, gradient]), i + 1);
    return Array.from(weights.toArray());
  });
  const [decayed, alone] = [trained(make(decay)), trained(make({ ...decay, weightDecay: 0 }))];
  found.forEach(([kernel, bias], i) => {
    expect(kernel).toBeCloseTo(decayed[i], 5);
    expect(bias).toBe(alone[i]);
    expect(Math.abs(kernel - bias)).toBeGreaterThan(0.01);
  });
});

test("exclusions from weight decay that do nothing are refused", () => {
  expect(() => adam({ excludeFromWeightDecay: ["bias"] })).toThrow(
    "adam: excludeFromWeightDecay does nothing without weightDecay; help: give both",
  );
  const adamW = optimizers.adamW({ excludeFromWeightDecay: ["bais"] });
  expect(() => adamW.start(2, [1, 1], ["layers.0.kernel", "layers.0.bias"])).toThrow(
    "adamW: excludeFromWeightDecay has bais, which no weight's name fits; help: the weights are layers.0.kernel, " +
      "layers.0.bias",
  );
});
