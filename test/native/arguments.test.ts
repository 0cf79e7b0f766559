import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { NativeAddon } from "../../src/kernels/native.ts";

/** The compiled addon itself: it must refuse what the checks in TypeScript should never let through. */
const path = resolve(process.env["LOOKBACK_ADDON"] ?? "dist/kernels/lookback.node");
const native = existsSync(path);
const reason = native ? "" : " (native kernels are not built: no C++ compiler)";

function addon(): NativeAddon {
  return createRequire(import.meta.url)(path);
}

/** Arguments of matmul: a, b, bias, c, then sizes. */
const good = (): (number | object | null)[] => {
  const [a, b, c] = [Float32Array.of(1, 2), Float32Array.of(3, 4), new Float32Array(1)];
  return [a, b, null, c, 1, 1, 2, 0, 0];
};

const without = (index: number, value: unknown): unknown[] => good().map((one, i) => (i === index ? value : one));

test.skipIf(!native)(`right arguments are taken${reason}`, () => {
  const given = good();
  addon().kernels.matmul(...given);
  expect(given[3]).toEqual(Float32Array.of(11));
});

test.skipIf(!native).each<[string, unknown[], RegExp]>([
  ["too few", good().slice(1), /^matmul takes 9 arguments, got 8$/],
  ["NaN for a size", without(4, NaN), /^matmul: rows must be an integer from -2147483648 to 2147483583, got nan$/i],
  ["a fraction", without(4, 1.5), /rows must be an integer .* got 1\.5$/],
  ["2³³", without(5, 2 ** 33), /columns must be an integer .* got 8589934592$/],
  ["2³¹ − 1", without(5, 2 ** 31 - 1), /columns must be an integer/],
  ["a text for a size", without(6, "2"), /^matmul: inner must be a number$/],
  ["null where the table has no null", without(0, null), /^matmul: a must be a typed array$/],
  ["undefined where null is allowed", without(2, undefined), /^matmul: bias must be a typed array or null$/],
  ["a plain array", without(1, [3, 4]), /^matmul: b must be a typed array$/],
  [
    "integers",
    without(1, Int32Array.of(3, 4)),
    /^matmul: b must be a Float32Array, got a typed array of another type$/,
  ],
  ["doubles", without(1, Float64Array.of(3, 4)), /^matmul: b must be a Float32Array/],
])(`refused: %s${reason}`, (_, given, message) => {
  expect(() => Reflect.apply(addon().kernels.matmul, undefined, given)).toThrow(message);
});

test.skipIf(!native)(`memory that was transferred away is refused${reason}`, () => {
  const gone = Float32Array.of(1, 2);
  structuredClone(gone, { transfer: [gone.buffer] });
  expect(() => Reflect.apply(addon().kernels.matmul, undefined, without(0, gone))).toThrow(
    /the memory of a was taken away/,
  );
});

test.skipIf(!native)(`scratch that no machine has is an error that says how much it would be${reason}`, () => {
  const given = [new Float32Array(4), new Float32Array(4), new Float32Array(4), 2 ** 30, 2 ** 30];
  const { columnSum } = addon().kernels;
  expect(() => Reflect.apply(columnSum, undefined, [given[0], given[1], 2 ** 31 - 65, 2 ** 31 - 65])).toThrow(
    /^columnSum needs \d+ bytes of scratch memory, more than there are; help: smaller batches$/,
  );
});

test.skipIf(!native)(`what is no number of threads and no instruction set is refused${reason}`, () => {
  const { setThreads, setLevel, allocate } = addon();
  expect(() => setThreads(0)).toThrow(/^setThreads: count must be from 1 to 256, got 0$/);
  expect(() => setLevel("mmx")).toThrow(/^setLevel: this machine has no mmx$/);
  expect(() => allocate(2 ** 48)).toThrow(
    /^out of memory: no 1125899906842624 bytes for a tensor; help: smaller batches/,
  );
  for (const length of [-1, 0.5, NaN, Infinity])
    expect(() => allocate(length)).toThrow(/^out of memory: a tensor cannot have \S+ elements$/);
});
