import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";

const native = existsSync("dist/kernels/lookback.node") && process.platform === "linux";

/** Megabytes beyond the tensors during and after one call, in a process of its own. */
function megabytes(program: string, what: string, kernels: string): { right: boolean; peak: number; after: number } {
  const printed = execFileSync(process.execPath, ["--expose-gc", `test/native/${program}`, what], {
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
      const { right, peak, after } = megabytes("memory.mjs", product, kernels);
      expect(right).toBe(true);
      // A copy of b and the sums of its parts would be 100 MB and more; a whole column padded to vectors 1 GB.
      expect(peak).toBeLessThan(60);
      expect(after).toBeLessThan(60);
    });
  }
  // One weight gradient for every tile of examples would be 145 MB (long: a padded example) to 305 MB in place of
  // these; simpleRnn and convolution 79 MB.
  for (const [layer, most] of [
    ["simpleRnn", 50],
    ["lstm", 85],
    ["gru", 80],
    ["convolution", 40],
    ["long", 35],
  ] as const) {
    test.skipIf(!able)(
      `scratch of weight gradients is bounded, to the same bits: ${layer}, ${kernels}${reason}`,
      () => {
        const { right, peak } = megabytes("gradient-memory.mjs", layer, kernels);
        expect(right).toBe(true);
        expect(peak).toBeLessThan(most);
      },
    );
  }
}
