import { compile, dense, initializers, ops, rnn, sequential } from "lookback";

const series = Array.from({ length: 400 }, (_, t) => Math.sin(t / 5));
const x = series.slice(0, -21).map((_, t) => series.slice(t, t + 20).map((value) => [value]));
const y = x.map((_, t) => [series[t + 20]]);

// The minimal gated unit of Zhou et al. 2016: one gate f decides what to forget and what to write.
const units = 8;
const layer = rnn({
  cell: {
    kind: "minimalGatedUnit",
    options: { units },
    build(features, weight) {
      const kernel = weight("kernel", [features, 2 * units], initializers.glorotUniform());
      const bias = weight("bias", [2 * units], initializers.zeros());
      const forget = weight("forgetKernel", [units, units], initializers.orthogonal());
      const candidate = weight("candidateKernel", [units, units], initializers.orthogonal());
      return {
        outputSize: units,
        stateSizes: [units],
        step(input, [h]) {
          const sums = ops.linear(input, kernel, bias);
          const f = ops.activate(ops.add(ops.slice(sums, 0, units), ops.matmul(h, forget)), "sigmoid");
          const past = ops.matmul(ops.multiply(f, h), candidate);
          const n = ops.activate(ops.add(ops.slice(sums, units, units), past), "tanh");
          const next = ops.add(ops.multiply(ops.scale(f, -1, 1), h), ops.multiply(f, n));
          return { output: next, states: [next] };
        },
      };
    },
  },
});

const model = sequential([layer, dense({ units: 1 })], { input: [20, 1] });
const trainer = compile(model, { optimizer: "adam", loss: "meanAbsoluteError" });
const { loss } = await trainer.fit({ x, y }, { epochs: 10, batchSize: 16 });
console.log("mean absolute error, before and after training:", loss[0], loss[loss.length - 1]);
