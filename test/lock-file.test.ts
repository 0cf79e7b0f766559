import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";

test("every package of the lock file has its checksum, and no address", () => {
  const lock = z.object({
    packages: z.record(z.string(), z.object({ integrity: z.string().optional(), resolved: z.string().optional() })),
  });
  const { packages } = lock.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));
  const installed = Object.entries(packages).filter(([path]) => path !== "");
  expect(installed.length).toBeGreaterThan(100);
  expect(installed.filter(([, { integrity }]) => integrity?.startsWith("sha512-") !== true)).toEqual([]);
  expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});
