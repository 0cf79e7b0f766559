// Memory and time of attention, forward and backward, by length: one process for each, so that each has a peak of its
// own. Prints the peak of the resident memory, how much of it the step added (inputs, results and gradients among it),
// what the matrices of all scores would take, and the processor's time of the quickest of five steps on one thread,
// which other programs on the machine disturb little. Keeps the figures in bench/results/attention-memory.json.
//   LOOKBACK_KERNELS=native LOOKBACK_THREADS=1 node bench/attention-memory.mjs [2048 4096 8192]
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";

const [batch, heads, width] = [1, 4, 64];
const depth = width / heads;
const variants = { plain: {}, causal: { causal: true }, window: { causal: true, window: 256 } };
const megabytes = (bytes) => Math.round(bytes / 1e5) / 10;

if (process.argv[2] === "one") await measureOne(Number(process.argv[3]), process.argv[4]);
else compareLengths(process.argv.slice(2).map(Number));

async function measureOne(length, variant) {
  const { gradients, normal, ops, randomKey, scope, tensor } = await import("../dist/entry-node.js");
  const { backend } = await import("../dist/kernels/current.js");
  const shape = [batch, length, heads, depth];
  const [q, k, v] = [1, 2, 3].map((seed) => tensor(normal(randomKey(seed), length * width), shape));
  const step = () =>
    scope(() => {
      gradients(() => ops.sum(ops.attention(q, k, v, variants[variant])), [q, k, v]);
    });
  // At the shortest length first: what the program and its kernels need at all.
  const [a, b, c] = [4, 5, 6].map((seed) => tensor(normal(randomKey(seed), 64 * width), [batch, 64, heads, depth]));
  scope(() => void gradients(() => ops.sum(ops.attention(a, b, c)), [a, b, c]));
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  step();
  const peak = process.resourceUsage().maxRSS * 1024;
  let seconds = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = process.cpuUsage();
    step();
    const { user, system } = process.cpuUsage(start);
    seconds = Math.min(seconds, (user + system) / 1e6);
  }
  console.log(JSON.stringify({ kernels: backend.name, before, peak, seconds }));
}

function compareLengths(given) {
  const lengths = given.length > 0 ? given : [2048, 4096, 8192];
  const results = {};
  let kernels = "";
  for (const variant of Object.keys(variants)) {
    results[variant] = lengths.map((length) => {
      const run = spawnSync(
        process.execPath,
        ["--expose-gc", fileURLToPath(import.meta.url), "one", String(length), variant],
        { encoding: "utf8" },
      );
      if (run.status !== 0) throw new Error(run.stderr);
      const one = JSON.parse(run.stdout);
      kernels = one.kernels;
      const figures = {
        length,
        peakMegabytes: megabytes(one.peak),
        addedMegabytes: megabytes(Math.max(one.peak - one.before, 0)),
        scoresMegabytes: megabytes(4 * batch * heads * length * length),
        processorSeconds: Number(one.seconds.toFixed(4)),
      };
      console.log(variant, JSON.stringify(figures));
      return figures;
    });
  }
  const file = fileURLToPath(new URL("results/attention-memory.json", import.meta.url));
  let all = {};
  try {
    all = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // the first backend measured
  }
  const threads = process.env.LOOKBACK_THREADS ?? "all";
  all[kernels] = {
    command: `LOOKBACK_KERNELS=${kernels} LOOKBACK_THREADS=${threads} node bench/attention-memory.mjs`,
    processor: cpus()[0].model,
    node: process.version,
    load: loadavg()[0],
    batch,
    heads,
    width,
    ...results,
  };
  if (given.length === 0) writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
}
