// Builds kernels, pool and test/native/threads.cc with ThreadSanitizer, and runs them: node
// scripts/sanitize-threads.mjs
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { compiler, inProject, prepareHeader } from "./sanitizers.mjs";

inProject();
await prepareHeader();
mkdirSync("build/thread-sanitizer", { recursive: true });
const program = "build/thread-sanitizer/threads";
const started = Date.now();
const seconds = () => Math.round((Date.now() - started) / 1000);
const flags = [
  "-std=c++17 -O1 -g1 -fno-rtti -fno-exceptions -fno-math-errno -fno-trapping-math -Wall -Wextra -Wno-psabi",
  "-fsanitize=thread -mavx2 -mfma -DLOOKBACK_WIDTH=8 -DLOOKBACK_VARIANT=avx2",
  "-Ibuild -Ikernels -Ikernels/native -pthread -Wl,--wrap=pthread_create",
].flatMap((line) => line.split(" "));
const sources = ["kernels/lookback.cc", "kernels/native/pool.cc", "test/native/threads.cc"];
const compiled = spawnSync(compiler, [...flags, ...sources, "-o", program], { stdio: "inherit" });
if (compiled.status !== 0) process.exit(1);
console.log(`threads: built in ${seconds()} s`);
const run = spawnSync(program, [], {
  stdio: "inherit",
  env: { ...process.env, TSAN_OPTIONS: "halt_on_error=0:exitcode=66" },
});
console.log(`threads: ${seconds()} s in all`);
process.exit(run.status ?? 1);
