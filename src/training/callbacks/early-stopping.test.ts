import { expect, test } from "vitest";
import { dense } from "../../layers/dense.ts";
import { metrics } from "../../metrics/registry.ts";
import { sequential } from "../../models/sequential.ts";
import { sgd } from "../../optimizers/sgd.ts";
import { assign } from "../../tensor/tensor.ts";
import type { Callback, EpochLogs } from "./callback.ts";
import { earlyStopping, type EarlyStoppingOptions } from "./early-stopping.ts";
import { compile, type Trainer } from "../trainer.ts";
import { runOf } from "../../../test/training-run.ts";

/**
 * The epoch after which training stops, the best epoch, and the weight afterwards, when epoch e leaves the weight at e
 * and gives these figures.
 */
async function watch(
  options: EarlyStoppingOptions,
  figures: readonly number[],
): Promise<readonly [number, number | undefined, number]> {
  const model = sequential([dense({ units: 1, useBias: false })], { input: [1] });
  const stopping = earlyStopping(options);
  const name = options.monitor ?? "valLoss";
  const run = runOf(model, { metrics: [metrics.binaryAccuracy()], epochs: figures.length });
  await stopping.onTrainBegin?.(run);
  let last = 0;
  for (const [epoch, value] of figures.entries()) {
    last = epoch;
    assign(model.flat, [epoch]);
    const logs: EpochLogs = {
      epoch,
      seconds: 1,
      loss: 0,
      ...(name === "valLoss" ? { valLoss: value } : {}),
      metrics: name === "valLoss" ? {} : { [name]: value },
    };
    if ((await stopping.onEpochEnd?.(logs)) === "stop") break;
  }
  await stopping.onTrainEnd?.();
  return [last, stopping.best?.epoch, model.flat.toArray()[0]];
}

const falling = [5, 4, 3, 3.5, 3.2, 3, 2, 1];

test("stops after patience epochs without improvement", async () => {
  expect(await watch({ patience: 3 }, falling)).toEqual([5, 2, 5]);
  expect(await watch({ patience: 4 }, falling)).toEqual([7, 7, 7]);
  expect(await watch({}, falling)).toEqual([3, 2, 3]);
});

test("a change of minDelta or less is no improvement", async () => {
  expect(await watch({ patience: 2, minDelta: 2 }, falling)).toEqual([2, 0, 2]);
  expect(await watch({ patience: 2, minDelta: 0.5 }, falling)).toEqual([4, 2, 4]);
});

test("restoreBestWeights gives the best epoch's weights back, also when no epoch was too many", async () => {
  expect(await watch({ patience: 3, restoreBestWeights: true }, falling)).toEqual([5, 2, 2]);
  expect(await watch({ patience: 9, restoreBestWeights: true }, [3, 1, 2])).toEqual([2, 1, 1]);
});

test("figures of which more is better are told by the metric", async () => {
  const rising = [0.5, 0.7, 0.6, 0.65, 0.9];
  expect(await watch({ monitor: "valBinaryAccuracy", patience: 2 }, rising)).toEqual([3, 1, 3]);
  expect(await watch({ monitor: "binaryAccuracy", patience: 3 }, rising)).toEqual([4, 4, 4]);
  expect(await watch({ monitor: "valMeanAbsoluteError", patience: 2 }, rising)).toEqual([2, 0, 2]);
});

test("startFromEpoch leaves the first epochs out", async () => {
  expect(await watch({ patience: 2, startFromEpoch: 2 }, [1, 1, 5, 4, 4, 4, 4])).toEqual([5, 3, 5]);
});

test("NaN is never an improvement, and anything improves on it", async () => {
  expect(await watch({ patience: 2 }, [2, NaN, NaN, 1])).toEqual([2, 0, 2]);
  expect(await watch({ patience: 2, restoreBestWeights: true }, [NaN, 3, 4, 5])).toEqual([3, 1, 1]);
  expect(await watch({ patience: 2 }, [NaN, NaN, NaN, 1])).toEqual([2, 0, 2]);
});

test("a figure that is not there is an error with help", async () => {
  const trainer = compile(sequential([dense({ units: 1 })], { input: [1] }), { loss: "meanSquaredError" });
  const data = { x: [[1]], y: [1] };
  await expect(trainer.fit(data, { callbacks: [earlyStopping()] })).rejects.toThrow(
    "earlyStopping watches valLoss, but an epoch has only loss; help: give fit validationData or validationSplit",
  );
  await expect(trainer.fit(data, { callbacks: [earlyStopping({ monitor: "accuracy" })] })).rejects.toThrow(
    "watches accuracy, but an epoch has only loss",
  );
});

/** A learning rate of 2 overshoots the target 3: every epoch is worse than the one before. */
function diverging(): Trainer {
  const model = sequential([dense({ units: 1, useBias: false })], { input: [1] });
  assign(model.flat, [2]);
  return compile(model, { optimizer: sgd({ learningRate: 2 }), loss: "meanSquaredError" });
}

test("the best weights are restored when training is interrupted, and when it fails", async () => {
  const data = { x: [[1]], y: [3] };
  const stopping = earlyStopping({ patience: 99, restoreBestWeights: true });
  const controller = new AbortController();
  const interrupting: Callback = { onEpochEnd: ({ epoch }) => void (epoch === 3 && controller.abort()) };
  const interrupted = diverging();
  const history = await interrupted.fit(data, {
    epochs: 9,
    validationData: data,
    signal: controller.signal,
    callbacks: [stopping, interrupting],
  });
  expect([history.epoch.length, history.stopped]).toEqual([4, "interrupted"]);
  // After the first epoch: 2 − 2·2·(2 − 3) = 6.
  expect(interrupted.model.flat.toArray()[0]).toBe(6);

  const failing = diverging();
  await expect(failing.fit(data, { epochs: 999, validationData: data, callbacks: [stopping] })).rejects.toThrow(
    "not finite",
  );
  expect(failing.model.flat.toArray()[0]).toBe(6);
});

test("options out of range are refused", () => {
  expect(() => earlyStopping({ patience: -1 })).toThrow("earlyStopping: patience must be at least 0, got -1");
  expect(() => earlyStopping({ minDelta: -1 })).toThrow("earlyStopping: minDelta must be at least 0, got -1");
});

test("mode says which way is better, whatever the metric", async () => {
  const rising = [0.5, 0.7, 0.6, 0.65, 0.9];
  expect(await watch({ monitor: "binaryAccuracy", mode: "min", patience: 2 }, rising)).toEqual([2, 0, 2]);
  expect(await watch({ mode: "max", patience: 2 }, rising)).toEqual([3, 1, 3]);
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  expect(() => earlyStopping({ mode: "lower" })).toThrow(
    'earlyStopping: mode must be one of auto, min, max, got "lower"',
  );
});

test("epochs that do not beat the baseline count as without improvement, as in Keras", async () => {
  // Epochs 0 to 2 are better each, but above the baseline: they wait; epoch 3 is not better and stops.
  expect(await watch({ patience: 3, baseline: 2.5 }, falling)).toEqual([3, 2, 3]);
  expect(await watch({ patience: 3, baseline: 3.5 }, falling)).toEqual([5, 2, 5]);
  expect(await watch({ patience: 3, baseline: 9 }, falling)).toEqual(await watch({ patience: 3 }, falling));
});
