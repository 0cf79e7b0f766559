import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { dense } from "../layers/dense.ts";
import { gru } from "../layers/recurrent/gru.ts";
import { sequential } from "../models/sequential.ts";
import type { Inputs } from "../tensor/inputs.ts";
import { intTensor, tensor } from "../tensor/tensor.ts";
import { compile } from "../training/trainer.ts";
import { loadModel, loadTrainingState } from "./folder.ts";

/*
 * Models that earlier versions saved load, predict what they did, and train on. The files were made by
 * test/fixtures/saved-models/make.mjs.
 */

const root = fileURLToPath(new URL("../../test/fixtures/saved-models", import.meta.url));
const versions = readdirSync(root).filter((name) => !name.includes("make"));

const sequences = tensor(
  Array.from({ length: 48 }, (_, i) => Math.round(100 * Math.sin(1.3 * i)) / 100),
  [3, 8, 2],
);
const texts = intTensor([
  [1, 2, 3, 0],
  [4, 0, 0, 0],
]);
const inputs: Readonly<Record<string, Inputs>> = {
  recurrent: sequences,
  pooled: sequences,
  masked: texts,
  transformer: [texts, texts],
  "language-model": texts,
  "encoder-decoder": [texts, texts],
};
/** Models that there are since version 0.2.0, with the layers that 0.1.0 lacks. */
const later: Readonly<Record<string, Inputs>> = { shapes: sequences, functional: sequences };

interface Expected {
  readonly predictions: Readonly<Record<string, readonly number[]>>;
  readonly trained: readonly number[];
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 5));
}

test("there are files of earlier versions", () => {
  expect(versions).toEqual(expect.arrayContaining(["0.1.0", "0.2.0"]));
});

test.each(versions)("models saved by version %s predict what they did", async (version) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a file boundary: make.mjs writes just this
  const { predictions, trained } = JSON.parse(readFileSync(join(root, version, "expected.json"), "utf8")) as Expected;
  const all = version === "0.1.0" ? inputs : { ...inputs, ...later };
  expect(Object.keys(predictions).toSorted()).toEqual(Object.keys(all).toSorted());
  for (const [name, expected] of Object.entries(predictions)) {
    const model = await loadModel(join(root, version, name));
    expectClose(model.call(all[name]).toArray(), expected);
  }

  const model = sequential([gru({ units: 2 }), dense({ units: 1 })], { input: [8, 2], seed: 9 });
  const trainer = compile(model, { optimizer: "adam", loss: "meanSquaredError", metrics: ["meanAbsoluteError"] });
  trainer.restore(await loadTrainingState(join(root, version, "state.safetensors")));
  expect(trainer.epoch).toBe(2);
  const data = { x: sequences, y: tensor([0.5, -0.25, 1], [3, 1]) };
  await trainer.fit(data, { epochs: 4, initialEpoch: 2, batchSize: 2 });
  expectClose(model.flat.toArray(), trained);
});
