// Trains parsers on NLTK's sample of the Penn Treebank, whose last 400 sentences are the test, and writes scores to
// bench/results/parse.json: one model trained for `minutes`, and what it loses without parts of it, each trained for
// `updates` alone (a part of the longer training, so that only their differences count).
//   node bench/parse.mjs [minutes] [updates] [run …]       default 8 and 500; what is not run stays in the file as it
//                                                          was
// Runs, all if none is named: whole, short (with the LSTMs, with and without attention), withoutDropout, tagsKept,
// withoutLookahead. LOOKBACK_DATA is the folder with treebank/treebank.zip.
import { spawnSync } from "node:child_process";
import { mkdtempSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [minutes = "8", updates = "500", ...wanted] = process.argv.slice(2);
const file = join(root, "bench/results/parse.json");
const data = process.env.LOOKBACK_DATA ?? join(root, "../shared/data");
const trees = join(data, "treebank", "treebank.zip");
if (!existsSync(trees)) throw new Error(`${trees} is not there; help: set LOOKBACK_DATA to the folder with treebank/`);

const short = [
  "--updates",
  updates,
  "--validate-every",
  String(Math.ceil(updates / 2)),
  "--average",
  "2",
  "--beam",
  "4",
];
const runs = {
  whole: ["--minutes", minutes, "--validate-every", "250"],
  short: [...short, "--models", "transformer,lstm-attention,lstm"],
  withoutDropout: [...short, "--dropout", "0", "--word-dropout", "0"],
  tagsKept: [...short, "--tags", "all"],
  withoutLookahead: [...short, "--no-lookahead"],
};

/** Trains one parser: its scores, and those of the baselines. */
function train(options) {
  const folder = mkdtempSync(join(tmpdir(), "lookback-parse-"));
  const command = ["parse", "train", "--test", "400", "--validation", "200", ...options];
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(root, "bin/lookback.js"), ...command, "--trees", trees, "--json", "--out", folder],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 2 ** 28 },
  );
  if (status !== 0) throw new Error(`lookback ${command.join(" ")} ended with ${status}`);
  rmSync(folder, { recursive: true });
  const { leaderboard, split, kernels, threads, seed, options: used } = JSON.parse(stdout);
  return {
    command: `lookback ${command.join(" ")} --trees treebank.zip`,
    split,
    kernels,
    threads,
    seed,
    beam: used.beam,
    alpha: used.alpha,
    leaderboard,
  };
}

let results = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
for (const [name, options] of Object.entries(runs)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const result = train(options);
  for (const { model, validation, test, training } of result.leaderboard) {
    console.log(
      `${name.padEnd(18)} ${model.padEnd(16)} test F1 ${test.f1.toFixed(2)} (precision ` +
        `${test.precision.toFixed(2)}, recall ${test.recall.toFixed(2)}, exact ${test.exactMatch.toFixed(2)}), ` +
        `validation ${validation.f1.toFixed(2)}` +
        (training === null ? "" : `, ${training.updates} updates in ${training.seconds.toFixed(0)} s`),
    );
  }
  results = {
    command: "node bench/parse.mjs",
    machine: {
      processor: cpus()[0].model,
      cores: cpus().length,
      node: process.version,
      date: new Date().toISOString().slice(0, 10),
    },
    runs: { ...results.runs, [name]: result },
  };
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}
