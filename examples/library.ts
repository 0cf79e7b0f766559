import { compile, dense, earlyStopping, gru, sequential } from "lookback";

const series = Array.from({ length: 1000 }, (_, t) => Math.sin(t / 9) + Math.sin(t / 31));
const x = series.slice(0, -25).map((_, t) => series.slice(t, t + 24).map((value) => [value]));
const y = x.map((_, t) => [series[t + 24]]);

const model = sequential([gru({ units: 16, dropout: 0.1, recurrentDropout: 0.1 }), dense({ units: 1 })], {
  input: [24, 1],
});
console.log(model.summary());

const trainer = compile(model, { optimizer: "adam", loss: "meanAbsoluteError" });
await trainer.fit({ x, y }, { epochs: 30, validationSplit: 0.2, callbacks: [earlyStopping({ patience: 3 })] });

const { values } = await trainer.predict([x[0]]);
console.log(values[0], "should be near", y[0][0]);
