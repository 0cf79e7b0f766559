// Runs kernels in several worker threads of one process, as workers.test.ts asks:  node in-workers.mjs TASK
//   train       two workers train at once, and each alone          predict    a worker trains while the main thread
//               predicts
//   terminate   workers are ended in the middle of kernel calls
// Prints one JSON object: how many results were compared, and how many were not those computed alone.
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { compile, dense, empty, gru, ones, ops, scope, sequential, tensor } from "../../dist/entry-node.js";

const wave = (shape, pitch) =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * pitch)),
    shape,
  );

/** Trains a small model of so many units, and gives all its weights as one text. */
async function train(units) {
  const model = sequential([gru({ units, dropout: 0.2 }), dense({ units: 3 })], { input: [12, 5], seed: units });
  const trainer = compile(model, { optimizer: "adam", loss: "meanSquaredError" });
  await trainer.fit({ x: wave([96, 12, 5], 0.37), y: wave([96, 3], 0.71) }, { epochs: 6, batchSize: 48, seed: 3 });
  return JSON.stringify(model.weights.map(({ value }) => value.toArray()));
}

/** Forward passes of another model; gives those that differ from the first. */
function predict(rounds) {
  const model = sequential([gru({ units: 40 }), dense({ units: 2 })], { input: [10, 6], seed: 9 });
  const x = wave([70, 10, 6], 0.53);
  const once = () => scope(() => JSON.stringify(model.call(x).toArray()));
  return Array.from({ length: rounds }, once);
}

function inWorker(data) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: data });
    worker.on("message", resolve);
    worker.on("error", reject);
  });
}

async function main(task) {
  if (task === "terminate") {
    const rounds = 20;
    for (let i = 0; i < rounds; i++) {
      const worker = new Worker(new URL(import.meta.url), { workerData: { forever: i % 2 ? "multiply" : "allocate" } });
      await new Promise((resolve) => worker.once("message", resolve));
      await new Promise((resolve) => setTimeout(resolve, 5 * i));
      await worker.terminate();
    }
    // What is left must still compute.
    return { compared: rounds, wrong: predict(3).filter((text, _, all) => text !== all[0]).length };
  }
  if (task === "predict") {
    const [expected] = predict(1);
    const alone = await train(24);
    const training = inWorker({ units: 24 });
    const results = [];
    let trained = null;
    while (trained === null) {
      results.push(...predict(20));
      trained = await Promise.race([training, new Promise((resolve) => setImmediate(resolve, null))]);
    }
    const wrong = results.filter((text) => text !== expected).length + (trained === alone ? 0 : 1);
    return { compared: results.length + 1, wrong };
  }
  const alone = [await train(24), await train(33)];
  let [compared, wrong] = [0, 0];
  for (let round = 0; round < 3; round++) {
    const together = await Promise.all([inWorker({ units: 24 }), inWorker({ units: 33 })]);
    compared += together.length;
    wrong += together.filter((text, i) => text !== alone[i]).length;
  }
  return { compared, wrong };
}

if (isMainThread) console.log(JSON.stringify(await main(process.argv[2])));
else if (workerData.forever === "allocate") {
  // A garbage collection within the making of a tensor takes long, so that most workers are ended in one.
  const live = Array.from({ length: 300_000 }, (_, i) => ({ i, list: [i] }));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a worker thread has no origins
  parentPort.postMessage("begun");
  for (const kept = []; live.length > 0; kept.push(empty([4_000_000]))) if (kept.length > 3) kept.length = 0;
} else if (workerData.forever === "multiply") {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a worker thread has no origins
  parentPort.postMessage("begun");
  const a = ones([150, 150]);
  const kept = [];
  for (;;) {
    scope(() => ops.matmul(a, a));
    // Tensors that nothing releases make new memory at every turn.
    kept.push(ones([1000 + kept.length]));
    if (kept.length > 50) kept.length = 0;
  }
} else {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a worker thread has no origins
  parentPort.postMessage(await train(workerData.units));
}
