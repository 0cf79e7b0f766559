import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("the README's program is the one in examples, which is type-checked", () => {
  const [, program] = /```ts\n([\s\S]*?)```/.exec(readFileSync("README.md", "utf8")) ?? [];
  expect(program).toBe(readFileSync("examples/library.ts", "utf8"));
});

test("the program of the page on recurrent layers is the one in examples, and learns", async () => {
  const source = readFileSync("examples/recurrent-cell.ts", "utf8");
  const [, program] = /```ts\n([\s\S]*?)```/.exec(readFileSync("docs/layers/recurrent.md", "utf8")) ?? [];
  expect(program).toBe(source);
  // It has no types that it would have to lose, and "lookback" is the built package.
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", source]);
  const [before, after] = /training: (\S+) (\S+)/.exec(stdout)?.slice(1).map(Number) ?? [];
  expect(after).toBeLessThan(before / 3);
}, 120_000);
