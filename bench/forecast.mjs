// What `lookback forecast` reaches with its default options on files, beside its reference models: the chosen model's
// mean absolute test error and the share of truths in its interval of 80 %, and every model's error, over seeds.
// Writes bench/results/forecast.json.
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
  {
    name: "weather of Jena, the first 4,000 rows of 2009, 24 h ahead",
    file: "jena/jena_climate_2009_first4000.csv.gz",
    options: ["--target", "T (degC)"],
  },
  { name: "oil temperature of ETTh1, 24 h ahead", file: "ett/ETTh1.csv.gz", options: ["--target", "OT"] },
];
const ofChosen = ({ test, metrics }) => ({
  testMae: test.mae,
  coverage80: metrics.intervals.find(({ level }) => level === 0.8)?.coverage ?? null,
});
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
    if (errors.some(Number.isNaN)) return { model, testMae: null };
    return { model, testMae: mean(errors), least: Math.min(...errors), most: Math.max(...errors) };
  });
  const chosen = boards.map(({ seed, best, seconds, leaderboard }) => ({
    seed,
    best,
    ...ofChosen(leaderboard.find(({ model }) => model === best)),
    seconds: Number(seconds.toFixed(1)),
  }));
  results.push({ name, command: `lookback forecast ${file} ${options.join(" ")}`, chosen, models });
  console.log(
    name,
    chosen
      .map(
        ({ best, testMae, coverage80, seconds }) =>
          `${best} ${testMae.toFixed(3)}, ${(100 * coverage80).toFixed(0)} % in 80 %, ${seconds} s`,
      )
      .join("; "),
  );
  for (const { model, testMae, least, most } of models.filter((one) => one.testMae !== null))
    console.log(`  ${model.padEnd(14)} ${testMae.toFixed(3)} (${least.toFixed(3)} … ${most.toFixed(3)})`);
}
const machine = { processor: cpus()[0].model, node: process.version, date: new Date().toISOString().slice(0, 10) };
const file = { command: `node bench/forecast.mjs ${seeds}`, machine, results };
writeFileSync("bench/results/forecast.json", `${JSON.stringify(file, null, 2)}\n`);
