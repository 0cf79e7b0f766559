import { expect, test } from "vitest";
import { kernelSettings, type Machine } from "./kernel-settings.ts";
import { createNative, type NativeAddon } from "./native.ts";
import { kernelNames } from "./signatures.ts";
import { create } from "./start-node.ts";

const machine: Machine = { cores: 8, read: () => null };

test("nothing said: any kernels, a thread for each core, the best instruction set", () => {
  const unset = { kernels: undefined, threads: { count: 8, by: "one for each core" }, simd: undefined };
  expect(kernelSettings({}, machine)).toEqual(unset);
  expect(kernelSettings({ LOOKBACK_KERNELS: "", LOOKBACK_THREADS: "", LOOKBACK_SIMD: "" }, machine)).toEqual(unset);
});

/** How many threads there are by default where cpu.max says so. */
const limited = (max: string): number =>
  kernelSettings({}, { cores: 8, read: (path) => (path.endsWith("cgroup") ? "0::/" : `${max} 100000`) }).threads.count;

test("no more threads than the control group has processors' time for, rounded up, and at least one", () => {
  expect([limited("50000"), limited("150000"), limited("800000"), limited("3200000"), limited("max")]).toEqual([
    1, 2, 8, 8, 8,
  ]);
});

test("what is set is taken", () => {
  expect(
    kernelSettings({ LOOKBACK_KERNELS: "native", LOOKBACK_THREADS: "256", LOOKBACK_SIMD: "avx2" }, machine),
  ).toEqual({ kernels: "native", threads: { count: 256, by: "by LOOKBACK_THREADS" }, simd: "avx2" });
});

test.each(["0", "257", "300", "abc", "-1", "1.5", "2e1", " 2", "0x2", "NaN"])(
  "LOOKBACK_THREADS=%s is refused",
  (value) => {
    const message = `LOOKBACK_THREADS is an integer from 1 to 256, got "${value}"`;
    expect(() => kernelSettings({ LOOKBACK_THREADS: value }, machine)).toThrow(new RangeError(message));
    // Whatever the kernels are: an unknown value never chooses others in silence.
    for (const kernels of ["native", "wasm", "reference"] as const)
      expect(() => create(kernels, { LOOKBACK_THREADS: value })).toThrow(message);
  },
);

test("LOOKBACK_SIMD and LOOKBACK_KERNELS say what is allowed", () => {
  expect(() => kernelSettings({ LOOKBACK_SIMD: "avx" }, machine)).toThrow(
    new RangeError('LOOKBACK_SIMD is sse2, avx2, avx512 or neon, got "avx"'),
  );
  expect(() => kernelSettings({ LOOKBACK_KERNELS: "gpu" }, machine)).toThrow(
    new RangeError('LOOKBACK_KERNELS is native, wasm or reference, got "gpu"'),
  );
});

function isComplete(kernels: object): kernels is NativeAddon["kernels"] {
  return kernelNames.every((name) => name in kernels);
}

test("a backend has as many threads as the system gave", () => {
  const kernels: object = Object.fromEntries(kernelNames.map((name) => [name, () => undefined]));
  if (!isComplete(kernels)) throw new Error("a kernel is missing");
  const addon = {
    setThreads: () => 3,
    levels: ["sse2", "avx2"],
    setLevel: () => undefined,
    allocate: (length: number) => new Float32Array(length),
    exactMemory: false,
    peak: () => 0,
  };
  const given: NativeAddon = Object.assign(addon, { kernels });
  expect(createNative(given, { threads: 8 })).toMatchObject({ threads: 3, simd: "avx2" });
});
