import { expect, test } from "vitest";
import { ArrayStorage } from "./array-storage.ts";
import type { Backend, Storage } from "./backend.ts";
import { philox } from "./philox.ts";
import { createReference } from "./reference.ts";
import { savedLayout, savedSize } from "./saved.ts";
import { signatures } from "./signatures.ts";

const backend: Backend = createReference("float64");
const { kernels } = backend;

function floats(...values: number[]): Storage {
  const storage = backend.allocate("float64", values.length);
  backend.write(storage, values);
  return storage;
}

function ints(...values: number[]): Storage {
  const storage = backend.allocate("int32", values.length);
  backend.write(storage, values);
  return storage;
}

const numbers = (storage: Storage): number[] => Array.from(backend.read(storage));

test("every kernel of the table exists, and no other", () => {
  expect(Object.keys(kernels).toSorted()).toEqual(Object.keys(signatures).toSorted());
});

test("a view shares memory, and a view of a view is a view of the whole", () => {
  const whole = floats(1, 2, 3, 4, 5);
  const part = backend.view(backend.view(whole, 1, 4), 1, 2);
  expect(numbers(part)).toEqual([3, 4]);
  backend.write(part, [30, 40]);
  expect(numbers(whole)).toEqual([1, 2, 30, 40, 5]);
  backend.release(whole);
  expect(() => backend.read(part)).toThrow("memory was released");
  expect(() => backend.view(floats(1, 2), 1, 2)).toThrow("no view of 2 elements from 1 fits into 2");
});

test("reading copies, and released memory throws", () => {
  const storage = floats(1);
  backend.read(storage)[0] = 5;
  expect(numbers(storage)).toEqual([1]);
  backend.release(storage);
  expect(() => backend.read(storage)).toThrow("memory was released");
  expect(() => kernels.copy({ x: storage, y: floats(0), size: 1 })).toThrow("memory was released");
});

test("refuses the wrong kind of numbers, another backend's storages, and missing arguments", () => {
  expect(() => kernels.copy({ x: ints(1), y: floats(0), size: 1 })).toThrow("copy: x must be float64, got int32");
  expect(() => kernels.notEqual({ indices: floats(1), mask: ints(0), value: 1, count: 1 })).toThrow(
    "notEqual: indices must be int32, got float64; help: make it with intTensor",
  );
  const foreign = createReference("float64").allocate("float64", 1);
  expect(() => kernels.copy({ x: foreign, y: floats(0), size: 1 })).toThrow(
    "this tensor was made on another kernel backend than the one in use",
  );
  expect(new ArrayStorage(backend, "float32", new Float32Array(3)).length).toBe(3);
});

test("sums are in float64: nothing is lost between large numbers of opposite sign", () => {
  const single = createReference("float32");
  const x = single.allocate("float32", 3);
  const y = single.allocate("float32", 1);
  single.write(x, [2 ** 30, 1, -(2 ** 30)]);
  single.kernels.sum({ x, y, size: 3 });
  expect(Array.from(single.read(y))).toEqual([1]);
});

test("reductions", () => {
  const [total, y, position] = [floats(0), floats(0, 0), ints(0)];
  kernels.sumOfSquares({ x: floats(1, -2, 3), y: total, size: 3 });
  expect(numbers(total)).toEqual([14]);
  kernels.columnSum({ x: floats(1, 2, 10, 20, 100, 200), y, rows: 3, columns: 2 });
  expect(numbers(y)).toEqual([111, 222]);
  for (const [x, expected] of [
    [floats(1, NaN, Infinity), 1],
    [floats(-Infinity, 1, 2), 0],
    [floats(1, 2, 3), -1],
  ] as const) {
    kernels.findNonFinite({ x, position, size: 3 });
    expect(numbers(position)).toEqual([expected]);
  }
});

test("sgd: plain, with momentum, with Nesterov's", () => {
  const gradient = floats(2, -1);
  const plain = floats(1, 1);
  const given = { gradient, size: 2, learningRate: 0.5, decay: 0, momentum: 0.5, nesterov: false };
  kernels.sgd({ ...given, weights: plain, velocity: null });
  expect(numbers(plain)).toEqual([0, 1.5]);
  const [weights, velocity] = [floats(1, 1), floats(4, 0)];
  kernels.sgd({ ...given, weights, velocity });
  expect([numbers(velocity), numbers(weights)]).toEqual([
    [1, 0.5],
    [2, 1.5],
  ]);
  const [w, v] = [floats(1, 1), floats(4, 0)];
  kernels.sgd({ ...given, weights: w, velocity: v, nesterov: true });
  expect([numbers(v), numbers(w)]).toEqual([
    [1, 0.5],
    [0.5, 1.75],
  ]);
});

const rmspropGiven = { size: 1, learningRate: 0.5, decay: 0, rho: 0.75, epsilonOutside: false };

test("rmsprop: epsilon inside the root or outside", () => {
  // square ← 0.75 · 4 + 0.25 · 16 = 7
  const given = { ...rmspropGiven, gradient: floats(4), mean: null, velocity: null, momentum: 0, epsilon: 2 };
  const [inside, outside, square] = [floats(1), floats(1), floats(4)];
  kernels.rmsprop({ ...given, weights: inside, square });
  expect(numbers(square)).toEqual([7]);
  expect(numbers(inside)[0]).toBeCloseTo(1 - 2 / 3, 14);
  kernels.rmsprop({ ...given, weights: outside, square: floats(4), epsilonOutside: true });
  expect(numbers(outside)[0]).toBeCloseTo(1 - 2 / (Math.sqrt(7) + 2), 14);
});

test("rmsprop: centered, with momentum", () => {
  // mean ← 0.75 · 0 + 0.25 · 4 = 1, so the root is √(7 − 1 + 3) = 3 and the step 2/3
  const [weights, square, mean, velocity] = [floats(1), floats(4), floats(0), floats(2)];
  const given = { ...rmspropGiven, weights, gradient: floats(4), square, mean, velocity };
  kernels.rmsprop({ ...given, momentum: 0.5, epsilon: 3 });
  expect([numbers(square), numbers(mean)]).toEqual([[7], [1]]);
  expect(numbers(velocity)[0]).toBeCloseTo(1 + 2 / 3, 14);
  expect(numbers(weights)[0]).toBeCloseTo(1 - (1 + 2 / 3), 14);
});

test("adam: the first step and a later one", () => {
  const [weights, m, v] = [floats(1), floats(0), floats(0)];
  const numbersOf = { size: 1, learningRate: 0.1, decay: 0, beta1: 0.9, beta2: 0.99, epsilon: 0 };
  const given = { weights, m, v, vHat: null, ...numbersOf };
  kernels.adam({ ...given, gradient: floats(-5), step: 1 });
  // At step 1 bias correction makes the step the learning rate.
  expect(numbers(weights)[0]).toBeCloseTo(1.1, 12);
  kernels.adam({ ...given, gradient: floats(3), step: 2, epsilon: 0.5 });
  const [newM, newV] = [0.9 * -0.5 + 0.1 * 3, 0.99 * 0.25 + 0.01 * 9];
  expect(numbers(m)[0]).toBeCloseTo(newM, 14);
  expect(numbers(v)[0]).toBeCloseTo(newV, 14);
  const rate = (0.1 * Math.sqrt(1 - 0.99 ** 2)) / (1 - 0.9 ** 2);
  expect(numbers(weights)[0]).toBeCloseTo(1.1 - (rate * newM) / (Math.sqrt(newV) + 0.5), 12);
});

test("windows and their targets", () => {
  // Row r holds r and 10r.
  const table = floats(...Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? i / 2 : 10 * Math.floor(i / 2))));
  const rows = ints(4, 5);
  const y = floats(-1, -1, -1, -1, -1, -1, -1, -1);
  kernels.gatherWindows({ table, rows, y, batch: 2, steps: 2, offset: -4, stride: 3, columns: 2 });
  expect(numbers(y)).toEqual([0, 0, 3, 30, 1, 10, 4, 40]);
  kernels.gatherTargets({
    table,
    rows,
    horizons: ints(0, 2),
    targets: ints(1, 0),
    y,
    batch: 2,
    horizonCount: 2,
    targetCount: 2,
    columns: 2,
  });
  expect(numbers(y)).toEqual([40, 4, 60, 6, 50, 5, 70, 7]);
});

function maskWith(words: { seedLow?: number; stream?: number; counter?: number }): number[] {
  const y = floats(...Array.from({ length: 32 }, () => -1));
  kernels.dropoutMask({ y, size: 32, rate: 0.5, seedLow: 3, seedHigh: 4, stream: 0, counter: 0, ...words });
  return numbers(y);
}

test("dropout masks: element i is word i mod 4 of block ⌊i/4⌋, counter, stream, 0; also with signed words", () => {
  const expected = Array.from({ length: 32 }, (_, i) =>
    philox({ low: 3, high: 4 }, [Math.floor(i / 4), 6, 5, 0])[i % 4] >= 2 ** 31 ? 2 : 0,
  );
  expect(maskWith({ stream: 5, counter: 6 })).toEqual(expected);
  expect(maskWith({ seedLow: -1 })).toEqual(maskWith({ seedLow: 0xffffffff }));
});

test("saved: rows of units padded to 16, states of all steps before gates", () => {
  expect(savedSize({ batch: 3, time: 2, units: 16 }, "simpleRnn")).toBe(3 * 3 * 16);
  expect(savedSize({ batch: 3, time: 2, units: 17 }, "gru")).toBe((3 * 3 + 2 * 3 * 4) * 32);
  expect(savedSize({ batch: 3, time: 2, units: 1 }, "lstm")).toBe((2 * 3 * 3 + 2 * 3 * 4) * 16);
  const layout = savedLayout({ batch: 3, time: 2, units: 1 }, "lstm");
  expect(layout.stateRow(0, 0, 0)).toBe(0);
  expect(layout.stateRow(0, 2, 1)).toBe((2 * 3 + 1) * 16);
  expect(layout.stateRow(1, 0, 0)).toBe(9 * 16);
  expect(layout.gateRow(0, 0, 0)).toBe(18 * 16);
  expect(layout.gateRow(3, 1, 2)).toBe((18 + (1 * 3 + 2) * 4 + 3) * 16);
});

test.each([true, false])(
  "what gru saves, resetAfter %s: states, then z, r, n and m, in the order computed",
  (resetAfter) => {
    const sizes = { batch: 1, time: 2, units: 1 };
    const saved = backend.allocate("float64", savedSize(sizes, "gru"));
    kernels.gru({
      ...sizes,
      // Linear gates, read in reverse: x = 1, then 0.5. z = 0.5x, r = 2x.
      x: floats(0.5, 1),
      kernel: floats(0.5, 2, 3),
      recurrent: floats(0, 0, 5),
      bias: resetAfter ? floats(0, 0, 7, 0, 0, 11) : floats(0, 0, 7),
      initial: floats(4),
      stepMask: null,
      inputMask: null,
      recurrentMask: floats(1, 1, 0.5),
      sequences: null,
      state: floats(0),
      saved,
      features: 1,
      inputMaskGates: 1,
      reverse: true,
      restoreOrder: false,
      zeroOutput: false,
      activation: 0,
      recurrentActivation: 0,
      resetAfter,
    });
    const read = numbers(saved);
    const layout = savedLayout(sizes, "gru");
    const states = [0, 1, 2].map((step) => read[layout.stateRow(0, step, 0)]);
    const gates = [0, 1].map((step) => [0, 1, 2, 3].map((gate) => read[layout.gateRow(gate, step, 0)]));
    // resetAfter: m = 0.5·4·5 + 11 = 21, n = 3 + 7 + 2·21 = 52, h = 28; then m = 0.5·28·5 + 11 = 81, n = 1.5 + 7 + 81
    // before: m = 2·(0.5·4) = 4, n = 3 + 7 + 4·5 = 30, h = 17; then m = 1·(0.5·17) = 8.5, n = 1.5 + 7 + 42.5
    const expected = resetAfter
      ? [
          [4, 28, 0.25 * 28 + 0.75 * 89.5],
          [0.5, 2, 52, 21],
          [0.25, 1, 89.5, 81],
        ]
      : [
          [4, 17, 0.25 * 17 + 0.75 * 51],
          [0.5, 2, 30, 4],
          [0.25, 1, 51, 8.5],
        ];
    expect([states, ...gates]).toEqual(expected);
  },
);
