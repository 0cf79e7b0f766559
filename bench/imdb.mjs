// Classifies IMDb's film reviews and writes the leaderboards, with the peak of the resident memory, to
// bench/results/imdb.json:
//   node bench/imdb.mjs models      all nine models of the quick preset, seed 0
//   node bench/imdb.mjs lecture     the lecture's LSTM and its baselines, seeds 0, 1 and 2
//   node bench/imdb.mjs             both
// LOOKBACK_DATA names the folder of imdb_train.jsonl.gz and imdb_test.jsonl.gz or one that has it as imdb/; without it
// the reviews are downloaded once.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const path = join(root, "bench/results/imdb.json");
const folder = mkdtempSync(join(tmpdir(), "lookback-imdb-"));
/**
 * Loaded before the command line: tells the peak of the resident memory on standard error when the process ends, report
 * written.
 */
const tellPeak =
  'data:text/javascript,process.on("exit",()=>' +
  'process.stderr.write("peak "+process.resourceUsage().maxRSS+" KiB\\n"))';
const models = "majority,bag-of-words,bag-of-bigrams,simple-rnn,lstm,gru,lstm-bidirectional,conv,transformer";

/**
 * Runs \`lookback classify imdb\` and gives what it printed as JSON, without the parts that are long or lie in passing
 * folders.
 */
async function classify(...argv) {
  const command = ["classify", "imdb", ...argv];
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ["--import", tellPeak, join(root, "bin/lookback.js"), ...command, "--json", "--out", join(folder, "out")],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => {
    errors += chunk;
    process.stderr.write(chunk);
  });
  const [code, signal] = await once(child, "close");
  if (code !== 0) throw new Error(`lookback ${command.join(" ")} ended with ${code ?? signal}`);
  const { kernels, threads, seed, data, split, leaderboard, best, notes } = JSON.parse(output);
  const { words, length, duplicates } = data;
  const result = {
    command: `lookback ${command.join(" ")}`,
    kernels,
    threads,
    seed,
    data: { words, length, duplicates },
    split,
    peakMegabytes: Math.round((Number(/peak (\d+) KiB/.exec(errors)[1]) * 1024) / 1e6),
    seconds: Math.round((performance.now() - began) / 1000),
    /** Of the last minute, when it ended: how much else the machine had to do. */
    load: Math.round(loadavg()[0] * 10) / 10,
    best,
    leaderboard: leaderboard.map(({ validation, test, ...row }) => ({
      ...row,
      validation: brief(validation),
      test: brief(test),
    })),
    notes,
  };
  table(result);
  return result;
}

function brief({ accuracy, logLoss, macroF1, confusion, calibration }) {
  return { accuracy, logLoss, macroF1, confusion, calibrationError: calibration.expectedError };
}

/** An accuracy in per cent. */
function percent({ accuracy }) {
  return `${(100 * accuracy).toFixed(2)} %`;
}

function table({ command, leaderboard, peakMegabytes, seconds, load }) {
  console.log(`\n${command}: ${seconds} s, peak memory ${peakMegabytes} MB, load ${load}`);
  for (const { model, parameters, validation, test, bestEpoch, epochs, secondsPerEpoch } of leaderboard) {
    console.log(
      `${model.padEnd(18)} ${String(parameters).padStart(9)}  validation ${percent(validation)}  ` +
        `test ${percent(test)}` +
        (bestEpoch === null ? "" : `  best epoch ${bestEpoch} of ${epochs}, ${secondsPerEpoch.toFixed(1)} s each`),
    );
  }
}

const parts = {
  models: () => classify("--models", models, "--seed", "0"),
  async lecture() {
    const runs = [];
    for (const seed of ["0", "1", "2"])
      runs.push(await classify("--preset", "lecture", "--models", "lstm", "--seed", seed));
    return runs;
  },
};

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts);
for (const name of wanted) {
  if (!Object.hasOwn(parts, name))
    throw new Error(`there is no part ${name}; help: ${Object.keys(parts).join(" or ")}`);
}
try {
  for (const name of wanted) {
    const result = {
      machine: {
        processor: cpus()[0].model.trim(),
        cores: availableParallelism(),
        node: process.version,
        date: new Date().toISOString().slice(0, 10),
      },
      result: await parts[name](),
    };
    // What the other part found stays.
    const known = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
    writeFileSync(path, `${JSON.stringify({ ...known, [name]: result }, null, 2)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
