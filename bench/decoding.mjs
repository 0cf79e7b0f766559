// Measures decoding: the k most probable tokens by the kernel and by JavaScript, searches on a Transformer and on
// recurrent models (64 sources of 20 tokens, vocabulary 10,000, 24 tokens each), and a training step of the recurrent
// models. Least and median milliseconds of turns that alternate; keeps them in bench/results/decoding.json.
//   LOOKBACK_KERNELS=native|wasm LOOKBACK_THREADS=1 node bench/decoding.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import * as lookback from "../dist/entry-node.js";
import { backend } from "../dist/kernels/current.js";

const { ops, scope, tensor, intTensor, integers, uniform, fold, randomKey } = lookback;
const [sources, time, length, vocabularySize] = [64, 20, 24, 10_000];
const key = randomKey(1);
const tokens = (name) => intTensor(integers(fold(key, name), sources * time, 3, vocabularySize), [sources, time]);
const [source, target, labels] = ["source", "target", "labels"].map(tokens);

const rows = sources * 5;
const logits = tensor(uniform(fold(key, "logits"), rows * vocabularySize, -5, 5), [rows, vocabularySize]);

function topFiveInJavaScript() {
  const x = logits.toArray();
  const best = new Int32Array(rows * 5);
  for (let row = 0; row < rows; row++) {
    const own = x.subarray(row * vocabularySize, (row + 1) * vocabularySize);
    let most = -Infinity;
    for (const value of own) if (value > most) most = value;
    let sum = 0;
    const values = new Float64Array(5).fill(-Infinity);
    for (let i = 0; i < vocabularySize; i++) {
      sum += Math.exp(own[i] - most);
      if (own[i] <= values[4]) continue;
      let place = 4;
      for (; place > 0 && values[place - 1] < own[i]; place--) {
        values[place] = values[place - 1];
        best[row * 5 + place] = best[row * 5 + place - 1];
      }
      values[place] = own[i];
      best[row * 5 + place] = i;
    }
    if (!(sum > 0)) throw new Error("no probabilities");
  }
  return best;
}

// No end token, so that all searches take all steps.
const options = { end: null, maxLength: length, forbidden: [0] };
const begin = (state) => ({ state, tokens: new Int32Array(sources).fill(1) });

const transformer = lookback.transformer({ ...lookback.transformerPresets.tiny, vocabularySize });
const ways = {
  "topK, 320 × 10,000, k = 5, kernel": () => scope(() => ops.topK(logits, 5).indices.toArray()),
  "topK, 320 × 10,000, k = 5, JavaScript": topFiveInJavaScript,
  "greedy, transformer tiny": () =>
    scope(() =>
      lookback.greedy(
        lookback.transformerDecoder(transformer),
        begin(lookback.beginDecoding(transformer, source)),
        options,
      ),
    ),
  "beam 4, transformer tiny": () =>
    scope(() =>
      lookback.beamSearch(
        lookback.transformerDecoder(transformer),
        begin(lookback.beginDecoding(transformer, source)),
        options,
      ),
    ),
};
for (const attention of ["none", "luong", "bahdanau"]) {
  const model = lookback.recurrentEncoderDecoder({ vocabularySize, cell: "gru", units: 256, attention });
  const decoder = lookback.recurrentDecoder(model);
  ways[`beam 4, gru 256, ${attention}`] = () =>
    scope(() => lookback.beamSearch(decoder, begin(lookback.beginRecurrentDecoding(model, source)), options));
  const trainer = lookback.compile(model, {
    optimizer: "adam",
    loss: lookback.sparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: 0 }),
  });
  const data = { steps: Infinity, batch: () => ({ x: [source, target], y: labels }) };
  ways[`training step, gru 256, ${attention}`] = () => trainer.fit(data, { epochs: 1, stepsPerEpoch: 1 });
}

const turns = 5;
const spent = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
for (let turn = -1; turn < turns; turn++) {
  for (const [name, run] of Object.entries(ways)) {
    const from = performance.now();
    await Promise.resolve(run());
    if (turn >= 0) spent[name].push(performance.now() - from);
  }
}
const round = (value) => Math.round(value * 100) / 100;
const milliseconds = Object.fromEntries(
  Object.entries(spent).map(([name, all]) => {
    const sorted = all.toSorted((a, b) => a - b);
    return [name, { least: round(sorted[0]), median: round(sorted[Math.floor(turns / 2)]) }];
  }),
);
console.table(milliseconds);

const file = fileURLToPath(new URL("results/decoding.json", import.meta.url));
let results = {};
try {
  results = JSON.parse(readFileSync(file, "utf8"));
} catch {
  // the first backend measured
}
results[backend.name] = {
  command: `LOOKBACK_KERNELS=${backend.name} LOOKBACK_THREADS=${backend.threads} node bench/decoding.mjs`,
  processor: cpus()[0].model,
  node: process.version,
  simd: backend.simd,
  otherWork: `load average ${loadavg()[0].toFixed(1)} on ${cpus().length} cores`,
  milliseconds,
};
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
