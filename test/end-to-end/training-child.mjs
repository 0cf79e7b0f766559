// Trains with checkpoints in the folder that it is given, going on from the newest, and leaves the final state there.
// Writes a dot for each step. node training-child.mjs FOLDER [milliseconds to rest after each step]
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import * as lookback from "../../dist/entry-node.js";
// Not from dist/node.js, which takes its time: it has whole jobs.
import { checkpoint } from "../../dist/files/checkpoint.js";
import { csvLog } from "../../dist/files/csv-log.js";
import { saveTrainingState } from "../../dist/files/folder.js";
import { resume } from "../../dist/files/resume.js";

const [folder, rest = "0"] = process.argv.slice(2);
const { compile, dense, dropout, gru, rmsprop, sequential, schedules, tensor } = lookback;

const wave = (length, speed) => Float32Array.from({ length }, (_, i) => Math.sin(speed * i) + 0.3 * Math.cos(7.1 * i));
const data = { x: tensor(wave(46 * 8 * 3, 0.7), [46, 8, 3]), y: tensor(wave(46, 1.3), [46, 1]) };

const model = sequential(
  [gru({ units: 12, dropout: 0.2, recurrentDropout: 0.2 }), dropout({ rate: 0.3 }), dense({ units: 1 })],
  { input: [8, 3], seed: 3 },
);
const trainer = compile(model, {
  optimizer: rmsprop({
    learningRate: schedules.inverseSquareRoot({ learningRate: 0.02, warmupSteps: 10 }),
    momentum: 0.5,
    centered: true,
    weightDecay: 0.01,
    globalClipnorm: 0.5,
    useEma: true,
    emaMomentum: 0.9,
    gradientAccumulationSteps: 3,
  }),
  loss: "meanAbsoluteError",
  metrics: ["rootMeanSquaredError", "r2Score"],
});
const last = await resume(folder);
if (last !== null) trainer.restore(last.state);
const history = await trainer.fit(data, {
  epochs: 8,
  initialEpoch: trainer.epoch,
  batchSize: 4,
  seed: 5,
  validationSplit: 0.2,
  callbacks: [
    lookback.reduceOnPlateau({ factor: 0.5, patience: 1, minDelta: 0.02 }),
    lookback.earlyStopping({ patience: 5, restoreBestWeights: true }),
    {
      async afterStep() {
        process.stdout.write(".");
        if (rest !== "0") await setTimeout(Number(rest));
      },
    },
    csvLog({ path: join(folder, "log.csv") }),
    checkpoint({ folder, every: { steps: 2 } }),
  ],
});
await saveTrainingState(trainer.state(), join(folder, "final.safetensors"));
writeFileSync(join(folder, "stopped.txt"), history.stopped);
