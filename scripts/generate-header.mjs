// Writes build/signatures.h from the table in src/kernels/signatures.ts (compiled to dist), so that C++ and TypeScript
// cannot disagree.
import { mkdirSync, writeFileSync } from "node:fs";

const types = {
  floats: "const float*",
  result: "float*",
  update: "float*",
  ints: "const int32_t*",
  indices: "int32_t*",
  size: "int32_t",
  flag: "int32_t",
  number: "double",
  word: "uint32_t",
};

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const list = (macro, items) => `#define ${macro}(X) ${items.map((item) => `X(${item})`).join(" ")}`;
const show = (given) => given.map(([type, argument]) => `${type} ${argument}`).join(", ");

export function writeHeader(signatures, scratchKernels, directory) {
  const names = Object.keys(signatures);
  const withScratch = new Set(scratchKernels);
  const declarations = names.flatMap((name) => {
    const given = Object.entries(signatures[name]).map(([argument, kind]) => [
      types[kind.replace("?", "")],
      snake(argument),
    ]);
    if (!withScratch.has(name)) return [`  extern "C" void LOOKBACK_NAME(variant, ${name})(${show(given)});`];
    const numbers = given.filter(([type]) => !type.endsWith("*"));
    if (given.slice(given.length - numbers.length).some(([type]) => type.endsWith("*"))) {
      throw new Error(`${name} has scratch: its arrays must come before its numbers in the table`);
    }
    return [
      `  extern "C" int64_t LOOKBACK_NAME(variant, ${name}_scratch)(${show(numbers)});`,
      `  extern "C" void LOOKBACK_NAME(variant, ${name})(${show([...given, ["float*", "scratch"]])});`,
    ];
  });
  const tables = names.map((name) => {
    const given = Object.entries(signatures[name]).map(([argument, kind]) => `"${kind} ${argument}"`);
    return `static const char* const lookback_table_${name}[] = {${[`"${name}"`, ...given].join(", ")}};`;
  });
  const plain = names.filter((name) => !withScratch.has(name));
  const text = `// Generated from src/kernels/signatures.ts by scripts/generate-header.mjs.
#pragma once
#include <stdint.h>

#define LOOKBACK_NAME_(variant, name) lookback_##variant##_##name
#define LOOKBACK_NAME(variant, name) LOOKBACK_NAME_(variant, name)
#define EXPORT(name) LOOKBACK_NAME(LOOKBACK_VARIANT, name)

#define LOOKBACK_DECLARE(variant) \\
${[...declarations, '  extern "C" float LOOKBACK_NAME(variant, peak)(int32_t rounds);'].join(" \\\n")}

#ifndef LOOKBACK_DECLARE_ONLY
LOOKBACK_DECLARE(LOOKBACK_VARIANT)
#elif defined(__x86_64__)
LOOKBACK_DECLARE(sse2)
LOOKBACK_DECLARE(avx2)
LOOKBACK_DECLARE(avx512)
#else
LOOKBACK_DECLARE(neon)
#endif

#ifdef LOOKBACK_DECLARE_ONLY
// The name of each kernel, then the kind and the name of each argument.
${tables.join("\n")}
#endif

${list("LOOKBACK_PLAIN_KERNELS", plain)}
${list("LOOKBACK_SCRATCH_KERNELS", scratchKernels)}
`;
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${directory}/signatures.h`, text);
}
