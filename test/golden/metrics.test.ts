import { describe, expect, test } from "vitest";
import type { Metric } from "../../src/metrics/metric.ts";
import { metrics } from "../../src/metrics/registry.ts";
import { intTensor, tensor, type Tensor } from "../../src/tensor/tensor.ts";
import { metricCases, type Golden, type MetricCase } from "./read.ts";

/* Metrics against Keras's figures in float64, over batches of unequal sizes. */

const cases = metricCases();
const batches = [
  [0, 1],
  [1, 18],
  [18, 40],
] as const;

function cut({ shape: [rows, ...rest], values }: Golden, from: number, to: number, whole = false): Tensor {
  const width = values.length / rows;
  const part = values.slice(from * width, to * width);
  const shape = [to - from, ...rest];
  return whole ? intTensor(Int32Array.from(part), shape) : tensor(Float64Array.from(part), shape);
}

/** The figures, after saving and taking up again between the batches. */
function figures({ metric: name, prediction, target, weights }: MetricCase, options: MetricCase["options"]): number[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the file's options are those of its metric
  const make = metrics[name] as (options: unknown) => Metric;
  const metric = make(options);
  let sum = metric.begin();
  for (const [from, to] of batches) {
    const next = metric.begin();
    const saved = sum.save?.();
    if (saved === undefined || next.load === undefined) throw new Error(`${name} cannot be saved`);
    next.load(saved);
    sum = next;
    const each = weights === undefined ? null : cut(weights, from, to);
    sum.update(cut(prediction, from, to), cut(target, from, to, name.startsWith("sparse")), each);
  }
  return sum.results === undefined ? [sum.result()] : Object.values(sum.results());
}

/** The largest difference; Keras adds 10⁻⁷ to what it divides by. */
function distance(golden: MetricCase, options = golden.options): number {
  const actual = figures(golden, options);
  const { values } = golden.value;
  if (actual.length !== values.length) return Infinity;
  return Math.max(...actual.map((figure, i) => Math.abs(figure - values[i]) / (1 + Math.abs(values[i]))));
}

describe("metrics.json", () => {
  test("has 86 cases of twelve metrics", () => {
    expect(cases).toHaveLength(86);
    expect(new Set(cases.map(({ metric }) => metric)).size).toBe(12);
  });

  test.each(cases)("$name", (golden) => {
    expect(distance(golden)).toBeLessThan(5e-7);
  });
});

test("no option is ignored: without it the figures are others", () => {
  const dropped = cases.flatMap((golden) => Object.keys(golden.options).map((option) => ({ golden, option })));
  expect(dropped).toHaveLength(82);
  const unnoticed = dropped.filter(({ golden, option }) => {
    const { [option]: _, ...rest } = golden.options;
    try {
      return distance(golden, rest) < 1e-5;
    } catch (error) {
      return !String(error).includes("auc reads probabilities");
    }
  });
  expect(unnoticed.map(({ golden, option }) => `${golden.name} without ${option}`)).toEqual([]);
});
