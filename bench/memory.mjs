// Trains a small GRU for 20,000 steps and prints the gradient of the resident memory after the first quarter, in bytes
// per step. Keeps the result in bench/results/memory.json when all 20,000 were run.
//   LOOKBACK_KERNELS=native|wasm node bench/memory.mjs [steps]
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { compile, dense, fold, gru, randomKey, sequential, tensor, uniform } from "../dist/entry-node.js";
import { backend } from "../dist/kernels/current.js";

const steps = Number(process.argv[2] ?? 20_000);
const [batch, time, features] = [16, 20, 4];
const model = sequential([gru({ units: 8, dropout: 0.1, recurrentDropout: 0.1 }), dense({ units: 1 })], {
  input: [time, features],
  seed: 1,
});
const trainer = compile(model, { optimizer: "rmsprop", loss: "meanAbsoluteError" });
const key = randomKey(7);
const data = {
  steps: Infinity,
  batch: (index) => ({
    x: tensor(uniform(fold(key, index), batch * time * features), [batch, time, features]),
    y: tensor(uniform(fold(key, (-index - 1) >>> 0), batch), [batch, 1]),
  }),
};
const points = [];
await trainer.fit(data, {
  epochs: 40,
  stepsPerEpoch: steps / 40,
  callbacks: [{ onEpochEnd: () => void points.push([points.length * (steps / 40), process.memoryUsage().rss]) }],
});
const late = points.slice(10);
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const [mx, my] = [mean(late.map(([x]) => x)), mean(late.map(([, y]) => y))];
const gradient =
  late.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / late.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
const result = { steps, bytesPerStep: gradient, megabytes: points.map(([, rss]) => Math.round(rss / 1e5) / 10) };
console.log(JSON.stringify({ kernels: backend.name, ...result }));
if (steps === 20_000) {
  const file = fileURLToPath(new URL("results/memory.json", import.meta.url));
  let all = {};
  try {
    all = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // the first backend measured
  }
  all[backend.name] = {
    command: `LOOKBACK_KERNELS=${backend.name} node bench/memory.mjs ${steps}`,
    processor: cpus()[0].model,
    node: process.version,
    ...result,
  };
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
}
