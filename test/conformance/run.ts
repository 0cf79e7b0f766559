import type { Backend, Storage, TypedArray } from "../../src/kernels/backend.ts";
import { signatures, type KernelName, type Kind } from "../../src/kernels/signatures.ts";
import type { Given } from "./case.ts";

export type Results = ReadonlyMap<string, TypedArray>;

/**
 * Runs one kernel on one backend and reads every array that it writes. Results start as 7s, so that a number left
 * unwritten shows.
 */
export function run(backend: Backend, name: KernelName, given: Given): Results {
  const table: Readonly<Record<string, Kind>> = signatures[name];
  const storages = new Map<string, Storage>();
  const resolved = Object.entries(table).map(([argument, kind]) => {
    const value = given[argument];
    if (value === undefined) throw new Error(`the case for ${name} lacks ${argument}`);
    if (value === null || typeof value === "number" || typeof value === "boolean") return [argument, value];
    const numbers = "result" in value ? Array.from({ length: value.result }, () => 7) : value;
    const storage = backend.allocate(/^(ints|indices)/.test(kind) ? "int32" : backend.floatType, numbers.length);
    backend.write(storage, numbers);
    storages.set(argument, storage);
    return [argument, storage];
  });
  Reflect.apply(backend.kernels[name], undefined, [Object.fromEntries(resolved)]);
  const written = Object.entries(table).filter(([, kind]) => /^(result|update|indices)/.test(kind));
  const results = new Map<string, TypedArray>();
  for (const [argument] of written) {
    const storage = storages.get(argument);
    if (storage !== undefined) results.set(argument, backend.read(storage));
  }
  for (const storage of storages.values()) backend.release(storage);
  return results;
}

/**
 * Compares arrays by the largest difference relative to the largest magnitude, or to `least` if that is larger; says
 * which element is worst.
 */
export function difference(expected: Results, actual: Results, tolerance: number, least = 1e-30): string | null {
  for (const [argument, wanted] of expected) {
    const got = actual.get(argument);
    if (got === undefined || got.length !== wanted.length) return `${argument} is missing or of another length`;
    const scale = Array.from<number>(wanted)
      .filter((v) => Number.isFinite(v))
      .reduce((most, v) => Math.max(most, Math.abs(v)), least);
    let worst = 0;
    let at = -1;
    wanted.forEach((v: number, i: number) => {
      const off = Object.is(v, got[i]) || v === got[i] ? 0 : Math.abs(v - got[i]) / scale;
      if (!(off <= worst)) [worst, at] = [off, i];
    });
    if (!(worst <= tolerance))
      return (
        `${argument}[${at}]: expected ${wanted[at]}, got ${got[at]}, off by ${worst} of the largest, ` +
        `allowed ${tolerance}`
      );
  }
  return null;
}
