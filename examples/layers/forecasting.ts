import { compile, ops, segRnn, tensor, windows } from "lookback";

// Two waves with a level that rises: 24 steps are read, the next 12 forecast, both series at once.
const data = tensor(Array.from({ length: 400 }, (_, t) => [Math.sin(t / 4) + t / 100, Math.cos(t / 6) - t / 200]));
const all = windows({
  data,
  lookbackRows: 24,
  horizons: Array.from({ length: 12 }, (_, step) => step + 1),
  targets: [0, 1],
  order: "shuffled",
  batchSize: 32,
});
const train = {
  steps: all.steps,
  batch(index: number) {
    const { x, y } = all.batch(index);
    return { x, y: ops.reshape(y, [-1, 12, 2]) };
  },
};

const model = segRnn({ lookback: 24, channels: 2, horizon: 12, units: 16, segmentLength: 6, dropout: 0, seed: 1 });
const trainer = compile(model, { optimizer: "adam", loss: "meanSquaredError" });
await trainer.fit(train, { epochs: 30 });
console.log(await trainer.evaluate(train));
