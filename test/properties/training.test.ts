import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decodeModel, encodeModel } from "../../src/files/model-file.ts";
import { decodeTrainingState, encodeTrainingState } from "../../src/files/training-state.ts";
import type { Backend } from "../../src/kernels/backend.ts";
import { backend, use } from "../../src/kernels/current.ts";
import { create } from "../../src/kernels/start-node.ts";
import { dense } from "../../src/layers/dense.ts";
import { dropout } from "../../src/layers/dropout.ts";
import { globalAveragePooling1d } from "../../src/layers/pooling/global-pooling.ts";
import type { Model } from "../../src/models/model.ts";
import { sequential } from "../../src/models/sequential.ts";
import { compile, type Trainer } from "../../src/training/trainer.ts";
import { maskedLayer, normals, stackOf, tokens, tokenTensor, words, type DrawnLayer } from "./arbitrary-models.ts";

/** A stack, trained for two short epochs with dropout. */
async function trained(layers: readonly DrawnLayer[], seed: number, fitSeed = seed): Promise<Trainer> {
  const model = sequential(
    [
      words(),
      ...layers.map(({ make }) => make()),
      dropout({ rate: 0.2 }),
      globalAveragePooling1d(),
      dense({ units: 1 }),
    ],
    { input: [null], seed },
  );
  const trainer = compile(model, { optimizer: "adam", loss: "meanSquaredError", metrics: ["meanAbsoluteError"] });
  await trainer.fit(
    { x: tokenTensor(tokens(7, 13, 5)), y: normals(8, [13, 1]) },
    { epochs: 2, batchSize: 5, seed: fitSeed },
  );
  return trainer;
}

test("the same seed gives the same bits, another order and dropout gives others", async () => {
  await fc.assert(
    fc.asyncProperty(stackOf(maskedLayer), fc.nat({ max: 1000 }), async (layers, seed) => {
      const [one, same, other] = [
        await trained(layers, seed),
        await trained(layers, seed),
        await trained(layers, seed, seed + 1),
      ];
      expect(same.state()).toEqual(one.state());
      expect(other.state().weights).not.toEqual(one.state().weights);
    }),
    { numRuns: 15 },
  );
});

test("a model that was saved and loaded gives the same bits, and goes on to the same bits", async () => {
  await fc.assert(
    fc.asyncProperty(stackOf(maskedLayer), fc.nat({ max: 1000 }), async (layers, seed) => {
      const trainer = await trained(layers, seed);
      const { model } = trainer;
      const files = encodeModel(model);
      const loaded: Model = decodeModel(files, "memory");
      const x = tokenTensor(tokens(9, 4, 6));
      expect(loaded.call(x).toArray()).toEqual(model.call(x).toArray());
      expect(encodeModel(loaded)).toEqual(files);
      const second = compile(loaded, { optimizer: "adam", loss: "meanSquaredError", metrics: ["meanAbsoluteError"] });
      second.restore(decodeTrainingState(encodeTrainingState(trainer.state()), "memory"));
      const data = { x: tokenTensor(tokens(10, 6, 3)), y: normals(11, [6, 1]) };
      const options = { epochs: 3, initialEpoch: 2, batchSize: 4 };
      await trainer.fit(data, options);
      await second.fit(data, options);
      expect(second.state()).toEqual(trainer.state());
    }),
    { numRuns: 15 },
  );
});

function nativeWith(threads: number): Backend | null {
  try {
    return create("native", { ...process.env, LOOKBACK_THREADS: `${threads}` });
  } catch {
    return null;
  }
}

const isNative = nativeWith(1) !== null;

test.skipIf(!isNative)(
  "training gives the same bits on any number of " +
    `threads${isNative ? "" : " (native kernels are not built: no C++ compiler)"}`,
  async () => {
    const before = backend;
    try {
      await fc.assert(
        fc.asyncProperty(stackOf(maskedLayer), fc.nat({ max: 1000 }), async (layers, seed) => {
          const weights: unknown[] = [];
          for (const threads of [1, 2, 3]) {
            const native = nativeWith(threads);
            if (native === null) throw new Error("the native kernels were there a moment ago");
            use(native);
            weights.push((await trained(layers, seed)).state().weights);
          }
          expect(weights[1]).toEqual(weights[0]);
          expect(weights[2]).toEqual(weights[0]);
        }),
        { numRuns: 10 },
      );
    } finally {
      create("native");
      use(before);
    }
  },
);
