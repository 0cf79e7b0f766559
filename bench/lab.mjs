// Runs the experiments of lookback lab and writes their figures to bench/results/lab.json: the adding problem and temporal order at growing gaps, and the
// slopes of gradients through time. Everything is repeatable but the seconds.
//   node bench/lab.mjs [seeds]       runs of each network at each gap; default 3, and with another number the file is left alone
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [seeds = "3"] = process.argv.slice(2);
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
  const { runs, ...result } = lab("memory", ...argv, "--seeds", seeds);
  for (const { rung, gap, solved, runs: of, medianSequences, wrong, tested } of result.cells) {
    console.log(
      `${result.task.padEnd(15)} ${rung.padEnd(11)} gap ${String(gap).padStart(4)}  solved ${solved} of ${of}` +
        `  median ${medianSequences ?? "–"} sequences  ${wrong} of ${tested} wrong`,
    );
  }
  return { ...result, runs: runs.map((run) => without(run, "losses", "right")) };
}

try {
  const { curves, clipping, ...gradients } = lab("gradients");
  const result = {
    command: ["node bench/lab.mjs", ...process.argv.slice(2)].join(" "),
    machine: {
      processor: cpus()[0].model.trim(),
      cores: cpus().length,
      node: process.version,
      date: new Date().toISOString().slice(0, 10),
    },
    adding: memory("--task", "adding", "--gaps", "50,100,200,400"),
    addingLong: memory("--task", "adding", "--gaps", "500,1000", "--rungs", "lstm,gru"),
    temporalOrder: memory("--task", "temporal-order", "--gaps", "50,100,200,400"),
    copy: memory("--task", "copy", "--gaps", "50,100"),
    gradients: {
      ...gradients,
      curves: curves.map((curve) => ({ ...without(curve, "hidden", "cellState"), last: curve.hidden.at(-1) })),
      clipping: clipping.map(({ radius, unclipped, clipped }) => ({
        radius,
        unclipped: unclipped[unclipped.length - 1],
        clipped: clipped[clipped.length - 1],
      })),
    },
  };
  if (seeds === "3") writeFileSync(join(root, "bench/results/lab.json"), `${JSON.stringify(result, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
