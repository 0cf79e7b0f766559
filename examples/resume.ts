// Training that may be killed at any moment: run it again with the same folder, and it goes on to the same bits.
//   node resume.js run
import { compile, dense, gru, sequential } from "lookback";
import { checkpoint, csvLog, resume } from "lookback/node";

const [folder = "run"] = process.argv.slice(2);
const series = Array.from({ length: 1000 }, (_, t) => Math.sin(t / 9) + Math.sin(t / 31));
const x = series.slice(0, -25).map((_, t) => series.slice(t, t + 24).map((value) => [value]));
const y = x.map((_, t) => [series[t + 24]]);

const model = sequential([gru({ units: 8, recurrentDropout: 0.1 }), dense({ units: 1 })], { input: [24, 1] });
const trainer = compile(model, { optimizer: "adam", loss: "meanAbsoluteError" });
const last = await resume(folder);
if (last !== null) trainer.restore(last.state);
console.log(last === null ? "begins anew" : `goes on after step ${last.state.updates}`);

const { loss } = await trainer.fit(
  { x, y },
  {
    epochs: 8,
    initialEpoch: trainer.epoch,
    callbacks: [
      checkpoint({ folder, every: { steps: 10 } }),
      csvLog({ path: `${folder}/log.csv` }),
      { onStepEnd: ({ update }) => void (update % 20 === 0 && console.log(`step ${update}`)) },
    ],
  },
);
const sum = Array.from(model.flat.toArray()).reduce((total, weight) => total + weight, 0);
console.log(`loss ${loss.at(-1)}, the weights' sum ${sum}`);
