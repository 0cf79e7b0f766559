// What the builds with sanitizers share.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { writeHeader } from "./generate-header.mjs";

export const compiler = process.env["CXX"] ?? "c++";

export function inProject() {
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
}

/** Writes build/signatures.h from the table, which dist must have. */
export async function prepareHeader() {
  const { signatures, scratchKernels } = await import("../dist/kernels/signatures.js");
  writeHeader(signatures, scratchKernels, "build");
}

/** Where the compiler has a library of its own. */
export function library(name) {
  const path = spawnSync(compiler, [`-print-file-name=${name}`], { encoding: "utf8" }).stdout.trim();
  if (path === name || path === "")
    throw new Error(`${compiler} has no ${name}; help: install the compiler's sanitizers`);
  return path;
}
