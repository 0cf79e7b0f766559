import { expect, test } from "vitest";
import { startNode } from "../../src/kernels/start-node.ts";
import { dense } from "../../src/layers/dense.ts";
import { gru } from "../../src/layers/gru.ts";
import { lstm } from "../../src/layers/lstm.ts";
import { sequential } from "../../src/models/sequential.ts";
import { compile } from "../../src/training/trainer.ts";
import { normalTensor } from "../built-layer.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { initializers } from "../../src/initializers/registry.ts";
import { randomKey } from "../../src/tensor/random.ts";
import { keep } from "../../src/tensor/memory.ts";
const s = startNode();
test("speed", async () => {
  console.log(s.backend.name, s.backend.simd, s.backend.threads, s.why);
  const x = keep(normalTensor([128, 240, 14], 1)), y = keep(normalTensor([128, 1], 2));
  const data: Dataset = { steps: 200, batch: () => ({ x, y }) };
  for (const options of [{}, { dropout: 0.2, recurrentDropout: 0.2 }]) {
    const model = sequential([gru({ units: 32, ...options }), dense({ units: 1 })], { input: [240, 14] });
    const trainer = compile(model, { loss: "meanAbsoluteError", metrics: ["meanAbsoluteError"] });
    const rss: number[] = [];
    const h = await trainer.fit(data, { epochs: 4, callbacks: [{ onEpochEnd: () => void rss.push(Math.round(process.memoryUsage().rss / 1e6)) }] });
    console.log(options, h.seconds.map((v) => (v / 200) * 1000), rss);
  }
  const small: Dataset = { steps: 2000, batch: () => ({ x: xs, y: ys }) };
  const xs = keep(normalTensor([4, 3, 2], 1)), ys = keep(normalTensor([4, 1], 2));
  const model = sequential([gru({ units: 4 }), dense({ units: 1 })], { input: [3, 2] });
  const h = await compile(model, { loss: "meanAbsoluteError" }).fit(small, { epochs: 5 });
  console.log("tiny step µs", h.seconds.map((v) => (v / 2000) * 1e6));
  const t = performance.now();
  initializers.orthogonal()([512, 2048], randomKey(1));
  console.log("orthogonal 512x2048 ms", performance.now() - t);
  const t2 = performance.now();
  sequential([lstm({ units: 256 })], { input: [10, 256] });
  console.log("lstm 256 ms", performance.now() - t2);
});
