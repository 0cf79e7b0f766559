import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const folder = new URL("../src/ops/", import.meta.url);

/** Ops through which no gradient flows, and why. */
const notDifferentiable: Readonly<Record<string, string>> = {
  additiveAttentionWeights: "made to be looked at; additiveAttention has the gradient",
  argmax: "integers, which jump",
  attentionStep: "for decoding; attention has the gradient",
  bothMasks: "integers from integers",
  dropoutMask: "random numbers, which depend on no tensor",
  eitherMask: "integers from integers",
  joinMasks: "integers from integers",
  notEqual: "integers from integers",
  rowsDiffer: "integers, which jump",
  topK: "for choosing tokens; which are chosen jumps",
};

const files = readdirSync(folder).filter(
  (file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== "index.ts",
);

const ops = files.flatMap((file) => {
  const source = readFileSync(new URL(file, folder), "utf8");
  return Array.from(source.matchAll(/^export (?:function|const) (\w+)/gm), ([, name]) => ({ file, name }));
});

test("there are 59 files with 67 ops, of which 10 are not differentiable", () => {
  expect(files).toHaveLength(59);
  expect(ops).toHaveLength(67);
  expect(Object.keys(notDifferentiable)).toHaveLength(10);
  const names = ops.map(({ name }) => name);
  for (const name of Object.keys(notDifferentiable)) expect(names).toContain(name);
});

test.each(ops)("$name is exported by $file and used in its test", async ({ file, name }) => {
  const exported: unknown = await import(new URL(file, folder).href);
  expect(exported).toHaveProperty(name);
  const source = readFileSync(new URL(file.replace(/\.ts$/, ".test.ts"), folder), "utf8");
  expect(source).toMatch(new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from "\\./${file}"`));
});

test.each(ops.filter(({ name }) => !(name in notDifferentiable)))("$name has a gradient check", ({ file, name }) => {
  const source = readFileSync(new URL(file.replace(/\.ts$/, ".test.ts"), folder), "utf8");
  // A check and the op in one statement: expectGradients(op, …), or with a function that calls the op.
  expect(source).toMatch(new RegExp(`expect(Gradients|Recurrent)\\((?:(?!;\\n)[^])*\\b${name}\\b`));
});

test("src/ops/index.ts exports every op, and nothing else", async () => {
  const index: object = await import(new URL("index.ts", folder).href);
  expect(Object.keys(index).toSorted()).toEqual(ops.map(({ name }) => name).toSorted());
});
