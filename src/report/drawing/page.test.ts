import { createHash } from "node:crypto";
import { Script } from "node:vm";
import { expect, test } from "vitest";
import { pageScript, scriptHash } from "./page.ts";

test("the script of pages is whole, and the only one that the policy allows", () => {
  expect(() => new Script(pageScript)).not.toThrow();
  expect(scriptHash).toBe(`sha256-${createHash("sha256").update(pageScript).digest("base64")}`);
});
