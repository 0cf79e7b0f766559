import { beforeAll, describe, expect, test } from "vitest";
import { startNode } from "../../src/kernels/start-node.ts";
import { optimizers } from "../../src/optimizers/registry.ts";
import { scope } from "../../src/tensor/memory.ts";
import { tensor } from "../../src/tensor/tensor.ts";
import { optimizerCases, type OptimizerCase } from "./read.ts";

/* Fifty steps of every optimizer, with every option, against Keras's in float64. */

beforeAll(() => {
  startNode();
});

const cases = optimizerCases();
const steps = 50;
const sizes = [6, 4];

const grid = (value: number): number => Math.round(value * 256) / 256;
const elements = (size: number, f: (i: number) => number): number[] => Array.from({ length: size }, (_, i) => f(i));

/** The numbers are explained in README.md. */
const first = [
  ...elements(6, (i) => grid(Math.cos(1.1 * i + 0.2))),
  ...elements(4, (i) => grid(Math.sin(1.3 * i + 0.5))),
];
const gradients = elements(steps, (s) => s).map((s) => [
  ...elements(6, (i) => grid(4 * Math.sin(1.3 * s + 2.1 * i + 0.7 * s * i + 0.4))),
  ...elements(4, (i) => (i === 1 && s % 3 === 0 ? 0 : grid(4 * Math.cos(0.9 * s + 1.7 * i + 0.3 * s * i)) / 128)),
]);

/** All weights, one after another in one block as in a model, after every step and at the end. */
function trajectory(kind: OptimizerCase["optimizer"], options: OptimizerCase["options"]): number[] {
  return scope(() => {
    const weights = tensor(first);
    const run = optimizers[kind](options).start(first.length, sizes);
    const after = gradients.flatMap((gradient, s) => {
      run.update(weights, tensor(gradient), s + 1);
      return [...weights.toArray()];
    });
    run.finish?.(weights);
    return [...after, ...weights.toArray()];
  });
}

/** The largest |actual − golden| / (1 + |golden|), and where it is. */
function worst(actual: readonly number[], { after }: OptimizerCase): { off: number; step: number; element: number } {
  const offs = after.values.map((value, i) => Math.abs(actual[i] - value) / (1 + Math.abs(value)));
  const at = offs.indexOf(Math.max(...offs));
  return { off: offs[at] ?? NaN, step: Math.floor(at / first.length) + 1, element: at % first.length };
}

describe("optimizers.json", () => {
  test("has 55 cases of 51 times 10 weights, of every optimizer", () => {
    expect(cases).toHaveLength(55);
    expect(new Set(cases.map(({ optimizer }) => optimizer))).toEqual(new Set(Object.keys(optimizers)));
    for (const { after } of cases) expect(after.shape).toEqual([steps + 1, first.length]);
  });

  test.each(cases)("$name", (golden) => {
    const { off, step, element } = worst(trajectory(golden.optimizer, golden.options), golden);
    expect(off, `after step ${step}, weight ${element}`).toBeLessThan(1e-6);
  });
});

const dropped = cases.flatMap((golden) => Object.keys(golden.options).map((option) => ({ golden, option })));

test("no option is ignored: without it the weights are others, or the rest is refused", () => {
  expect(dropped).toHaveLength(159);
  const unnoticed = dropped.filter(({ golden, option }) => {
    const { [option]: _, ...rest } = golden.options;
    try {
      return worst(trajectory(golden.optimizer, rest), golden).off < 1e-4;
    } catch (error) {
      return !/needs a momentum|does nothing without useEma/.test(String(error));
    }
  });
  expect(unnoticed.map(({ golden, option }) => `${golden.name} without ${option}`)).toEqual([]);
});
