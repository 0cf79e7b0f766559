import type { Storage } from "./backend.ts";
import { hasEveryKernel, kernelNames, signatures, type KernelName, type Kernels, type Kind } from "./signatures.ts";

export type Value = Storage | number | boolean | null;

/** A kernel of a compiled backend: its arguments by position, arrays already as that backend addresses them. */
export type Positional = (...given: (number | object | null)[]) => unknown;

/**
 * Kernels on storages from kernels by position. `address` turns a storage into what the backend's code takes, given whether whole numbers are
 * expected; flags become 0 and 1.
 */
export function kernelsByPosition(
  find: (name: KernelName) => Positional,
  address: (storage: Storage | null, whole: boolean) => number | object | null,
): Kernels<Storage, Storage> {
  const wrapped = kernelNames.map((name) => {
    const kernel = find(name);
    const parameters = Object.entries<Kind>(signatures[name]).map(([argument, kind]) => ({
      argument,
      whole: /^(ints|indices)/.test(kind),
      array: isArray(kind),
    }));
    return [
      name,
      (given: Readonly<Record<string, Value>>) => {
        const positional: (number | object | null)[] = [];
        for (const { argument, whole, array } of parameters) {
          const value = given[argument];
          if (typeof value === "number") positional.push(value);
          else if (typeof value === "boolean") positional.push(value ? 1 : 0);
          else if (array && value !== undefined) positional.push(address(value, whole));
          else throw new TypeError(`kernel ${name} was called without ${argument}`);
        }
        kernel(...positional);
      },
    ];
  });
  const kernels: object = Object.fromEntries(wrapped);
  if (!hasEveryKernel<Storage, Storage>(kernels)) throw new TypeError("a kernel of the table is missing");
  return kernels;
}

function isArray(kind: Kind): boolean {
  return !["size", "flag", "number", "word"].includes(kind);
}
