import { processorLimit } from "./processor-limit.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export const kernelChoices = ["native", "wasm", "reference"] as const;
export type KernelChoice = (typeof kernelChoices)[number];

/** Instruction sets that native kernels are built for, on one machine or another. */
const instructionSets = ["sse2", "avx2", "avx512", "neon"] as const;

const mostThreads = 256;

/** How many threads are wanted, and in words by whom. */
export interface ThreadChoice {
  readonly count: number;
  readonly by: string;
}

/** What the environment says about kernels. A variable that is not set, or empty, is undefined here. */
export interface KernelSettings {
  readonly kernels: KernelChoice | undefined;
  readonly threads: ThreadChoice;
  readonly simd: string | undefined;
}

/** What is known of the machine: its cores, and the text of a file, or null where it cannot be read. */
export interface Machine {
  readonly cores: number;
  readonly read: (path: string) => string | null;
}

/**
 * Reads LOOKBACK_KERNELS, LOOKBACK_THREADS and LOOKBACK_SIMD; a RangeError names the variable whose value is not one of
 * those allowed.
 */
export function kernelSettings(environment: Environment, machine: Machine): KernelSettings {
  const oneOf = <T extends string>(variable: string, allowed: readonly T[]): T | undefined => {
    const value = environment[variable];
    if (value === undefined || value === "") return undefined;
    const found = allowed.find((name) => name === value);
    if (found === undefined) throw new RangeError(`${variable} is ${listed(allowed)}, got ${JSON.stringify(value)}`);
    return found;
  };
  return {
    kernels: oneOf("LOOKBACK_KERNELS", kernelChoices),
    threads: threadChoice(environment["LOOKBACK_THREADS"], machine),
    simd: oneOf("LOOKBACK_SIMD", instructionSets),
  };
}

/** "a, b or c" */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

function threadChoice(value: string | undefined, machine: Machine): ThreadChoice {
  if (value === undefined || value === "") return defaultThreads(machine);
  const count = /^[0-9]{1,3}$/.test(value) ? Number(value) : 0;
  if (count < 1 || count > mostThreads) {
    throw new RangeError(`LOOKBACK_THREADS is an integer from 1 to ${mostThreads}, got ${JSON.stringify(value)}`);
  }
  return { count, by: "by LOOKBACK_THREADS" };
}

/** One thread for each core, unless the control group of the process gets less time than that. */
function defaultThreads({ cores, read }: Machine): ThreadChoice {
  const count = Math.max(1, Math.min(cores, mostThreads, Math.ceil(processorLimit(read))));
  return { count, by: count < cores ? "the limit of this control group" : "one for each core" };
}
