import { readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.restoreAllMocks();
});

const pages = ["attention", "forecasting", "merging-and-shape", "normalization"];

test.each(pages)("the program of docs/layers/%s.md is the one in examples, which is type-checked", (page) => {
  const [, program] = /```ts\n([\s\S]*?)```/.exec(readFileSync(`docs/layers/${page}.md`, "utf8")) ?? [];
  expect(program).toBe(readFileSync(`examples/layers/${page}.ts`, "utf8"));
});

/** What the last line of each prints, and the loss that it stays below. */
const programs = [
  { page: "attention", run: () => import("../examples/layers/attention.ts"), below: 0.3 },
  { page: "forecasting", run: () => import("../examples/layers/forecasting.ts"), below: 0.05 },
  { page: "merging-and-shape", run: () => import("../examples/layers/merging-and-shape.ts"), below: 0.2 },
  { page: "normalization", run: () => import("../examples/layers/normalization.ts"), below: 0.05 },
];

test.each(programs)(
  "runs and learns: examples/layers/$page",
  async ({ run, below }) => {
    const print = vi.spyOn(console, "log").mockReturnValue(undefined);
    await run();
    expect(print).toHaveBeenCalledOnce();
    const [evaluation] = print.mock.lastCall ?? [];
    expect(evaluation).toHaveProperty("loss");
    expect(evaluation.loss).toBeLessThan(below);
  },
  120_000,
);
