import { compile, dense, globalAveragePooling1d, multiHeadAttention, rmsNormalization, sequential } from "lookback";

// Which of two marks comes first? The order is what counts, so attention needs positions: here rotary ones.
const sequences = Array.from({ length: 400 }, (_, n) => {
  const [a, b] = [(7 * n) % 12, (5 * n + 3) % 12];
  const steps = Array.from({ length: 12 }, (__, t) => [t === a ? 1 : 0, t === b ? 1 : 0, 0.1]);
  return { steps, first: a < b ? 1 : 0, apart: a !== b };
}).filter(({ apart }) => apart);

const model = sequential(
  [
    dense({ units: 16 }),
    multiHeadAttention({ numHeads: 2, keyDim: 8, rotary: true }),
    rmsNormalization(),
    globalAveragePooling1d(),
    dense({ units: 1, activation: "sigmoid" }),
  ],
  { input: [12, 3], seed: 3 },
);
const trainer = compile(model, { optimizer: "adam", loss: "binaryCrossentropy", metrics: ["binaryAccuracy"] });
const data = { x: sequences.map(({ steps }) => steps), y: sequences.map(({ first }) => [first]) };
await trainer.fit(data, { epochs: 60, batchSize: 32 });
console.log(await trainer.evaluate(data));
