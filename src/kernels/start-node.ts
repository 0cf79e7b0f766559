import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Backend } from "./backend.ts";
import { use } from "./current.ts";
import { kernelSettings, listed, type Environment, type KernelChoice, type KernelSettings } from "./kernel-settings.ts";
import { createNative, type NativeAddon } from "./native.ts";
import { createReference } from "./reference.ts";
import { createWasm } from "./wasm.ts";

/** What was tried to find kernels, for `lookback doctor`. */
export interface Started {
  readonly backend: Backend;
  /** Why this one. */
  readonly why: string;
  /** Why this number of threads. */
  readonly threadsBy: string;
}

/** The built kernels lie in dist/kernels, from source and from dist alike. */
const built = (file: string): string => fileURLToPath(new URL(`../../dist/kernels/${file}`, import.meta.url));

/**
 * Chooses and starts the kernels in Node: native if they were built, else WebAssembly. Environment variables:
 *   LOOKBACK_KERNELS  native, wasm or reference: this one or an error
 *   LOOKBACK_THREADS  threads of the native kernels, 1 to 256; default: the machine's cores, or fewer where the process
 *   gets less time than
 *                     theirs. Results are the same for any number.
 *   LOOKBACK_SIMD     avx512, avx2, sse2 or neon: this instruction set or an error
 *   LOOKBACK_ADDON    path of another build of the native kernels, such as one for a sanitizer
 * Throws a RangeError that names the variable where one says something else.
 */
export function startNode(environment: Environment = process.env): Started {
  const settings = settingsOf(environment);
  const { kernels } = settings;
  const started =
    kernels === undefined
      ? firstThatStarts(settings, environment)
      : { backend: make(kernels, settings, environment), why: `LOOKBACK_KERNELS=${kernels}` };
  use(started.backend);
  return { ...started, ...threadsText(started.backend, settings) };
}

/** One backend, or an Error that says why it cannot be had. */
export function create(name: KernelChoice, environment: Environment = process.env): Backend {
  return make(name, settingsOf(environment), environment);
}

function settingsOf(environment: Environment): KernelSettings {
  return kernelSettings(environment, { cores: availableParallelism(), read: readText });
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function make(name: KernelChoice, settings: KernelSettings, environment: Environment): Backend {
  if (name === "reference") return createReference("float32");
  if (name === "native") return native(loadAddon(environment), settings);
  return createWasm(
    new WebAssembly.Module(new Uint8Array(load("WebAssembly", () => readFileSync(built("lookback.wasm"))))),
  );
}

function loadAddon(environment: Environment): NativeAddon {
  const path = environment["LOOKBACK_ADDON"];
  return load("native", () =>
    createRequire(import.meta.url)(path === undefined ? built("lookback.node") : resolve(path)),
  );
}

function native(addon: NativeAddon, { threads, simd }: KernelSettings): Backend {
  if (simd !== undefined && !addon.levels.includes(simd))
    throw new RangeError(`LOOKBACK_SIMD is ${listed(addon.levels)} on this machine, got ${JSON.stringify(simd)}`);
  return createNative(addon, { threads: threads.count, ...(simd === undefined ? {} : { simd }) });
}

function load<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new Error(
      `the ${what} kernels cannot be used: ${reason}; help: npm run build in a clone, node ` +
        "node_modules/lookback/scripts/native.mjs where the package is installed (native kernels need a C++ compiler)",
      { cause: error },
    );
  }
}

/**
 * Native kernels where they can be loaded. What goes wrong after that is an error: it is never a reason to take others
 * in silence.
 */
function firstThatStarts(settings: KernelSettings, environment: Environment): Omit<Started, "threadsBy"> {
  let addon: NativeAddon;
  try {
    addon = loadAddon(environment);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { backend: make("wasm", settings, environment), why };
  }
  return { backend: native(addon, settings), why: "native kernels are built, and are the fastest" };
}

/** Who chose the number of threads, and whether the system gave as many. */
function threadsText({ name, threads }: Backend, settings: KernelSettings): { readonly threadsBy: string } {
  if (name !== "native") return { threadsBy: `the ${name} kernels have one` };
  const { count, by } = settings.threads;
  return { threadsBy: threads < count ? `${by} it would be ${count}, but the system gave no more` : by };
}
