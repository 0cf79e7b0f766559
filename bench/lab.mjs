// Runs the experiments of lookback lab and writes their figures to bench/results/lab.json: the adding problem and
// temporal order at growing gaps, and the slopes of gradients through time. Everything is repeatable but the seconds.
//   node bench/lab.mjs [seeds] [part …]       runs of each network at each gap; default 3, and with another number the
//                                             file is left alone
// Parts, all if none is named: adding, addingLong, temporalOrder, copy, copyLong, transformer, gradients. What is not
// run stays in the file as it was.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [seeds = "3", ...wanted] = process.argv.slice(2);
const file = join(root, "bench/results/lab.json");
const recurrent = "simple-rnn,lstm,gru";
const folder = mkdtempSync(join(tmpdir(), "lookback-lab-"));

/** Runs an experiment: what it printed as JSON, with the command in place of the folder. */
function lab(name, ...argv) {
  const command = ["lab", name, ...argv];
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(root, "bin/lookback.js"), ...command, "--json", "--out", join(folder, name)],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 2 ** 28 },
  );
  if (status !== 0) throw new Error(`lookback ${command.join(" ")} ended with ${status}`);
  return { command: `lookback ${command.join(" ")}`, ...without(JSON.parse(stdout), "out") };
}

/** An object without its long lists. */
function without(object, ...names) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** A test of memory without its learning curves. */
function memory(...argv) {
  const { runs, ...result } = lab("memory", ...argv, ...(argv.includes("--seeds") ? [] : ["--seeds", seeds]));
  for (const { model, gap, solved, runs: of, medianSequences, wrong, tested } of result.cells) {
    console.log(
      `${result.task.padEnd(15)} ${model.padEnd(11)} gap ${String(gap).padStart(4)}  solved ${solved} of ${of}` +
        `  median ${medianSequences ?? "–"} sequences  ${wrong} of ${tested} wrong`,
    );
  }
  return { ...result, runs: runs.map((run) => without(run, "losses", "right")) };
}

const parts = {
  adding: () => memory("--task", "adding", "--gaps", "50,100,200,400", "--models", recurrent),
  addingLong: () => memory("--task", "adding", "--gaps", "500,1000", "--models", "lstm,gru"),
  temporalOrder: () => memory("--task", "temporal-order", "--gaps", "50,100,200,400", "--models", recurrent),
  copy: () => memory("--task", "copy", "--gaps", "50,100", "--models", recurrent),
  // As many sequences as there are in 20,000 steps of the published batches of 20.
  copyLong: () =>
    memory(
      "--task",
      "copy",
      "--gaps",
      "100",
      "--models",
      "lstm,gru",
      "--units",
      "128",
      "--sequences",
      "400000",
      "--seeds",
      "1",
    ),
  transformer: () => ({
    adding: memory("--task", "adding", "--gaps", "50,100", "--models", "transformer"),
    temporalOrder: memory("--task", "temporal-order", "--gaps", "50,100,200,400", "--models", "transformer"),
    copy: memory("--task", "copy", "--gaps", "50,100,200", "--models", "transformer"),
  }),
  gradients() {
    const { curves, clipping, ...gradients } = lab("gradients");
    return {
      ...gradients,
      curves: curves.map((curve) => ({ ...without(curve, "hidden", "cellState"), last: curve.hidden.at(-1) })),
      clipping: clipping.map(({ radius, unclipped, clipped }) => ({
        radius,
        unclipped: unclipped[unclipped.length - 1],
        clipped: clipped[clipped.length - 1],
      })),
    };
  },
};

try {
  const machine = {
    processor: cpus()[0].model.trim(),
    cores: cpus().length,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
  };
  const names = wanted.length === 0 ? Object.keys(parts) : wanted;
  const found = {};
  for (const name of names) {
    if (!Object.hasOwn(parts, name))
      throw new Error(`there is no part ${name}; help: ${Object.keys(parts).join(", ")}`);
    const result = parts[name]();
    // A part that is run by itself may be of another day and machine than the others.
    found[name] = wanted.length === 0 ? result : { machine, ...result };
    if (seeds !== "3") continue;
    const known =
      wanted.length === 0 ? { command: "node bench/lab.mjs", machine } : JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, `${JSON.stringify({ ...known, ...found }, null, 2)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
