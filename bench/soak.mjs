// Trains a small GRU (8 units, batches of 8) for 100,000 steps, and takes the resident memory and the steps per second
// every 1,000: both must stay where they are. Keeps the result in bench/results/soak.json, with the gradient of the
// memory after the first tenth.
//   LOOKBACK_KERNELS=native|wasm node bench/soak.mjs [steps]
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { compile, dense, fold, gru, randomKey, sequential, tensor, uniform } from "../dist/entry-node.js";
import { backend } from "../dist/kernels/current.js";

const steps = Number(process.argv[2] ?? 100_000);
const every = 1000;
if (!Number.isSafeInteger(steps / every) || steps < 2 * every)
  throw new RangeError(`the number of steps is a multiple of ${every}, at least ${2 * every}, got ${process.argv[2]}`);
const [batch, time, features] = [8, 12, 3];
const model = sequential([gru({ units: 8, dropout: 0.1, recurrentDropout: 0.1 }), dense({ units: 1 })], {
  input: [time, features],
  seed: 1,
});
const trainer = compile(model, { optimizer: "adam", loss: "meanSquaredError", metrics: ["meanAbsoluteError"] });
const key = randomKey(7);
const data = {
  steps: Infinity,
  batch(index) {
    const numbers = uniform(fold(key, index), batch * time * features, -1, 1);
    // The mean of the first feature: something to learn, so that the loss says whether training is sound to the end.
    const means = Array.from({ length: batch }, (_, row) => {
      let sum = 0;
      for (let t = 0; t < time; t++) sum += numbers[(row * time + t) * features];
      return sum / time;
    });
    return { x: tensor(numbers, [batch, time, features]), y: tensor(means, [batch, 1]) };
  },
};

const samples = [];
let began = performance.now();
const sample = {
  onStepEnd({ update, loss }) {
    if (update % every !== 0) return;
    const now = performance.now();
    samples.push({
      steps: update,
      megabytes: Math.round(process.memoryUsage().rss / 1e4) / 100,
      stepsPerSecond: Math.round((1e6 * every) / (now - began)) / 1000,
      loss: Number(loss.toPrecision(4)),
    });
    began = performance.now();
  },
};
await trainer.fit(data, { epochs: steps / every, stepsPerEpoch: every, callbacks: [sample] });

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

/** Of the memory, by least squares, in bytes per step. */
function gradientOf(points) {
  const [mx, my] = [mean(points.map((p) => p.steps)), mean(points.map((p) => p.megabytes))];
  const above = points.reduce((sum, p) => sum + (p.steps - mx) * (p.megabytes - my), 0);
  return Math.round((1e6 * above) / points.reduce((sum, p) => sum + (p.steps - mx) ** 2, 0));
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const late = samples.slice(Math.ceil(samples.length / 10));
const tenth = Math.max(1, Math.floor(samples.length / 10));
const result = {
  command: `LOOKBACK_KERNELS=${backend.name} LOOKBACK_THREADS=${backend.threads} node bench/soak.mjs ${steps}`,
  date: new Date().toISOString().slice(0, 10),
  processor: cpus()[0].model,
  node: process.version,
  simd: backend.simd,
  threads: backend.threads,
  steps,
  bytesPerStep: gradientOf(late),
  stepsPerSecond: {
    first: median(samples.slice(0, tenth).map((s) => s.stepsPerSecond)),
    all: median(samples.map((s) => s.stepsPerSecond)),
    last: median(samples.slice(-tenth).map((s) => s.stepsPerSecond)),
  },
  samples,
};
const { samples: _, ...shown } = result;
console.log(JSON.stringify({ kernels: backend.name, ...shown }, null, 2));
const file = fileURLToPath(new URL("results/soak.json", import.meta.url));
let all = {};
try {
  all = JSON.parse(readFileSync(file, "utf8"));
} catch {
  // the first backend measured
}
all[backend.name] = result;
mkdirSync(fileURLToPath(new URL("results", import.meta.url)), { recursive: true });
writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
