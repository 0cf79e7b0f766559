import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";

/** Resident megabytes after each fortieth of a training of 4,000 steps in a process of its own. */
function residentMemory(kernels: string): number[] {
  const printed = execFileSync(process.execPath, ["bench/memory.mjs", "4000"], {
    encoding: "utf8",
    env: { ...process.env, LOOKBACK_KERNELS: kernels },
  });
  const { megabytes }: { megabytes: number[] } = JSON.parse(printed);
  return megabytes;
}

const native = existsSync("dist/kernels/lookback.node");

for (const kernels of ["wasm", "native"]) {
  const absent = kernels === "native" && !native;
  test.skipIf(absent)(
    `training holds memory on ${kernels}${absent ? " (not built: no C++ compiler)" : ""}`,
    () => {
      const megabytes = residentMemory(kernels);
      expect(megabytes).toHaveLength(40);
      // A step makes about 90 KB of tensors: kept, 3,000 steps would be 270 MB. The garbage collector's own play stays
      // far below 60.
      expect((megabytes.at(-1) ?? Infinity) - megabytes[9]).toBeLessThan(60);
    },
    120_000,
  );
}
