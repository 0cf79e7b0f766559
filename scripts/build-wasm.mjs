// Compiles the kernels to WebAssembly with the clang that npm ships: no compiler on the machine is needed.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { runClang } from "@yowasp/clang";

export async function buildWasm({ names, scratchKernels, header, output }) {
  const files = {
    "signatures.h": readFileSync(header, "utf8"),
    "stddef.h": "typedef __SIZE_TYPE__ size_t; typedef __PTRDIFF_TYPE__ ptrdiff_t;\n",
  };
  files["stdint.h"] = ["8", "16", "32", "64"]
    .map((n) => `typedef __INT${n}_TYPE__ int${n}_t; typedef __UINT${n}_TYPE__ uint${n}_t;`)
    .join("\n");
  for (const name of readdirSync("kernels"))
    if (/\.(cc|h)$/.test(name)) files[name] = readFileSync(`kernels/${name}`, "utf8");
  files["runtime.cc"] = readFileSync("kernels/wasm/runtime.cc", "utf8");
  const exported = [...names, ...scratchKernels.map((name) => `${name}_scratch`), "peak"].map(
    (name) => `-Wl,--export=lookback_wasm_${name}`,
  );
  let printed = "";
  const print = (bytes) => {
    if (bytes !== null) printed += Buffer.from(bytes).toString();
  };
  const flags = [
    "-O3",
    "-std=c++17",
    "-fno-exceptions",
    "-fno-rtti",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-msimd128",
    "-mbulk-memory",
  ];
  const result = await runClang(
    [
      "clang++",
      "--target=wasm32",
      ...flags,
      "-Wall",
      "-Wextra",
      "-Wno-unknown-pragmas",
      "-nostdlib",
      "-nostdlibinc",
      "-I.",
      "-DLOOKBACK_WIDTH=4",
      "-DLOOKBACK_VARIANT=wasm",
      "-Wl,--no-entry",
      "-Wl,--export=__heap_base",
      "-Wl,-z,stack-size=1048576",
      ...exported,
      "lookback.cc",
      "runtime.cc",
      "-o",
      "lookback.wasm",
    ],
    files,
    { stdout: print, stderr: print, fetchProgress: () => undefined },
  ).catch((error) => {
    throw new Error(`the kernels did not compile to WebAssembly:\n${printed}\n${error.message}`);
  });
  writeFileSync(output, result["lookback.wasm"]);
  return { bytes: result["lookback.wasm"].length, printed };
}
