// Compares this build with that of another checkout, figure by figure, in turns within one run: A B, B A, A B, …
// Prints the ratio of medians (below 1: this one is faster) and writes bench/results/compare.json.
//   node bench/compare.mjs OTHER_CHECKOUT [repetitions] [backend …]     backends: native-1, native-2, wasm
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { figures, median } from "./cases.mjs";
import { start } from "./start-worker.mjs";

const [other, repetitions = "15", ...chosen] = process.argv.slice(2);
if (other === undefined) throw new Error("which checkout to compare with? node bench/compare.mjs OTHER_CHECKOUT");
const environments = {
  "native-1": { LOOKBACK_KERNELS: "native", LOOKBACK_THREADS: "1" },
  "native-2": { LOOKBACK_KERNELS: "native", LOOKBACK_THREADS: "2" },
  wasm: { LOOKBACK_KERNELS: "wasm" },
};
const root = fileURLToPath(new URL("..", import.meta.url));
const rows = [];
for (const [on, environment] of Object.entries(environments)) {
  if (chosen.length > 0 && !chosen.includes(on)) continue;
  const workers = [start(root, "this", environment), start(`${resolve(other)}/`, "other", environment)];
  for (const figure of figures) {
    const times = { this: [], other: [] };
    for (let k = 0; k < Number(repetitions); k++) {
      for (const worker of k % 2 === 0 ? workers : workers.toReversed())
        times[worker.name].push((await worker.ask(figure)).milliseconds);
    }
    const [mine, theirs] = [median(times.this), median(times.other)];
    const fastest = Math.min(...times.this) / Math.min(...times.other);
    rows.push({ ...figure, on, milliseconds: mine, other: theirs, ratio: mine / theirs, ratioOfFastest: fastest });
    const title = Object.values(figure).join(" ").padEnd(40);
    const ratios = `${(mine / theirs).toFixed(3)} (fastest ${fastest.toFixed(3)})`;
    console.log(`${title} ${on.padEnd(9)} ${mine.toFixed(2).padStart(9)} ms, ratio ${ratios}`);
  }
  for (const worker of workers) worker.stop();
}
const ratios = rows.map(({ ratio }) => ratio);
console.log(
  `median of ${ratios.length} ratios ${median(ratios).toFixed(3)}, largest ${Math.max(...ratios).toFixed(3)}`,
);
mkdirSync(`${root}bench/results`, { recursive: true });
const machine = { processor: cpus()[0].model, node: process.version, date: new Date().toISOString().slice(0, 10) };
const result = { command: `node bench/compare.mjs OTHER ${repetitions}`, machine, rows };
writeFileSync(`${root}bench/results/compare.json`, `${JSON.stringify(result, null, 2)}\n`);
