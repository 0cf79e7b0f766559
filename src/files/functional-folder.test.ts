import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { normalTensor } from "../../test/built-layer.ts";
import { bothSigns, sideBySide } from "../../test/joining-layers.ts";
import { initializers } from "../initializers/registry.ts";
import { bidirectional } from "../layers/recurrent/bidirectional.ts";
import { dense } from "../layers/dense.ts";
import { embedding } from "../layers/embedding.ts";
import { gru } from "../layers/recurrent/gru.ts";
import type { LayerSpec } from "../layers/layer.ts";
import type { InitialValues } from "../models/build-weights.ts";
import { customModel } from "../models/custom-model.ts";
import { functional } from "../models/functional.ts";
import type { Model } from "../models/model.ts";
import { sequential } from "../models/sequential.ts";
import { apply, applyAll, input } from "../models/symbolic-tensor.ts";
import { matmul } from "../ops/matmul.ts";
import { scale } from "../ops/scale.ts";
import { subtract } from "../ops/subtract.ts";
import { intTensor } from "../tensor/tensor.ts";
import { compile } from "../training/trainer.ts";
import { loadModel, saveModel } from "./folder.ts";
import { encodeModel } from "./model-file.ts";
import type { LoadOptions } from "./saved-custom.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-functional-"));
});
afterEach(() => rm(folder, { recursive: true }));

const texts = intTensor([
  [1, 2, 3, 0],
  [4, 0, 0, 0],
]);
const inputs = [texts, texts, normalTensor([2, 2], 1)];

/** A layer of one's own. */
function times(factor: number): LayerSpec<"times", { readonly factor: number }> {
  return {
    kind: "times",
    options: { factor },
    build: (shape) => ({ output: shape, call: ({ value, mask }) => ({ value: scale(value, factor), mask }) }),
  };
}

function timesFrom(options: unknown): LayerSpec {
  if (typeof options === "object" && options !== null && "factor" in options && typeof options.factor === "number")
    return times(options.factor);
  throw new TypeError("options.factor is a number");
}

function model(): Model {
  const [a, b] = ["a", "b"].map((name) => input([null], { name, dtype: "int32" }));
  const facts = input([2]);
  const words = embedding({ inputDim: 5, outputDim: 3, maskZero: true });
  const reader = bidirectional({ layer: gru({ units: 2 }) });
  const read = [a, b].map((text) => apply(reader, apply(words, text)));
  const [plus, minus] = applyAll(bothSigns(), facts);
  const hidden = apply(times(0.5), apply(sideBySide(), [...read, minus, plus]), { name: "half" });
  return functional({
    inputs: [a, b, facts],
    outputs: [apply(dense({ units: 1 }), hidden, { name: "price" }), hidden],
    seed: 4,
  });
}

const custom = { sideBySide, bothSigns, times: timesFrom };

test("a saved functional model predicts the same bits, shared layers stay shared, names stay", async () => {
  const made = model();
  await saveModel(made, folder);
  const loaded = await loadModel(folder, { custom });
  expect(loaded.weights.map(({ name }) => name)).toEqual(made.weights.map(({ name }) => name));
  expect(loaded.parameterCount).toBe(made.parameterCount);
  expect(loaded.callAll(inputs).map((output) => output.toArray())).toEqual(
    made.callAll(inputs).map((output) => output.toArray()),
  );
  expect(encodeModel(loaded)).toEqual(encodeModel(made));
  expect([loaded.outputNames, loaded.inputs, loaded.outputs]).toEqual([made.outputNames, made.inputs, made.outputs]);
  expect(loaded.summary()).toBe(made.summary());
  // It trains on as the first would: shared weights get both gradients.
  const data = { x: inputs, y: [normalTensor([2, 1], 2), normalTensor([2, 12], 3)] };
  for (const each of [made, loaded]) await compile(each, { loss: "meanSquaredError" }).fit(data, { epochs: 2 });
  expect(loaded.flat.toArray()).toEqual(made.flat.toArray());
});

async function changed(change: (json: string) => string, options: LoadOptions = { custom }): Promise<string> {
  await saveModel(model(), folder);
  const path = join(folder, "model.json");
  const before = await readFile(path, "utf8");
  const after = change(before);
  expect(after === before).toBe(change === unchanged);
  await writeFile(path, after);
  const error: unknown = await loadModel(folder, options).catch((reason: unknown) => reason);
  return error instanceof Error ? error.message : "the changed model was loaded";
}

const unchanged = (json: string): string => json;

test("a graph that is not right says where and what", async () => {
  expect(await changed((json) => json.replace('"input": "b"', '"input": "c"'))).toMatch(
    /the graph: there is no input c[^]*at model\.calls/,
  );
  expect(await changed((json) => json.replace('"call": 0', '"call": 99'))).toMatch(
    /there is no output 0 of a call 99 before call 1/,
  );
  expect(await changed((json) => json.replace('"layer": "embedding"', '"layer": "other"'))).toMatch(/no layer other/);
  expect(await changed((json) => json.replace('"inputDim": 5', '"inputDim": "5"'))).toMatch(
    /embedding: Invalid input: expected number[^]*at model\.layers\[\d\]\.options\.inputDim/,
  );
  expect(await changed((json) => json.replace('"dtype": "int32"', '"dtype": "int64"'))).toMatch(
    /model\.inputs\[0\]\.dtype/,
  );
});

test("layers of one's own need the function that makes them, which checks their options", async () => {
  expect(await changed(unchanged, { custom: { sideBySide, bothSigns } })).toMatch(
    /there is no layer times; help: if it is your own, loadModel\(folder, { custom: { times: \(options\) => … } }\)[^]*at model\.layers\[\d\]\.kind/,
  );
  expect(await changed((json) => json.replace('"factor": 0.5', '"factor": "half"'))).toMatch(
    /the custom layer times: options\.factor is a number[^]*at model\.layers\[\d\]\.options/,
  );
  expect(await changed(unchanged, { custom: { ...custom, times: () => dense({ units: 12 }) } })).toMatch(
    /custom\.times made a layer of kind dense/,
  );
});

test("sequential models have layers of one's own too, but none of several inputs", async () => {
  const made = sequential([times(3), dense({ units: 2 })], { input: [3] });
  await saveModel(made, folder);
  const x = normalTensor([2, 3], 5);
  const loaded = await loadModel(folder, { custom: { times: timesFrom } });
  expect(loaded.call(x).toArray()).toEqual(made.call(x).toArray());
  await expect(loadModel(folder)).rejects.toThrow("there is no layer times");
  const path = join(folder, "model.json");
  await writeFile(path, (await readFile(path, "utf8")).replace('"kind": "times"', '"kind": "sideBySide"'));
  await expect(loadModel(folder, { custom })).rejects.toThrow("sideBySide reads several inputs, and here it has one");
});

/** A model of one's own: (a − b)·W. */
function ratio(units: number, first: InitialValues = {}): Model {
  return customModel({
    name: "ratio",
    options: { units },
    inputs: [[3], [3]],
    outputs: [[units]],
    build(weight) {
      const kernel = weight("kernel", [3, units], initializers.glorotUniform());
      return ([a, b]) => subtract(matmul(a, kernel), matmul(b, kernel));
    },
    ...first,
  });
}

function unitsOf(options: unknown): number {
  if (typeof options === "object" && options !== null && "units" in options && typeof options.units === "number")
    return options.units;
  throw new TypeError("options.units is a number");
}

test("a model from a function is trained, saved and made again by the function of its name", async () => {
  const made = ratio(2);
  expect(made.weights.map(({ name }) => name)).toEqual(["ratio.kernel"]);
  const [a, b] = [normalTensor([4, 3], 1), normalTensor([4, 3], 2)];
  const trainer = compile(made, { optimizer: "adam", loss: "meanSquaredError" });
  const history = await trainer.fit({ x: [a, b], y: normalTensor([4, 2], 3) }, { epochs: 20 });
  expect(history.loss[19]).toBeLessThan(history.loss[0]);
  await saveModel(made, folder);
  await expect(loadModel(folder)).rejects.toThrow(
    "there is no custom model ratio; help: loadModel(folder, { customModels:",
  );
  const loaded = await loadModel(folder, {
    customModels: { ratio: (options, first) => ratio(unitsOf(options), first) },
  });
  expect(loaded.call([a, b]).toArray()).toEqual(made.call([a, b]).toArray());
  expect(made.summary()).toContain("ratio (custom)  [any, 2]           6");
  expect(() => made.call(a)).toThrow("the model reads 2 inputs, inputs[0], inputs[1], got 1");
});
