// How much memory the weight gradients of a layer take beside their tensors, in megabytes, at its highest, and whether
// they are to the bit the sum over the tiles of examples in their order.  node gradient-memory.mjs KIND
import { readFileSync, writeFileSync } from "node:fs";
import { gradients, ops, scope, tensor } from "../../dist/entry-node.js";

/** Fixed values in −1 … 1. */
const values = (length, seed) => Float32Array.from({ length }, (_, i) => Math.sin(seed + i * 12.9898) * scale);
let scale = 1;
const units = 512;
const order = { reverse: false, restoreOrder: false, zeroOutput: false, returnSequences: false };
const usual = { ...order, activation: "tanh", recurrentActivation: "sigmoid" };
const masks = { stepMask: null, inputMask: null, recurrentMask: null };
const recurrent = (gates, biasShape, run) => ({
  tile: 16,
  example: [2, 8],
  batch: 1024,
  weights: [[8, gates * units], [units, gates * units], biasShape],
  run: (x, [kernel, recurrentKernel, bias]) =>
    run({ x, kernel, recurrent: recurrentKernel, bias, initial: null, initialCell: null, ...masks }).state,
});
const kinds = {
  simpleRnn: recurrent(1, [units], ({ initialCell: _initialCell, ...inputs }) =>
    ops.simpleRnn(inputs, { ...order, activation: "tanh" }),
  ),
  lstm: recurrent(4, [4 * units], (inputs) => ops.lstm(inputs, usual)),
  gru: recurrent(3, [2, 3 * units], ({ initialCell: _initialCell, ...inputs }) =>
    ops.gru(inputs, { ...usual, resetAfter: true }),
  ),
  convolution: {
    tile: 8,
    example: [9, 64],
    batch: 1024,
    weights: [[9, 64, 256], [256]],
    run: (x, [kernel, bias]) => ops.convolution(x, kernel, bias),
  },
  long: {
    tile: 8,
    example: [2 ** 20, 1],
    batch: 1,
    weights: [[3, 1, 1], [1]],
    run: (x, [kernel, bias]) => ops.convolution(x, kernel, bias),
  },
};
const { tile, example, batch, weights: shapes, run } = kinds[process.argv[2]];
const size = example[0] * example[1];
const all = values(batch * size, 1);
scale = 0.1;
const weights = shapes.map((shape, i) =>
  tensor(
    values(
      shape.reduce((a, b) => a * b),
      i + 2,
    ),
    shape,
  ),
);
const ofExamples = (from, to) => {
  const x = tensor(all.subarray(from * size, to * size), [to - from, ...example]);
  return gradients(() => ops.sum(run(x, weights)), [...weights, x]).gradients.slice(0, weights.length);
};
const megabytes = (what) =>
  Number(new RegExp(`${what}:\\s*(\\d+)`).exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;

globalThis.gc?.();
writeFileSync("/proc/self/clear_refs", "5"); // the highest is counted from here on
const before = megabytes("VmRSS");
const result = ofExamples(0, batch);
const peak = megabytes("VmHWM") - before;
// Sums of the tiles, each alone.
const sums = shapes.map((shape) => new Float32Array(shape.reduce((a, b) => a * b)));
for (let from = 0; from < batch; from += tile) {
  scope(() => {
    for (const [k, gradient] of ofExamples(from, Math.min(batch, from + tile)).entries())
      for (const [i, value] of gradient.toArray().entries()) sums[k][i] += value;
  });
}
const right = result.every((gradient, k) =>
  gradient.toArray().every((value, i) => Object.is(value + 0, sums[k][i] + 0)),
);
console.log(JSON.stringify({ right, peak }));
