import { expect, test } from "vitest";
import type { Backend, Storage } from "../../src/kernels/backend.ts";
import { backend as started } from "../../src/kernels/current.ts";
import { parametersOf } from "../../src/kernels/guard.ts";
import { mayBeLonger, mayBeNegative } from "../../src/kernels/lengths/rule.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { kernelNames, type KernelName } from "../../src/kernels/signatures.ts";
import { create } from "../../src/kernels/start-node.ts";
import { attentionCases } from "./attention.ts";
import type { Case, Given } from "./case.ts";
import { cases, recurrentCases, savedLength } from "./cases.ts";

/*
 * The guard of each kernel, on each backend: an array of one element too many or too few, a size that is none, the
 * wrong numbers, another backend's array and a released one are errors that name the kernel, and mostly its argument.
 */

const backends: readonly Backend[] = [
  create("wasm"),
  createReference("float32"),
  ...(started.name === "native" ? [create("native", { LOOKBACK_THREADS: "2" })] : []),
];
const foreign = create("wasm");

/** The smallest case of each kernel with the most arrays. */
function caseOf(name: KernelName): Given {
  const plain = Object.entries(cases).find(([known]) => known === name)?.[1];
  if (plain !== undefined) return fullest(plain);
  const kind = (["simpleRnn", "lstm", "gru"] as const).find((start) => name.startsWith(start));
  if (kind !== undefined) {
    const part = name.endsWith("Gradient") ? "gradient" : "forward";
    const all = recurrentCases(kind, part).filter(({ shape }) => shape.batch === 3);
    const saved = { result: savedLength(kind, all[0].shape) };
    return { ...fullest(all), saved };
  }
  const [{ given, forward }] = attentionCases;
  const [q, k, v] = ["q", "k", "v"].map((argument) => ({ result: lengthOf(given[argument]) }));
  const gradients = { dq: q, dk: k, dv: v };
  return name === "attentionGradient"
    ? { ...given, ...forward, ...gradients, dy: forward["y"] }
    : { ...given, ...forward };
}

function fullest(all: readonly Case[]): Given {
  const some = all.filter(({ given }) => Object.values(given).every((value) => lengthOf(value) < 5000));
  return some.toSorted((a, b) => arrays(b) - arrays(a))[0].given;
}

function arrays({ given }: Case): number {
  return Object.values(given).filter((value) => lengthOf(value) >= 0).length;
}

/** How many elements an array argument has; −1 for another argument. */
function lengthOf(value: Given[string] | undefined): number {
  if (typeof value !== "object" || value === null) return -1;
  return "result" in value ? value.result : value.length;
}

type Arguments = Readonly<Record<string, Storage | number | boolean | null>>;

function argumentsFor(on: Backend, name: KernelName, given: Given): Arguments {
  return Object.fromEntries(
    parametersOf(name).map(({ argument, isInteger }) => {
      const value = given[argument];
      if (typeof value !== "object" || value === null) return [argument, value];
      const numbers = "result" in value ? Array.from({ length: value.result }, () => 0) : value;
      return [argument, storageOf(on, isInteger, numbers)];
    }),
  );
}

function storageOf(on: Backend, isInteger: boolean, numbers: readonly number[]): Storage {
  const storage = on.allocate(isInteger ? "int32" : "float32", numbers.length);
  on.write(storage, numbers);
  return storage;
}

/** The error of a call, or null. */
function errorOf(on: Backend, name: KernelName, given: Arguments): string | null {
  try {
    Reflect.apply(on.kernels[name], undefined, [given]);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Every way to spoil one argument of a kernel. */
function spoilt(on: Backend, name: KernelName, given: Arguments): { title: string; given: Arguments }[] {
  const longer: ReadonlySet<string> = new Set<string>(mayBeLonger[name]);
  const negative: ReadonlySet<string> = new Set<string>(mayBeNegative[name]);
  return parametersOf(name).flatMap(({ argument, kind, isArray, isInteger }) => {
    const value = given[argument];
    const put = (what: string, other: Arguments[string]) => ({
      title: `${argument} ${what}`,
      given: { ...given, [argument]: other },
    });
    if (isArray && typeof value === "object" && value !== null) {
      const numbers = Array.from<number>(on.read(value));
      const released = storageOf(on, isInteger, numbers);
      on.release(released);
      return [
        // Where not all is read, one fewer may do.
        put("shorter", storageOf(on, isInteger, longer.has(argument) ? [] : numbers.slice(0, -1))),
        ...(longer.has(argument) ? [] : [put("one longer", storageOf(on, isInteger, [...numbers, 0]))]),
        put("of other numbers", storageOf(on, !isInteger, numbers)),
        put("of another instance", storageOf(foreign, isInteger, numbers)),
        put("released", released),
        put("a number", 1),
      ];
    }
    if (kind !== "size") return [];
    const bad = [0.5, NaN, Infinity, 2 ** 31, 2 ** 32, -(2 ** 31) - 1, ...(negative.has(argument) ? [] : [-1])];
    return bad.map((size) => put(`${size}`, size));
  });
}

test("every kernel refuses every argument that does not fit, by name", () => {
  let count = 0;
  for (const name of kernelNames) {
    const plain = caseOf(name);
    for (const on of backends) {
      const given = argumentsFor(on, name, plain);
      expect(errorOf(on, name, given), `${name} on ${on.name}`).toBeNull();
      for (const { title, given: wrong } of spoilt(on, name, given)) {
        count += 1;
        expect(errorOf(on, name, wrong), `${name} on ${on.name}: ${title}`).toContain(`${name}: `);
      }
    }
  }
  console.log(`${count} calls with one argument that does not fit, of ${kernelNames.length} kernels`);
  expect(count).toBeGreaterThan(backends.length * 2500);
});
