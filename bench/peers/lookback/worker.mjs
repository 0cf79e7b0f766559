// One training step in Lookback, through its public package.   LOOKBACK_KERNELS=native|wasm LOOKBACK_THREADS=2 node worker.mjs
import { createRequire } from "node:module";
import { compile, dense, gru, lstm, randomKey, sequential, simpleRnn, tensor, uniform } from "lookback";
import { serve } from "../worker.mjs";

const { version } = createRequire(import.meta.url)("lookback/package.json");
const { LOOKBACK_KERNELS: kernels = "native", LOOKBACK_THREADS: threads = "1" } = process.env;
const layers = { gru, lstm, simpleRnn };

await serve({
  name: `Lookback ${kernels}`,
  version,
  threads: kernels === "native" ? Number(threads) : 1,
  prepare({ layer, batch, time, features, units, recurrentDropout }) {
    const model = sequential([layers[layer]({ units, recurrentDropout }), dense({ units: 1 })], {
      input: [time, features],
    });
    const trainer = compile(model, { optimizer: "rmsprop", loss: "meanAbsoluteError" });
    const x = tensor(uniform(randomKey(1), batch * time * features, -1, 1), [batch, time, features]);
    const y = tensor(uniform(randomKey(2), batch, -1, 1), [batch, 1]);
    const data = { steps: 1, batch: () => ({ x, y }) };
    return async () => (await trainer.fit(data)).loss.at(-1);
  },
});
