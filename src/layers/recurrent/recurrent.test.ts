import { afterEach, expect, test } from "vitest";
import { builtLayer, normalTensor } from "../../../test/built-layer.ts";
import type { Backend } from "../../kernels/backend.ts";
import { backend, use } from "../../kernels/current.ts";
import { randomKey } from "../../tensor/random.ts";
import { intTensor, tensor, zeros, type Tensor } from "../../tensor/tensor.ts";
import { gru } from "./gru.ts";
import type { CallContext } from "../layer.ts";
import { lstm } from "./lstm.ts";
import type { RecurrentSpec } from "./shared/recurrent.ts";
import { simpleRnn } from "./simple-rnn.ts";

const batch = 3;
const time = 5;
const features = 2;
const units = 3;
const x = normalTensor([batch, time, features], 7);
const inference: CallContext = { training: false, key: randomKey(0) };
const training: CallContext = { training: true, key: randomKey(4) };

type Vector = readonly number[];
/** One step by the equations in a layer's documentation: (x, memory before) → memory after; h comes first. */
type Step = (x: Vector, memory: readonly Vector[]) => readonly Vector[];
type Weights = ReadonlyMap<string, Tensor>;

const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
const zip = (f: (...values: number[]) => number, ...vectors: readonly Vector[]): Vector =>
  vectors[0].map((_, i) => f(...vectors.map((v) => v[i])));

/** v · (columns of gate number `gate` of a weight) */
function product(v: Vector, weights: Weights, name: string, gate: number, gates: number): Vector {
  const weight = weights.get(name)?.toArray() ?? [];
  return Array.from({ length: units }, (_, u) =>
    v.reduce((total, value, i) => total + value * weight[i * gates * units + gate * units + u], 0),
  );
}

function bias(weights: Weights, gate: number, offset = 0): Vector {
  const all = weights.get("bias")?.toArray();
  return Array.from({ length: units }, (_, u) => all?.[offset + gate * units + u] ?? 0);
}

const rnnStep = (weights: Weights): Step => {
  return (input, [h]) => [
    zip(
      (a, b, c) => Math.tanh(a + b + c),
      product(input, weights, "kernel", 0, 1),
      product(h, weights, "recurrentKernel", 0, 1),
      bias(weights, 0),
    ),
  ];
};

const lstmStep = (weights: Weights): Step => {
  return (input, [h, c]) => {
    const gate = (k: number, f: (v: number) => number): Vector =>
      zip(
        (a, b, d) => f(a + b + d),
        product(input, weights, "kernel", k, 4),
        product(h, weights, "recurrentKernel", k, 4),
        bias(weights, k),
      );
    const [i, f, g, o] = [gate(0, sigmoid), gate(1, sigmoid), gate(2, Math.tanh), gate(3, sigmoid)];
    const cell = zip((fk, ck, ik, gk) => fk * ck + ik * gk, f, c, i, g);
    return [zip((ok, ck) => ok * Math.tanh(ck), o, cell), cell];
  };
};

const gruStep = (weights: Weights, resetAfter: boolean): Step => {
  return (input, [h]) => {
    const own = (k: number): Vector => zip((a, b) => a + b, product(input, weights, "kernel", k, 3), bias(weights, k));
    const past = (v: Vector, k: number): Vector =>
      zip(
        (a, b) => a + b,
        product(v, weights, "recurrentKernel", k, 3),
        resetAfter ? bias(weights, k, 3 * units) : h.map(() => 0),
      );
    const gate = (k: number): Vector => zip((a, b) => sigmoid(a + b), own(k), past(h, k));
    const [z, r] = [gate(0), gate(1)];
    const candidate = resetAfter
      ? zip((a, rk, b) => Math.tanh(a + rk * b), own(2), r, past(h, 2))
      : zip(
          (a, b) => Math.tanh(a + b),
          own(2),
          past(
            zip((rk, hk) => rk * hk, r, h),
            2,
          ),
        );
    return [zip((zk, hk, nk) => zk * hk + (1 - zk) * nk, z, h, candidate)];
  };
};

interface Case {
  readonly name: string;
  readonly make: (options: object) => RecurrentSpec;
  readonly step: (weights: Weights) => Step;
  readonly biasShape: readonly number[];
  readonly gates: number;
}
const cases: readonly Case[] = [
  { name: "simpleRnn", make: (o) => simpleRnn({ units, ...o }), step: rnnStep, biasShape: [3], gates: 1 },
  { name: "lstm", make: (o) => lstm({ units, ...o }), step: lstmStep, biasShape: [12], gates: 4 },
  { name: "gru", make: (o) => gru({ units, ...o }), step: (w) => gruStep(w, true), biasShape: [2, 9], gates: 3 },
  {
    name: "gru, reset before",
    make: (o) => gru({ units, resetAfter: false, ...o }),
    step: (w) => gruStep(w, false),
    biasShape: [9],
    gates: 3,
  },
];

const zero = Array.from({ length: units }, () => 0);

/** The state after every step of every example; skipped steps repeat the state before. */
function expectedStates(step: Step, order: readonly number[], keep: (b: number, t: number) => boolean): number[][][] {
  const numbers = x.toArray();
  return Array.from({ length: batch }, (_, b) => {
    let memory: readonly Vector[] = [zero, zero];
    return order.map((t) => {
      const start = (b * time + t) * features;
      if (keep(b, t)) memory = step(Array.from(numbers.subarray(start, start + features)), memory);
      return [...memory[0]];
    });
  });
}

function numbersOf(y: Tensor): readonly number[] {
  return Array.from(y.toArray());
}

/** Matches numbers that agree to five places. */
function near(expected: readonly number[]): unknown {
  return expected.map((value) => expect.closeTo(value, 5));
}

const forwards = [0, 1, 2, 3, 4];
const backwards = [4, 3, 2, 1, 0];
const always = (): boolean => true;

test.each(cases)("$name follows its equations, step by step and at the end", ({ make, step }) => {
  for (const useBias of [true, false]) {
    const sequences = builtLayer(make({ returnSequences: true, useBias }), [time, features]);
    const states = expectedStates(step(sequences.weights), forwards, always);
    expect(sequences.layer.output).toEqual([time, units]);
    expect(numbersOf(sequences.layer.call({ value: x, mask: null }, inference).value)).toEqual(near(states.flat(2)));
    const last = builtLayer(make({ useBias }), [null, features]);
    expect(last.layer.output).toEqual([units]);
    expect(numbersOf(last.layer.call({ value: x, mask: null }, inference).value)).toEqual(
      near(states.flatMap((steps) => steps[4])),
    );
  }
});

test.each(cases)("$name has the weights of Keras", ({ make, biasShape, gates }) => {
  const shapes = (options: object): unknown =>
    [...builtLayer(make(options), [time, features]).weights].map(([name, { shape }]) => [name, shape]);
  const [kernel, recurrent] = [
    ["kernel", [features, gates * units]],
    ["recurrentKernel", [units, gates * units]],
  ];
  expect(shapes({})).toEqual([kernel, recurrent, ["bias", biasShape]]);
  expect(shapes({ useBias: false })).toEqual([kernel, recurrent]);
});

test.each(cases)(
  "$name with goBackwards reads the last step first, and gives sequences in that order",
  ({ make, step }) => {
    const { layer, weights } = builtLayer(make({ goBackwards: true, returnSequences: true }), [time, features]);
    expect(numbersOf(layer.call({ value: x, mask: null }, inference).value)).toEqual(
      near(expectedStates(step(weights), backwards, always).flat(2)),
    );
  },
);

const mask = intTensor([
  [1, 1, 0, 1, 0],
  [0, 0, 1, 1, 1],
  [0, 0, 0, 0, 0],
]);
const kept = (b: number, t: number): boolean => mask.toArray()[b * time + t] === 1;

test.each(cases)(
  "$name skips masked steps, wherever they are, and passes the mask on only with sequences",
  ({ make, step }) => {
    const { layer, weights } = builtLayer(make({ returnSequences: true }), [time, features]);
    const states = expectedStates(step(weights), forwards, kept);
    const output = layer.call({ value: x, mask }, inference);
    expect(numbersOf(output.value)).toEqual(near(states.flat(2)));
    expect(output.mask).toBe(mask);
    const zeroed = builtLayer(make({ returnSequences: true, zeroOutputForMask: true }), [time, features]).layer;
    expect(numbersOf(zeroed.call({ value: x, mask }, inference).value)).toEqual(
      near(states.flatMap((steps, b) => steps.flatMap((state, t) => (kept(b, t) ? state : state.map(() => 0))))),
    );
    const last = builtLayer(make({}), [time, features]).layer.call({ value: x, mask }, inference);
    expect(numbersOf(last.value)).toEqual(near(states.flatMap((steps) => steps[4])));
    expect(last.mask).toBeNull();
  },
);

test("sequences in reverse with a mask that is not are refused", () => {
  const { layer } = builtLayer(gru({ units, goBackwards: true, returnSequences: true }), [time, features]);
  expect(() => layer.call({ value: x, mask }, inference)).toThrow(
    "gru: goBackwards with returnSequences would pass on",
  );
});

/** The masks that reach the kernel of a layer while f runs. */
function masksIn(f: () => void): { gates: number; input: Vector | null; recurrent: Vector | null }[] {
  const seen: ReturnType<typeof masksIn> = [];
  const { kernels } = original;
  const watch = (given: Parameters<typeof kernels.lstm>[0] | Parameters<typeof kernels.simpleRnn>[0]): void => {
    const read = (m: (typeof given)["inputMask"]): Vector | null => (m === null ? null : Array.from(original.read(m)));
    seen.push({ gates: given.inputMaskGates, input: read(given.inputMask), recurrent: read(given.recurrentMask) });
  };
  use({
    ...original,
    kernels: {
      ...kernels,
      simpleRnn: (given) => (watch(given), kernels.simpleRnn(given)),
      lstm: (given) => (watch(given), kernels.lstm(given)),
      gru: (given) => (watch(given), kernels.gru(given)),
    },
  });
  f();
  use(original);
  return seen;
}
const original: Backend = backend;
afterEach(() => use(original));

test.each(cases)(
  "$name drops as Keras 3: one input mask for all gates, or masks per gate with recurrentDropout",
  ({ make, gates }) => {
    const call = (options: object, context: CallContext): ReturnType<typeof masksIn>[number] => {
      const { layer } = builtLayer(make(options), [time, features]);
      return masksIn(() => layer.call({ value: x, mask: null }, context))[0];
    };
    expect(call({ dropout: 0.5, recurrentDropout: 0.5 }, inference)).toEqual({
      gates: 1,
      input: null,
      recurrent: null,
    });
    expect(call({}, training)).toEqual({ gates: 1, input: null, recurrent: null });

    const inputOnly = call({ dropout: 0.25 }, training);
    expect(inputOnly.gates).toBe(1);
    expect(inputOnly.input).toHaveLength(batch * features);
    expect(inputOnly.recurrent).toBeNull();

    const both = call({ dropout: 0.25, recurrentDropout: 0.5 }, training);
    expect(both.gates).toBe(gates);
    expect(both.input).toHaveLength(batch * gates * features);
    expect(both.recurrent).toHaveLength(batch * gates * units);
    for (const value of both.input ?? []) expect(Math.min(value, Math.abs(value - 4 / 3))).toBeLessThan(1e-6);
    expect(new Set(both.recurrent)).toEqual(new Set([0, 2]));
    expect(call({ dropout: 0.25, recurrentDropout: 0.5 }, training)).toEqual(both);
    expect(call({ dropout: 0.25, recurrentDropout: 0.5 }, { training: true, key: randomKey(5) })).not.toEqual(both);

    const recurrentOnly = call({ recurrentDropout: 0.5 }, training);
    expect(recurrentOnly.input).toBeNull();
    expect(recurrentOnly.recurrent).toHaveLength(batch * gates * units);
  },
);

test("dropout changes what a layer gives while training, and one mask holds for all steps", () => {
  // With no memory of the past and the same input at every step, all steps must give the same.
  const width = 40;
  const layer = simpleRnn({ units, dropout: 0.5, returnSequences: true }).build([time, width], (name, shape) =>
    name === "recurrentKernel" ? zeros(shape) : normalTensor(shape, 3),
  );
  const row = Array.from(normalTensor([width], 2).toArray());
  const value = tensor([Array.from({ length: time }, () => row)]);
  const steps = layer.call({ value, mask: null }, training).value.toArray();
  expect(steps).not.toEqual(layer.call({ value, mask: null }, inference).value.toArray());
  for (let t = 1; t < time; t++) expect(steps.slice(t * units, (t + 1) * units)).toEqual(steps.slice(0, units));
});

/** The initial values of an lstm's bias. */
function firstBias(options: object): Vector {
  let numbers: Vector = [];
  lstm({ units, ...options }).build([time, features], (name, shape, initializer) => {
    if (name === "bias") numbers = Array.from(initializer(shape, randomKey(1)));
    return normalTensor(shape, 1);
  });
  return numbers;
}

test("the forget gate's bias starts at 1", () => {
  expect(firstBias({})).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
  expect(firstBias({ unitForgetBias: false })).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const half = { name: "constant", value: 0.5 };
  expect(firstBias({ biasInitializer: half })).toEqual([0.5, 0.5, 0.5, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
});

test("activations reach the kernel", () => {
  const linear = builtLayer(gru({ units, activation: "linear", recurrentActivation: "hardSigmoid" }), [
    time,
    features,
  ]).layer;
  const usual = builtLayer(gru({ units }), [time, features]).layer;
  expect(linear.call({ value: x, mask: null }, inference).value.toArray()).not.toEqual(
    usual.call({ value: x, mask: null }, inference).value.toArray(),
  );
});

test("wrong inputs and options say what was expected", () => {
  expect(() => builtLayer(gru({ units }), [3])).toThrow(
    "gru reads [time, features] per example, with a known number of features, got [3]; help: a recurrent layer " +
      "before it gives whole sequences with returnSequences: true",
  );
  expect(() => builtLayer(lstm({ units }), [5, null])).toThrow("got [5, any]");
  expect(() => gru({ units: 0 })).toThrow("gru: units must be an integer of at least 1, got 0");
  expect(() => lstm({ units, dropout: 1 })).toThrow("lstm: dropout must be at least 0 and below 1, got 1");
  expect(() => simpleRnn({ units, recurrentDropout: -0.1 })).toThrow("simpleRnn: recurrentDropout must be at least 0");
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  expect(() => gru({ units, recurrentActivation: "gelu" })).toThrow(
    "gru: recurrentActivation must be one of linear, tanh",
  );
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  expect(() => simpleRnn({ units, activation: "gelu" })).toThrow('got "gelu"');
});
