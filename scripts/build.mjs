// Builds everything (or what the first argument names, "typescript" or "kernels"): TypeScript → dist, the kernels →
// dist/kernels/lookback.wasm and, when a C++ compiler is there, lookback.node.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildNative } from "./build-native.mjs";
import { writeHeader } from "./generate-header.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

if (!existsSync("src")) {
  // A published package carries dist already.
  process.exit(0);
}

const only = process.argv[2];
if (only !== "kernels") {
  const tsc = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
    stdio: "inherit",
  });
  if (tsc.status !== 0) process.exit(tsc.status ?? 1);
}
if (only === "typescript") process.exit(0);
mkdirSync("dist/kernels", { recursive: true });
const { signatures, scratchKernels } = await import("../dist/kernels/signatures.js");
writeHeader(signatures, scratchKernels, "build");

const { buildWasm } = await import("./build-wasm.mjs");
const wasm = await buildWasm({
  names: Object.keys(signatures),
  scratchKernels,
  header: "build/signatures.h",
  output: "dist/kernels/lookback.wasm",
});
if (wasm.printed !== "") console.error(wasm.printed);
console.error(`wasm kernels: dist/kernels/lookback.wasm, ${wasm.bytes} bytes`);

const output = "dist/kernels/lookback.node";
rmSync(output, { force: true });
const native = await buildNative({ output });
if (native.built) {
  if (native.printed !== "") console.error(native.printed);
  console.error(`native kernels: ${output}, by ${native.compiler}`);
} else {
  console.error(`native kernels: not built, ${native.reason}; WebAssembly will be used`);
}
