// Times one training step in Lookback and in its peers, taking turns in one run, and writes bench/results/peers.json,
// for other groups of cases than "lecture" peers-<group>.json.
//   node bench/peers/compare.mjs [--group lecture|recurrent|attention|transformer] [--cases gru-lecture,lstm-imdb]
//   [--peers lookback,pytorch-2]
//     [--rounds 5] [--seconds 1] [--out file]
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem, type } from "node:os";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { groups } from "./cases.mjs";
import { peers } from "./peers.mjs";

const { values: options } = parseArgs({
  options: {
    /** Which cases. */
    group: { type: "string", default: "lecture" },
    /** Names of cases of the group, with commas. Default: all. */
    cases: { type: "string" },
    /** Names of peers or how they begin, with commas. Default: all. */
    peers: { type: "string" },
    /** Turns that each peer gets in each case. */
    rounds: { type: "string", default: "5" },
    /** How long a turn should last; it has at least one step, and at most ten. */
    seconds: { type: "string", default: "1" },
    /** Default: the group's file in bench/results. */
    out: { type: "string" },
  },
});
const cases = groups[options.group];
if (cases === undefined) throw new Error(`there is no group ${options.group}; help: ${Object.keys(groups).join(", ")}`);
const file = options.group === "lecture" ? "peers.json" : `peers-${options.group}.json`;
const out = options.out ?? fileURLToPath(new URL(`../results/${file}`, import.meta.url));

/** Longest wait for an answer: compiling a model, or one slow step. */
const patience = 600_000;

/** One peer's program. ask sends a request and waits for the answer; an answer { error } rejects. */
function start({ command: [program, ...argv], environment = {} }) {
  const child = spawn(program, argv, { env: { ...process.env, ...environment }, stdio: ["pipe", "pipe", "pipe"] });
  const errors = [];
  child.stderr.on("data", (chunk) => errors.push(String(chunk)));
  child.stdin.on("error", () => {}); // the exit below says why
  let waiting;
  const settle = (how, value) => {
    const asked = waiting;
    waiting = undefined;
    asked?.[how](value);
  };
  let ended;
  const end = (why) => {
    ended = new Error(why);
    settle("reject", ended);
  };
  child.on("error", (error) => end(error.message));
  child.on("exit", (code) => end(lastLine(errors.join("")) || `ended with ${code}`));
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (!line.startsWith("{")) return; // libraries greet on standard output
    const message = JSON.parse(line);
    if (message.error === undefined) settle("resolve", message);
    else settle("reject", new Error(message.error));
  });
  return {
    async ask(request) {
      if (ended !== undefined) throw ended;
      const timer = globalThis.setTimeout(() => child.kill(), patience);
      try {
        return await new Promise((resolve, reject) => {
          waiting = { resolve, reject };
          child.stdin.write(`${JSON.stringify(request)}\n`);
        });
      } finally {
        clearTimeout(timer);
      }
    },
    stop: () => child.stdin.end(),
  };
}

const lastLine = (text) => text.trim().split("\n").at(-1);

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Sets the case up in every peer that can run it, then lets them take turns. */
async function measure(sizes, running, rounds, seconds) {
  const entries = [];
  for (const { peer, worker } of running) {
    if (peer.only !== undefined && !peer.only(sizes)) continue;
    const entry = { peer: peer.name, worker, milliseconds: [] };
    entries.push(entry);
    try {
      const { name, version, threads } = await worker.ask(sizes);
      Object.assign(entry, { name, version, threads });
      // The first steps compile, allocate and fill caches; the last of them tells how many make a turn.
      const slow = (await worker.ask({ run: 1 })).milliseconds[0] > 2000 * seconds;
      const warm = slow ? await worker.ask({ run: 1 }) : await worker.ask({ run: 3 });
      entry.steps = Math.max(1, Math.min(10, Math.round((1000 * seconds) / warm.milliseconds.at(-1))));
    } catch (error) {
      entry.error = error.message;
    }
    console.error(`${sizes.case}: ${peer.name} ${entry.error ?? "is ready"}`);
  }
  const ready = entries.filter(({ error }) => error === undefined);
  for (let round = 0; round < rounds; round++) {
    for (const entry of ready) {
      if (entry.error !== undefined) continue;
      await setTimeout(200); // lets the last peer's threads fall asleep
      try {
        const { milliseconds, loss } = await entry.worker.ask({ run: entry.steps });
        entry.milliseconds.push(...milliseconds);
        entry.loss = loss;
      } catch (error) {
        entry.error = error.message;
      }
    }
  }
  return entries.map(({ worker: _, steps: __, ...entry }) =>
    entry.error === undefined ? { ...entry, median: median(entry.milliseconds) } : entry,
  );
}

/** Each result with how many times the fastest Lookback takes less. */
function withRatios(results) {
  const best = Math.min(
    ...results.filter(({ peer }) => peer.startsWith("lookback")).map(({ median = Infinity }) => median),
  );
  return results.map((result) =>
    result.median === undefined || best === Infinity ? result : { ...result, timesLookback: result.median / best },
  );
}

function print({ case: name, results }) {
  console.log(`\n${name}`);
  for (const { peer, version = "", median: typical, milliseconds, timesLookback, error } of results) {
    const figures =
      error === undefined
        ? `${typical.toFixed(2).padStart(10)} ms  ${Math.min(...milliseconds)
            .toFixed(2)
            .padStart(10)} least` + `${timesLookback === undefined ? "" : `${timesLookback.toFixed(2).padStart(9)}×`}`
        : `  not run: ${error}`;
    console.log(`  ${peer.padEnd(20)}${version.padEnd(14)}${figures}`);
  }
}

const chosen = (list, key, wanted, fits) => {
  if (wanted === undefined) return list;
  const names = wanted.split(",");
  const unknown = names.filter((name) => !list.some((one) => fits(one[key], name)));
  if (unknown.length > 0) {
    throw new Error(`there is no ${unknown.join(", ")}; help: one of ${list.map((one) => one[key]).join(", ")}`);
  }
  return list.filter((one) => names.some((name) => fits(one[key], name)));
};

const wantedCases = chosen(cases, "case", options.cases, (name, wanted) => name === wanted);
const wantedPeers = chosen(peers, "name", options.peers, (name, wanted) => name.startsWith(wanted));
const running = wantedPeers.map((peer) => ({ peer, worker: start(peer) }));
const measured = [];
for (const sizes of wantedCases) {
  const results = withRatios(await measure(sizes, running, Number(options.rounds), Number(options.seconds)));
  measured.push({ ...sizes, results });
  print(measured.at(-1));
}
for (const { worker } of running) worker.stop();

const report = {
  about:
    "Milliseconds of one training step (forward, back, update; of transformer-greedy: of decoding a batch); peers " +
    "take turns. timesLookback: median over that of the fastest Lookback.",
  date: new Date().toISOString().slice(0, 10),
  command: ["node", "bench/peers/compare.mjs", ...process.argv.slice(2)].join(" "),
  machine: {
    cpu: cpus()[0].model.trim(),
    cores: cpus().length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: type(),
    node: process.version,
  },
  cases: measured,
};
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `${JSON.stringify(report, null, 2)}\n`);
console.log(`\n${out}`);
