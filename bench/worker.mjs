// Measures one backend (chosen by LOOKBACK_KERNELS and LOOKBACK_THREADS) and prints one line of JSON per figure request
// for on standard input.
import { createInterface } from "node:readline";
import * as lookback from "../dist/entry-node.js";
import { backend, kernels } from "../dist/kernels/current.js";
import { sizes } from "./cases.mjs";

const { compile, dense, fold, gru, lstm, ops, randomKey, scope, sequential, simpleRnn, tensor, uniform } = lookback;
const layers = { gru, lstm, simpleRnn };
const key = randomKey(1);
const random = (name, shape) =>
  tensor(
    uniform(
      fold(key, name),
      shape.reduce((a, b) => a * b, 1),
      -1,
      1,
    ),
    shape,
  );

const runners = new Map();

function runner({ figure, layer, size, recurrentDropout = 0, dropout = 0 }) {
  if (figure === "gemm") {
    const [a, b] = [random("a", [512, 512]), random("b", [512, 512])];
    return () => time(() => scope(() => void ops.matmul(a, b)));
  }
  const { batch, time: steps, features, units } = sizes[size];
  const model = sequential([layers[layer]({ units, recurrentDropout, dropout }), dense({ units: 1 })], {
    input: [steps, features],
    seed: 1,
  });
  const x = random("x", [batch, steps, features]);
  if (figure === "forward") return () => time(() => scope(() => void model.call(x, { training: false, key })));
  const y = random("y", [batch, 1]);
  const trainer = compile(model, { optimizer: "rmsprop", loss: "meanAbsoluteError" });
  const data = { steps: Infinity, batch: () => ({ x, y }) };
  return async () => {
    const starts = [];
    const start = performance.now();
    await trainer.fit(data, {
      epochs: trainer.epoch + 1,
      initialEpoch: trainer.epoch,
      stepsPerEpoch: 5,
      callbacks: [{ onStepEnd: () => void starts.push(performance.now()) }],
    });
    const ends = [start, ...starts];
    const times = ends.slice(1).map((end, i) => end - ends[i]);
    return times.toSorted((p, q) => p - q)[times.length >> 1];
  };
}

function time(f) {
  const start = performance.now();
  f();
  return performance.now() - start;
}

/** Time inside kernels while f runs. */
async function kernelTime(f) {
  let inside = 0;
  const timed = Object.fromEntries(
    Object.entries(kernels).map(([name, kernel]) => [
      name,
      (given) => {
        const start = performance.now();
        kernel(given);
        inside += performance.now() - start;
      },
    ]),
  );
  const own = backend;
  lookback.use({ ...own, kernels: timed });
  const start = performance.now();
  await f();
  const total = performance.now() - start;
  lookback.use(own);
  return { inside, total };
}

const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  if (request.figure === "peak") {
    answer({ gflops: backend.measurePeak(), name: backend.name, simd: backend.simd, threads: backend.threads });
    continue;
  }
  const name = JSON.stringify(request);
  if (!runners.has(name)) {
    const made = runner(request);
    await made();
    runners.set(name, made);
  }
  const run = runners.get(name);
  if (request.figure === "overhead") {
    const { inside, total } = await kernelTime(run);
    answer({ share: 1 - inside / total });
  } else answer({ milliseconds: await run() });
}
