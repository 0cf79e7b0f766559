// Builds the native kernels inside an installed package, whose tarball carries none:  node
// node_modules/lookback/scripts/native.mjs
import { fileURLToPath } from "node:url";
import { buildNative } from "./build-native.mjs";
import { writeHeader } from "./generate-header.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const { signatures, scratchKernels } = await import("../dist/kernels/signatures.js");
writeHeader(signatures, scratchKernels, "build");
const output = "dist/kernels/lookback.node";
const native = await buildNative({ output });
console.log(
  native.built ? `native kernels: ${output}, by ${native.compiler}` : `native kernels: not built, ${native.reason}`,
);
process.exitCode = native.built ? 0 : 1;
