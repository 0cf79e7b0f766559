// Lookback's side of every case, through its public package.   LOOKBACK_KERNELS=native|wasm LOOKBACK_THREADS=2 node
//                                                              worker.mjs
import { createRequire } from "node:module";
import { serve } from "../worker.mjs";
import { attentionStep } from "./attention.mjs";
import { recurrentStep } from "./recurrent.mjs";
import { transformerTask } from "./transformer.mjs";

const { version } = createRequire(import.meta.url)("lookback/package.json");
const { LOOKBACK_KERNELS: kernels = "native", LOOKBACK_THREADS: threads = "1" } = process.env;
const families = { attention: attentionStep, recurrent: recurrentStep, transformer: transformerTask };

await serve({
  name: `Lookback ${kernels}`,
  version,
  threads: kernels === "native" ? Number(threads) : 1,
  prepare: (sizes) => families[sizes.family](sizes),
});
