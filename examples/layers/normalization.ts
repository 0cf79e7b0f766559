import { batchNormalization, compile, dense, sequential } from "lookback";

// A reading in millions beside one of about 1: without normalization the first drowns the second.
const x = Array.from({ length: 256 }, (_, n) => [1e6 * Math.sin(n), Math.cos(3 * n)]);
const y = x.map(([large, small]) => [large / 1e6 + small]);

const model = sequential([batchNormalization({ momentum: 0.9 }), dense({ units: 1 })], { input: [2], seed: 1 });
const trainer = compile(model, { optimizer: "adam", loss: "meanSquaredError" });
await trainer.fit({ x, y }, { epochs: 200 });
console.log(await trainer.evaluate({ x, y }));
