import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";

const native = existsSync("dist/kernels/lookback.node") && process.platform === "linux";

/** Megabytes beyond the tensors during and after one product, in a process of its own. */
function megabytes(product: string, kernels: string): { right: boolean; peak: number; after: number } {
  const printed = execFileSync(process.execPath, ["--expose-gc", "test/native/memory.mjs", product], {
    encoding: "utf8",
    env: { ...process.env, LOOKBACK_KERNELS: kernels },
  });
  return JSON.parse(printed);
}

for (const kernels of ["native", "wasm"]) {
  const able = process.platform === "linux" && (kernels === "wasm" || native);
  const reason = able ? "" : " (not built, or no /proc here)";
  for (const product of ["gradient", "column"]) {
    test.skipIf(!able)(`scratch of a product is bounded: ${product}, ${kernels}${reason}`, () => {
      const { right, peak, after } = megabytes(product, kernels);
      expect(right).toBe(true);
      // A copy of b and the sums of its parts would be 100 MB and more; a whole column padded to vectors 1 GB.
      expect(peak).toBeLessThan(60);
      expect(after).toBeLessThan(60);
    });
  }
}
