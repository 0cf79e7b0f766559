import { compile, dense, lstm, masking, repeatVector, sequential, timeDistributed } from "lookback";

// Reads a padded wave into 16 values and writes it again: an autoencoder of sequences.
const waves = Array.from({ length: 64 }, (_, n) =>
  Array.from({ length: 10 }, (__, t) => [t < 8 ? Math.sin(t * (0.3 + n / 100)) + 0.01 : 0]),
);

const model = sequential(
  [
    masking(), // the last two steps, zeros, are padding
    lstm({ units: 16 }),
    repeatVector({ n: 10 }),
    lstm({ units: 16, returnSequences: true }),
    timeDistributed({ layer: dense({ units: 1 }) }),
  ],
  { input: [10, 1], seed: 1 },
);
const trainer = compile(model, { optimizer: "adam", loss: "meanSquaredError" });
await trainer.fit({ x: waves, y: waves }, { epochs: 60 });
console.log(await trainer.evaluate({ x: waves, y: waves }));
