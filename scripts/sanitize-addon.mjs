// Runs tests on native kernels that AddressSanitizer and UndefinedBehaviorSanitizer watch, every tensor and all scratch
// memory in blocks of just their size:
// node scripts/sanitize-addon.mjs [test files]      Needs a C++ compiler with libasan and libubsan, and dist built.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { buildNative } from "./build-native.mjs";
import { inProject, library, prepareHeader } from "./sanitizers.mjs";

inProject();
await prepareHeader();
const directory = "build/address-sanitizer";
mkdirSync(directory, { recursive: true });
const output = `${directory}/lookback.node`;
const started = Date.now();
const built = await buildNative({
  output,
  directory,
  only: "avx2",
  flags: [
    "-O1",
    "-g1",
    "-DLOOKBACK_ONLY_AVX2",
    "-DLOOKBACK_EXACT",
    "-fsanitize=address,undefined,float-cast-overflow",
    "-fno-sanitize-recover=all",
    "-fno-omit-frame-pointer",
  ],
});
if (!built.built) throw new Error(built.reason);
console.log(`address and undefined behaviour: built in ${Math.round((Date.now() - started) / 1000)} s`);

const given = process.argv.slice(2);
const tests = given.length > 0 ? given : ["test/conformance", "src/ops", "src/layers", "test/native/arguments.test.ts"];
const run = spawnSync(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", ...tests, "--maxWorkers=1", "--no-isolate", "--testTimeout=240000"],
  {
    stdio: "inherit",
    env: {
      ...process.env,
      LOOKBACK_KERNELS: "native",
      LOOKBACK_ADDON: resolve(output),
      LOOKBACK_THREADS: "2",
      LD_PRELOAD: [library("libasan.so"), library("libubsan.so")].join(" "),
      // Node itself frees little when it ends.
      ASAN_OPTIONS: "detect_leaks=0:allocator_may_return_null=1:halt_on_error=1:quarantine_size_mb=16",
      UBSAN_OPTIONS: "print_stacktrace=1:halt_on_error=1",
    },
  },
);
console.log(`address and undefined behaviour: ${Math.round((Date.now() - started) / 1000)} s in all`);
process.exit(run.status ?? 1);
