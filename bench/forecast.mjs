// What `lookback forecast` reaches with its default options on files, beside its reference models: the chosen model's
// mean absolute test error, and every model's, over seeds. Writes bench/results/forecast.json.
//   node bench/forecast.mjs [seeds, default 3]
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";

const data = process.env.LOOKBACK_DATA ?? "../shared/data";
const seeds = Number(process.argv[2] ?? 3);
const runs = [
  { name: "daily cycle, 6 h ahead", file: "cases/forecast/daily_cycle.csv", options: ["--ahead", "6h"] },
  {
    name: "weather of Jena 2020, 24 h ahead",
    file: "jena/jena_weather_2020.csv.gz",
    options: ["--target", "T (degC)"],
  },
];
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const results = [];
for (const { name, file, options } of runs) {
  const path = join(data, file);
  if (!existsSync(path)) throw new Error(`${path} is not there; set LOOKBACK_DATA`);
  const boards = [];
  for (let seed = 0; seed < seeds; seed++) {
    const out = mkdtempSync(join(tmpdir(), "lookback-bench-"));
    const began = performance.now();
    const printed = execFileSync(
      process.execPath,
      ["bin/lookback.js", "forecast", path, ...options, "--seed", String(seed), "--json", "--quiet", "--out", out],
      { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 2 ** 26 },
    );
    const { best, leaderboard } = JSON.parse(printed);
    boards.push({ seed, best, seconds: (performance.now() - began) / 1000, leaderboard });
    rmSync(out, { recursive: true });
  }
  const models = boards[0].leaderboard.map(({ model }) => {
    const errors = boards.map(({ leaderboard }) => leaderboard.find((row) => row.model === model)?.test.mae ?? NaN);
    return { model, testMae: mean(errors), least: Math.min(...errors), most: Math.max(...errors) };
  });
  const chosen = boards.map(({ seed, best, seconds, leaderboard }) => ({
    seed,
    best,
    testMae: leaderboard.find(({ model }) => model === best).test.mae,
    seconds,
  }));
  results.push({ name, command: `lookback forecast ${file} ${options.join(" ")}`, chosen, models });
  console.log(name, chosen.map(({ best, testMae }) => `${best} ${testMae.toFixed(3)}`).join(", "));
  for (const { model, testMae, least, most } of models)
    console.log(`  ${model.padEnd(14)} ${testMae.toFixed(3)} (${least.toFixed(3)} … ${most.toFixed(3)})`);
}
const machine = { processor: cpus()[0].model, node: process.version, date: new Date().toISOString().slice(0, 10) };
const file = { command: `node bench/forecast.mjs ${seeds}`, machine, results };
writeFileSync("bench/results/forecast.json", `${JSON.stringify(file, null, 2)}\n`);
