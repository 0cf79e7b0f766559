import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("the README's program is the one in examples, which is type-checked", () => {
  const [, program] = /```ts\n([\s\S]*?)```/.exec(readFileSync("README.md", "utf8")) ?? [];
  expect(program).toBe(readFileSync("examples/library.ts", "utf8"));
});
