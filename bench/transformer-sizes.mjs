// One real training step of the paper's base and big models: parameters, resident memory, time, and the share of the
// machine's peak. Writes bench/results/transformer-sizes.json.
//   node bench/transformer-sizes.mjs [--tokens 2048,4096] [--models base,big]
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: {
    /** Target tokens of a batch, with commas. */
    tokens: { type: "string", default: "2048" },
    models: { type: "string", default: "base,big" },
    /** What a run of its own measures: model:tokens. */
    measure: { type: "string" },
  },
});
/** Of WMT 2014 English–German in the paper. */
const vocabularySize = 37_000;
const length = 32;

/**
 * Floating-point operations of a training step for each pair of a source and a target token: products counted as two,
 * the backward pass as twice the forward pass there. d: width, f: feed-forward width, n: length, V: vocabulary.
 *   encoder layer 8d² + 4df + 4nd, decoder layer 16d² + 4df + 6nd (its own attention sees half), output 2dV
 */
function operationsPerPair({ numLayers: layers, hiddenDim: d, intermediateDim: f }) {
  const encoder = 8 * d * d + 4 * d * f + 4 * length * d;
  const decoder = 16 * d * d + 4 * d * f + 6 * length * d;
  return 3 * (layers * (encoder + decoder) + 2 * d * vocabularySize);
}

async function measure(name, tokens) {
  const { adam, compile, intTensor, sparseCategoricalCrossentropy, started, transformer, transformerPresets } =
    await import("lookback").then(async (library) => ({ ...library, ...(await import("lookback/node")) }));
  const { backend } = started;
  const peak = backend.measurePeak() * backend.threads;
  const begin = performance.now();
  const model = transformer({ ...transformerPresets[name], vocabularySize });
  const secondsToBuild = (performance.now() - begin) / 1000;
  const built = process.memoryUsage().rss;
  const trainer = compile(model, {
    optimizer: adam({ learningRate: 1e-4, beta2: 0.98, epsilon: 1e-9 }),
    loss: sparseCategoricalCrossentropy({ fromLogits: true, labelSmoothing: 0.1, ignoreClass: 0 }),
  });
  const rows = tokens / length;
  const ids = (seed) =>
    intTensor(
      Int32Array.from({ length: tokens }, (_, i) => 1 + (((i + seed) * 7919) % (vocabularySize - 1))),
      [rows, length],
    );
  const data = { steps: 1, batch: () => ({ x: [ids(1), ids(2)], y: ids(3) }) };
  const seconds = [];
  const losses = [];
  let last = performance.now();
  await trainer.fit(data, {
    epochs: 3,
    callbacks: [
      {
        onEpochBegin: () => void (last = performance.now()),
        onStepEnd({ batchLoss }) {
          seconds.push((performance.now() - last) / 1000);
          losses.push(batchLoss);
        },
      },
    ],
  });
  const least = Math.min(...seconds);
  const operations = operationsPerPair(transformerPresets[name]);
  return {
    model: name,
    parameters: model.parameterCount,
    tokens,
    seconds: least,
    tokensPerSecond: tokens / least,
    operationsPerTokenPair: operations,
    gigaflops: (operations * tokens) / least / 1e9,
    shareOfPeak: (operations * tokens) / least / 1e9 / peak,
    secondsToBuild,
    losses,
    gigabytesBuilt: built / 1e9,
    gigabytesPeak: (process.resourceUsage().maxRSS * 1024) / 1e9,
    kernels: started,
  };
}

if (options.measure !== undefined) {
  const [name, tokens] = options.measure.split(":");
  console.log(JSON.stringify(await measure(name, Number(tokens))));
} else {
  const results = [];
  for (const name of options.models.split(",")) {
    for (const tokens of options.tokens.split(",")) {
      const run = spawnSync(process.execPath, [fileURLToPath(import.meta.url), "--measure", `${name}:${tokens}`], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      });
      if (run.status !== 0) throw new Error(`${name} with ${tokens} tokens ended with ${run.status ?? run.signal}`);
      const result = JSON.parse(run.stdout);
      results.push(result);
      console.log(
        `${name}: ${result.parameters.toLocaleString("en-US")} parameters, ${tokens} + ${tokens} tokens: ` +
          `${result.seconds.toFixed(1)} s a step, ${result.gigabytesPeak.toFixed(2)} GB, ` +
          `${Math.round(100 * result.shareOfPeak)} % of the peak`,
      );
    }
  }
  const report = {
    about:
      `One training step (forward, back, Adam) with a vocabulary of ${vocabularySize}, ${length} tokens ` +
      `a sentence; best of three steps, peak resident memory of the process.`,
    command: ["node", "bench/transformer-sizes.mjs", ...process.argv.slice(2)].join(" "),
    date: new Date().toISOString().slice(0, 10),
    machine: { cpu: cpus()[0].model.trim(), cores: cpus().length, node: process.version },
    results,
  };
  mkdirSync(new URL("results/", import.meta.url), { recursive: true });
  writeFileSync(new URL("results/transformer-sizes.json", import.meta.url), `${JSON.stringify(report, null, 2)}\n`);
}
