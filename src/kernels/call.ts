import type { Storage } from "./backend.ts";
import { guardOf, parametersOf, type Guarded, type Value } from "./guard.ts";
import { hasEveryKernel, kernelNames, type KernelName, type Kernels } from "./signatures.ts";

/** A kernel of a compiled backend: its arguments by position, arrays already as that backend addresses them. */
export type Positional = (...args: (number | object | null)[]) => unknown;

/**
 * Kernels on storages from kernels by position, each behind its guard. `address` turns a storage that the guard let
 * through into what the backend's code takes; flags become 0 and 1.
 */
export function kernelsByPosition(
  find: (name: KernelName) => Positional,
  guarded: Guarded,
  address: (storage: Storage | null) => number | object | null,
): Kernels<Storage, Storage> {
  const wrapped = kernelNames.map((name) => {
    const kernel = find(name);
    const names = parametersOf(name).map(({ argument }) => argument);
    const guard = guardOf(name, guarded);
    return [
      name,
      (args: Readonly<Record<string, Value>>) => {
        if (!guard(args)) return;
        const positional: (number | object | null)[] = [];
        for (const argument of names) {
          const value = args[argument];
          if (typeof value === "number") positional.push(value);
          else if (typeof value === "boolean") positional.push(value ? 1 : 0);
          else positional.push(address(value));
        }
        kernel(...positional);
      },
    ];
  });
  const kernels: object = Object.fromEntries(wrapped);
  if (!hasEveryKernel<Storage, Storage>(kernels)) throw new TypeError("a kernel of the table is missing");
  return kernels;
}
