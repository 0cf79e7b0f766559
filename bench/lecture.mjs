// Runs the lecture's all models on simulated weather of as many rows as the lecture's file has, and prints seconds per
// epoch and the peak memory of a process that has the table loaded and trains the lecture's GRU. Writes
// bench/results/lecture.json.
//   node bench/lecture.mjs [epochs]       fewer epochs than the lecture's; the file is then left alone
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const rows = 420_551;
const [epochs] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "lookback-lecture-"));
/**
 * Loaded before the command line: tells the peak of the resident memory on standard error when the process ends, report
 * written.
 */
const tellPeak =
  'data:text/javascript,process.on("exit",()=>' +
  'process.stderr.write("peak "+process.resourceUsage().maxRSS+" KiB\\n"))';

/** The peak so far of the resident memory of a process, in megabytes; NaN where there is no /proc. */
function peakOf(pid) {
  try {
    return (Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024) / 1e6;
  } catch {
    return NaN;
  }
}

/**
 * Runs the command line: { output, training, peak }, the peaks in megabytes: when the model \`gru\` was trained and
 * scored, and of all.
 */
async function lookback(...argv) {
  const child = spawn(process.execPath, ["--import", tellPeak, join(root, "bin/lookback.js"), ...argv], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  let training = NaN;
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => {
    errors += chunk;
    if (/^gru: /m.test(String(chunk))) training = peakOf(child.pid);
    process.stderr.write(chunk);
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`lookback ${argv.join(" ")} ended with ${code}`);
  return { output, training, peak: (Number(/peak (\d+) KiB/.exec(errors)[1]) * 1024) / 1e6 };
}

try {
  const long = join(folder, "long.csv");
  const file = join(folder, "weather.csv");
  await lookback("sample", "weather", "--years", "8.1", "--out", long);
  const writer = createWriteStream(file);
  let written = 0;
  for await (const line of createInterface({ input: createReadStream(long) })) {
    if (written > rows) break;
    writer.write(`${line}\n`);
    written++;
  }
  writer.end();
  await once(writer, "close");

  const job = ["forecast", file, "--target", "T (degC)", "--preset", "lecture", "--json"];
  const gru = await lookback(...job, "--models", "gru", "--epochs", "1", "--out", join(folder, "gru"));
  const models = await lookback(...job, ...(epochs ? ["--epochs", epochs] : []), "--out", join(folder, "models"));
  const { data, split, kernels, threads, leaderboard, best } = JSON.parse(models.output);
  const result = {
    command: ["node bench/lecture.mjs", ...process.argv.slice(2)].join(" "),
    machine: {
      processor: cpus()[0].model.trim(),
      cores: cpus().length,
      node: process.version,
      date: new Date().toISOString().slice(0, 10),
    },
    kernels,
    threads,
    data: { rows: data.rows, simulated: true },
    split,
    peakMegabytesOfGruTraining: Math.round(gru.training),
    peakMegabytesWithReport: Math.round(gru.peak),
    peakMegabytesOfAllModels: Math.round(models.peak),
    best,
    leaderboard,
  };
  for (const { model, parameters, secondsPerEpoch, epochs: trained } of leaderboard) {
    console.log(
      `${model.padEnd(18)} ${String(parameters).padStart(7)} parameters  ` +
        (secondsPerEpoch === null ? "" : `${secondsPerEpoch.toFixed(2)} s an epoch, ${trained} epochs`),
    );
  }
  console.log(
    `peak memory: GRU ${result.peakMegabytesOfGruTraining} MB, ${result.peakMegabytesWithReport} MB with the ` +
      `report, all models ${result.peakMegabytesOfAllModels} MB`,
  );
  if (!epochs) writeFileSync(join(root, "bench/results/lecture.json"), `${JSON.stringify(result, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
