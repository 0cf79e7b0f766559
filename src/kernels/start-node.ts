import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Backend } from "./backend.ts";
import { use } from "./current.ts";
import { createNative, type NativeAddon } from "./native.ts";
import { createReference } from "./reference.ts";
import { createWasm } from "./wasm.ts";

const names = ["native", "wasm", "reference"] as const;
type Name = (typeof names)[number];

/** What was tried to find kernels, for `lookback doctor`. */
export interface Started {
  readonly backend: Backend;
  /** Why this one. */
  readonly why: string;
}

/** The built kernels lie in dist/kernels, from source and from dist alike. */
const built = (file: string): string => fileURLToPath(new URL(`../../dist/kernels/${file}`, import.meta.url));

/**
 * Chooses and starts the kernels in Node: native if they were built, else WebAssembly. Environment variables:
 *   LOOKBACK_KERNELS  native, wasm or reference: this one or an error
 *   LOOKBACK_THREADS  threads of the native kernels; default: the machine's cores. Results are the same for any number.
 *   LOOKBACK_SIMD     avx512, avx2 or sse2: at most this instruction set
 */
export function startNode(environment: Readonly<Record<string, string | undefined>> = process.env): Started {
  const demanded = demandedKernels(environment["LOOKBACK_KERNELS"]);
  const started =
    demanded === undefined
      ? firstThatStarts(environment)
      : { backend: create(demanded, environment), why: `LOOKBACK_KERNELS=${demanded}` };
  use(started.backend);
  return started;
}

/** One backend, or an Error that says why it cannot be had. */
export function create(name: Name, environment: Readonly<Record<string, string | undefined>> = process.env): Backend {
  if (name === "reference") return createReference("float32");
  if (name === "wasm")
    return createWasm(
      new WebAssembly.Module(new Uint8Array(load("WebAssembly", () => readFileSync(built("lookback.wasm"))))),
    );
  const addon = load("native", (): NativeAddon => createRequire(import.meta.url)(built("lookback.node")));
  const simd = environment["LOOKBACK_SIMD"];
  return createNative(addon, {
    threads: threadCount(environment["LOOKBACK_THREADS"]),
    ...(simd === undefined ? {} : { simd }),
  });
}

function load<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new Error(
      `the ${what} kernels cannot be used: ${reason}; help: npm run build in a clone, node node_modules/lookback/scripts/native.mjs where the package is installed (native kernels need a C++ compiler)`,
      { cause: error },
    );
  }
}

function firstThatStarts(environment: Readonly<Record<string, string | undefined>>): Started {
  try {
    return { backend: create("native", environment), why: "native kernels are built, and are the fastest" };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { backend: create("wasm", environment), why };
  }
}

function demandedKernels(value: string | undefined): Name | undefined {
  if (value === undefined || value === "") return undefined;
  const found = names.find((name) => name === value);
  if (found === undefined)
    throw new RangeError(`LOOKBACK_KERNELS is native, wasm or reference, got ${JSON.stringify(value)}`);
  return found;
}

function threadCount(value: string | undefined): number {
  if (value === undefined || value === "") return availableParallelism();
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1 || count > 256) {
    throw new RangeError(`LOOKBACK_THREADS is a whole number from 1 to 256, got ${JSON.stringify(value)}`);
  }
  return count;
}
