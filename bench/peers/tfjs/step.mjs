// One training step in TensorFlow.js.   node step.mjs wasm|cpu [threads]
import * as tf from "@tensorflow/tfjs";
import { setThreadsCount } from "@tensorflow/tfjs-backend-wasm";
import { serve } from "../worker.mjs";

const [backend = "wasm", threads = "1"] = process.argv.slice(2);
if (backend === "wasm") setThreadsCount(Number(threads));
if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no backend "${backend}" here`);
await tf.ready();
const simd = backend === "wasm" && (await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"));

const glorot = (seed) => tf.initializers.glorotUniform({ seed });
const layers = { gru: tf.layers.gru, lstm: tf.layers.lstm, simpleRnn: tf.layers.simpleRNN };

await serve({
  name: `TensorFlow.js ${backend}${simd ? " SIMD" : ""}`,
  version: tf.version.tfjs,
  threads: backend === "wasm" ? Number(threads) : 1,
  prepare({ layer, batch, time, features, units, recurrentDropout }) {
    const gates = layer === "simpleRnn" ? {} : { recurrentActivation: "sigmoid" };
    // resetAfter: true throws in TensorFlow.js.
    const reset = layer === "gru" ? { resetAfter: false } : {};
    // The default, orthogonal, takes minutes at 256 units; it makes no difference to the time of a step.
    const initializers = { kernelInitializer: glorot(1), recurrentInitializer: glorot(2) };
    const model = tf.sequential({
      layers: [
        layers[layer]({ units, recurrentDropout, inputShape: [time, features], ...gates, ...reset, ...initializers }),
        tf.layers.dense({ units: 1, kernelInitializer: glorot(3) }),
      ],
    });
    model.compile({ optimizer: tf.train.rmsprop(0.001, 0.9, 0, 1e-7), loss: "meanAbsoluteError" });
    const x = tf.randomUniform([batch, time, features], -1, 1, "float32", 1);
    const y = tf.randomUniform([batch, 1], -1, 1, "float32", 2);
    return () => model.trainOnBatch(x, y);
  },
});
