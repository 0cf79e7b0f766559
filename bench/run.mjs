// npm run bench: kernels and whole training steps on native with 1 and 2 threads and on wasm, in turns within one run;
// medians, GFLOP/s and the share of the peak measured in the same run. Writes bench/results/kernels.json.
//   node bench/run.mjs [repetitions]
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { figures, forwardOperations, gates, median, sizes } from "./cases.mjs";
import { start } from "./start-worker.mjs";

const repetitions = Number(process.argv[2] ?? 9);
const root = fileURLToPath(new URL("..", import.meta.url));

const workers = [
  start(root, "native, 1 thread", { LOOKBACK_KERNELS: "native", LOOKBACK_THREADS: "1" }),
  start(root, "native, 2 threads", { LOOKBACK_KERNELS: "native", LOOKBACK_THREADS: "2" }),
  start(root, "wasm", { LOOKBACK_KERNELS: "wasm" }),
];

const rows = [];
const peaks = Object.fromEntries(await Promise.all(workers.map(async (worker) => [worker.name, []])));
for (const figure of figures) {
  const times = Object.fromEntries(workers.map(({ name }) => [name, []]));
  for (let k = 0; k < repetitions; k++) {
    for (const worker of workers) times[worker.name].push((await worker.ask(figure)).milliseconds);
  }
  for (const worker of workers) peaks[worker.name].push((await worker.ask({ figure: "peak" })).gflops);
  for (const { name } of workers) {
    const milliseconds = median(times[name]);
    const sorted = times[name].toSorted((a, b) => a - b);
    const forward =
      figure.figure === "gemm" ? 2 * 512 ** 3 : forwardOperations(sizes[figure.size], gates[figure.layer]);
    const operations = figure.figure === "step" ? 3 * forward : forward;
    rows.push({
      ...figure,
      on: name,
      milliseconds,
      fastest: sorted[0],
      slowest: sorted.at(-1),
      gflops: operations / milliseconds / 1e6,
    });
  }
}
const overhead = {};
for (const worker of workers) {
  const shares = [];
  for (let k = 0; k < repetitions; k++)
    shares.push((await worker.ask({ figure: "overhead", layer: "gru", size: "lecture" })).share);
  overhead[worker.name] = median(shares);
}
for (const worker of workers) worker.stop();

const peak = Object.fromEntries(Object.entries(peaks).map(([name, values]) => [name, median(values)]));
for (const row of rows) {
  const threads = row.on === "native, 2 threads" ? 2 : 1;
  row.shareOfPeak = row.gflops / (peak[row.on] * threads);
  const title = [
    row.figure,
    row.layer,
    row.size,
    row.recurrentDropout ? "recurrent dropout" : "",
    row.dropout ? "and dropout" : "",
  ]
    .filter(Boolean)
    .join(" ");
  console.log(
    `${title.padEnd(52)} ${row.on.padEnd(18)} ${row.milliseconds.toFixed(2).padStart(9)} ms ` +
      `${row.gflops.toFixed(0).padStart(5)} GFLOP/s ${(100 * row.shareOfPeak).toFixed(0).padStart(4)} % of peak`,
  );
}
const stepOf = (layer, dropouts, on) =>
  rows.find(
    (r) =>
      r.figure === "step" &&
      r.size === "lecture" &&
      r.layer === layer &&
      r.recurrentDropout === dropouts.recurrentDropout &&
      r.dropout === dropouts.dropout &&
      r.on === on,
  ).milliseconds;
/** How many times as long the lecture's step takes with these dropouts. */
const costOf = (dropouts) =>
  Object.fromEntries(
    ["gru", "lstm"].flatMap((layer) =>
      workers.map(({ name }) => [`${layer}, ${name}`, stepOf(layer, dropouts, name) / stepOf(layer, {}, name)]),
    ),
  );
const recurrentDropoutCost = costOf({ recurrentDropout: 0.2 });
const bothDropoutsCost = costOf({ recurrentDropout: 0.2, dropout: 0.2 });
console.log("peak GFLOP/s of one thread", peak);
console.log("share of the lecture step spent outside kernels", overhead);
console.log("cost of recurrent dropout, as a ratio", recurrentDropoutCost);
console.log("cost of dropout and recurrent dropout, as a ratio", bothDropoutsCost);
mkdirSync(`${root}bench/results`, { recursive: true });
const machine = {
  processor: cpus()[0].model,
  cores: cpus().length,
  node: process.version,
  date: new Date().toISOString().slice(0, 10),
};
const result = {
  command: `node bench/run.mjs ${repetitions}`,
  machine,
  peakGflopsOfOneThread: peak,
  javascriptShare: overhead,
  recurrentDropoutCost,
  bothDropoutsCost,
  rows,
};
writeFileSync(`${root}bench/results/kernels.json`, `${JSON.stringify(result, null, 2)}\n`);
