import type { Storage } from "./backend.ts";
import { signatures, type KernelName, type Kernels, type Kind } from "./signatures.ts";

export type Value = Storage | number | boolean | null;

/** A kernel of a compiled backend: its arguments by position, arrays already as that backend addresses them. */
export type Positional = (...given: (number | object | null)[]) => unknown;

/**
 * Kernels on storages from kernels by position. `address` turns a storage into what the backend's code takes, given whether whole numbers are
 * expected; flags become 0 and 1. The cast is for the compiler alone, which cannot follow that every argument is taken by the table.
 */
export function kernelsByPosition(
  find: (name: KernelName) => Positional,
  address: (storage: Storage | null, whole: boolean) => number | object | null,
): Kernels<Storage, Storage> {
  const wrapped = Object.entries(signatures).map(([name, table]) => {
    const kernel = find(name as KernelName);
    const parameters = Object.entries<Kind>(table).map(([argument, kind]) => ({
      argument,
      whole: /^(ints|indices)/.test(kind),
      array: isArray(kind),
    }));
    const count = parameters.length;
    return [
      name,
      (given: Readonly<Record<string, Value>>) => {
        const positional: (number | object | null)[] = new Array<number>(count);
        for (let i = 0; i < count; i++) {
          const { argument, whole, array } = parameters[i];
          const value = given[argument];
          if (typeof value === "number") positional[i] = value;
          else if (typeof value === "boolean") positional[i] = value ? 1 : 0;
          else if (array && value !== undefined) positional[i] = address(value, whole);
          else throw new TypeError(`kernel ${name} was called without ${argument}`);
        }
        kernel(...positional);
      },
    ];
  });
  return Object.fromEntries(wrapped) as unknown as Kernels<Storage, Storage>;
}

function isArray(kind: Kind): boolean {
  return !["size", "flag", "number", "word"].includes(kind);
}
