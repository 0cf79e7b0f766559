import { Command } from "commander";
import { expect, test } from "vitest";
import { sentinelsOption } from "./repair-options.ts";

function read(...words: string[]): unknown {
  return new Command()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .addOption(sentinelsOption())
    .parse(words, { from: "user" })
    .opts();
}

test("values that stand for missing go by both names", () => {
  expect(read("--sentinel", "-1248,9")).toEqual({ sentinels: [-1248, 9] });
  expect(read("--sentinels=-1248")).toEqual({ sentinels: [-1248] });
  expect(() => read("--sentinel", "x")).toThrow(/one or more numbers/);
});
