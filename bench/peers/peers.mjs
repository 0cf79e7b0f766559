import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { groups } from "./cases.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The Python of a peer's own environment, if README.md was followed, else the one of LOOKBACK_PEERS_PYTHON. */
function python(folder) {
  const own = here(`${folder}/.venv/bin/python`);
  return existsSync(own) ? own : (process.env.LOOKBACK_PEERS_PYTHON ?? "python3");
}

const lookback = (kernels, threads) => ({
  name: `lookback-${kernels}-${threads}`,
  command: [process.execPath, here("lookback/worker.mjs")],
  environment: { LOOKBACK_KERNELS: kernels, LOOKBACK_THREADS: String(threads) },
});
const pytorch = (threads, folder = "pytorch") => ({
  name: `${folder}-${threads}`,
  command: [python(folder), here("pytorch/train_step.py"), String(threads)],
});
const keras = (backend, threads) => ({
  name: `keras-${backend}-${threads}`,
  command: [python("keras"), here("keras/train_step.py"), backend, String(threads)],
});
const tfjs = (backend, threads, only) => ({
  name: `tfjs-${backend}-${threads}`,
  command: [process.execPath, here("tfjs/step.mjs"), backend, String(threads)],
  ...(only === undefined ? {} : { only }),
});

const isOfTheLecture = ({ case: name }) => groups.lecture.some((one) => one.case === name);

/** Programs that speak the line protocol. `only`: the cases that end in reasonable time. */
export const peers = [
  lookback("native", 2),
  lookback("native", 1),
  lookback("wasm", 1),
  pytorch(2),
  pytorch(1),
  pytorch(2, "pytorch-1.13"),
  keras("jax", 2),
  keras("jax", 1),
  tfjs("wasm", 1, isOfTheLecture),
  tfjs("wasm", 2, isOfTheLecture),
  tfjs("cpu", 1, ({ case: name }) => name.endsWith("-lecture")),
];
