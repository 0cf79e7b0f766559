import { describe, expect, test } from "vitest";
import { plateauCases, type PlateauCase } from "../../../test/golden/read.ts";
import { runOf } from "../../../test/training-run.ts";
import { dense } from "../../layers/dense.ts";
import { metrics } from "../../metrics/registry.ts";
import { sequential } from "../../models/sequential.ts";
import { sgd } from "../../optimizers/sgd.ts";
import { assign } from "../../tensor/tensor.ts";
import type { EpochLogs } from "./callback.ts";
import { reduceOnPlateau } from "./reduce-on-plateau.ts";
import { compile } from "../trainer.ts";

const cases = plateauCases();
const model = sequential([dense({ units: 1 })], { input: [1] });

/** The learning rate after each epoch. */
async function rates({ figures }: PlateauCase, options: PlateauCase["options"]): Promise<number[]> {
  const callback = reduceOnPlateau(options);
  const run = runOf(model, { metrics: [metrics.binaryAccuracy()] });
  await callback.onTrainBegin?.(run);
  const seen: number[] = [];
  for (const [epoch, value] of figures.values.entries()) {
    const logs: EpochLogs = { epoch, seconds: 1, loss: 0, valLoss: value, metrics: { binaryAccuracy: value } };
    await callback.onEpochEnd?.(logs);
    seen.push(run.learningRate());
  }
  return seen;
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]) / b[i]));
}

describe("reduce-on-plateau.json", () => {
  test.each(cases)("$name", async (golden) => {
    expect(distance(await rates(golden, golden.options), golden.rates.values)).toBeLessThan(1e-5);
  });

  test("has 8 cases, and no option is ignored", async () => {
    expect(cases).toHaveLength(8);
    let dropped = 0;
    for (const golden of cases) {
      for (const option of Object.keys(golden.options)) {
        const { [option]: _, ...rest } = golden.options;
        dropped += 1;
        expect(
          distance(await rates(golden, rest), golden.rates.values),
          `${golden.name} without ${option}`,
        ).toBeGreaterThan(0.01);
      }
    }
    expect(dropped).toBe(17);
  });
});

test("the rate of a running optimizer is lowered, and the logs tell it", async () => {
  const line = sequential([dense({ units: 1, useBias: false })], { input: [1] });
  assign(line.flat, [0]);
  const trainer = compile(line, { optimizer: sgd({ learningRate: (step) => 0.5 / step }), loss: "meanAbsoluteError" });
  const logs: EpochLogs[] = [];
  await trainer.fit(
    { x: [[1]], y: [100] },
    {
      epochs: 3,
      callbacks: [
        reduceOnPlateau({ monitor: "loss", minDelta: 1e6, patience: 1, factor: 0.5 }),
        { onEpochEnd: (each) => void logs.push(each) },
      ],
    },
  );
  // Steps of 0.5, then 0.25, then 0.5 · 0.5/3 after the second epoch brought nothing.
  expect(line.flat.toArray()[0]).toBeCloseTo(0.5 + 0.25 + 0.25 / 3, 6);
  expect(trainer.state().rateScale).toBe(0.25);
  expect(logs.map(({ learningRate }) => learningRate)).toEqual([0.5, 0.25, 0.25 / 3]);
});

test("options out of range are refused", () => {
  expect(() => reduceOnPlateau({ factor: 1 })).toThrow("reduceOnPlateau: factor must be above 0 and below 1, got 1");
  expect(() => reduceOnPlateau({ patience: -1 })).toThrow("reduceOnPlateau: patience must be at least 0, got -1");
});

/** How often the rate was halved while the loss rose. */
async function reductions(mode: "auto" | "min" | "max"): Promise<number> {
  const run = runOf(model);
  const callback = reduceOnPlateau({ monitor: "loss", mode, patience: 1, factor: 0.5 });
  await callback.onTrainBegin?.(run);
  for (const [epoch, loss] of [1, 2, 3].entries())
    await callback.onEpochEnd?.({ epoch, seconds: 1, loss, metrics: {} });
  return Math.log2(1 / run.learningRate());
}

test("mode says which way is better, whatever the metric", async () => {
  expect([await reductions("auto"), await reductions("min"), await reductions("max")]).toEqual([2, 2, 0]);
});
