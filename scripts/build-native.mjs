// Compiles the kernels to a Node-API addon with the machine's C++ compiler. Without one, or if it fails, says so:
// WebAssembly is used then.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, renameSync } from "node:fs";
import { createRequire } from "node:module";

const common = [
  "-std=c++17",
  "-O3",
  "-fPIC",
  "-fno-exceptions",
  "-fno-rtti",
  "-fno-math-errno",
  "-fno-trapping-math",
  "-fvisibility=hidden",
  "-Wall",
  "-Wextra",
  "-Wno-psabi",
];

/** Instruction sets by machine: name, vector width, compiler flags. */
const variants = {
  x64: [
    ["sse2", 4, ["-msse2"]],
    ["avx2", 8, ["-mavx2", "-mfma"]],
    ["avx512", 16, ["-mavx512f", "-mavx512dq", "-mavx512vl", "-mavx512bw", "-mfma", "-mprefer-vector-width=512"]],
  ],
  arm64: [["neon", 4, []]],
};

/**
 * Builds the addon. `only`: the one instruction set to build; `flags`: more of them for everything that is compiled and
 * linked; `directory`: where objects go.
 */
export async function buildNative({
  output,
  only,
  flags = [],
  directory = "build/native",
  machine = process.arch,
  compiler = process.env["CXX"] ?? "c++",
}) {
  const builds = variants[machine]?.filter(([name]) => only === undefined || name === only);
  if (builds === undefined) return { built: false, reason: `no native kernels for ${machine}` };
  const probe = spawnSync(compiler, ["--version"], { encoding: "utf8" });
  if (probe.status !== 0) return { built: false, reason: `no C++ compiler (${compiler} does not run)` };
  let include;
  try {
    include = createRequire(import.meta.url)("node-api-headers").include_dir;
  } catch {
    return { built: false, reason: "the package node-api-headers is not installed" };
  }
  mkdirSync(directory, { recursive: true });
  const compile = (source, object, extra) =>
    run(compiler, [
      ...common,
      ...extra,
      ...flags,
      "-Ibuild",
      "-Ikernels",
      "-Ikernels/native",
      `-I${include}`,
      "-c",
      source,
      "-o",
      object,
    ]);
  const objects = builds.map(([name]) => `${directory}/${name}.o`);
  const results = await Promise.all([
    ...builds.map(([name, width, own], i) =>
      compile("kernels/lookback.cc", objects[i], [...own, `-DLOOKBACK_WIDTH=${width}`, `-DLOOKBACK_VARIANT=${name}`]),
    ),
    compile("kernels/native/binding.cc", `${directory}/binding.o`, []),
    compile("kernels/native/pool.cc", `${directory}/pool.o`, []),
  ]);
  const failed = results.find(({ status }) => status !== 0);
  if (failed !== undefined) return { built: false, reason: `${compiler} failed:\n${failed.printed}` };
  const link = process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : ["-pthread"];
  const temporary = `${directory}/lookback-${process.pid}.node`;
  const linked = await run(compiler, [
    "-shared",
    ...objects,
    `${directory}/binding.o`,
    `${directory}/pool.o`,
    ...link,
    ...flags,
    "-o",
    temporary,
  ]);
  if (linked.status !== 0) return { built: false, reason: `linking failed:\n${linked.printed}` };
  renameSync(temporary, output);
  return {
    built: true,
    compiler: probe.stdout.split("\n")[0],
    printed: results.map(({ printed }) => printed).join(""),
  };
}

function run(command, parameters) {
  return new Promise((resolve) => {
    let printed = "";
    const child = spawn(command, parameters);
    child.stdout.on("data", (bytes) => (printed += bytes));
    child.stderr.on("data", (bytes) => (printed += bytes));
    child.on("error", (error) => resolve({ status: 1, printed: error.message }));
    child.on("close", (status) => resolve({ status, printed }));
  });
}
