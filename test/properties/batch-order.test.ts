import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dense } from "../../src/layers/dense.ts";
import { globalAveragePooling1d } from "../../src/layers/pooling/global-pooling.ts";
import type { Model } from "../../src/models/model.ts";
import { sequential } from "../../src/models/sequential.ts";
import { meanSquaredError } from "../../src/losses/mean-squared-error.ts";
import { permutation, randomKey } from "../../src/tensor/random.ts";
import { gradients } from "../../src/tensor/tape.ts";
import { tensor } from "../../src/tensor/tensor.ts";
import { maskedLayer, normals, stackOf, tokens, tokenTensor, words, type DrawnLayer } from "./arbitrary-models.ts";

function pooled(layers: readonly DrawnLayer[], seed: number): Model {
  return sequential([words(), ...layers.map(({ make }) => make()), globalAveragePooling1d(), dense({ units: 2 })], {
    input: [null],
    seed,
  });
}

test("rows in another order give the same outputs in that order, to the bit", () => {
  fc.assert(
    fc.property(stackOf(maskedLayer), fc.constantFrom(2, 3, 17, 33), fc.nat({ max: 1000 }), (layers, batch, seed) => {
      const model = pooled(layers, seed);
      const rows = tokens(seed, batch, 5);
      const order = permutation(randomKey(seed), batch);
      const plain = model.call(tokenTensor(rows)).toArray();
      const mixed = model.call(tokenTensor(Array.from(order, (row) => rows[row]))).toArray();
      expect(Array.from(mixed)).toEqual(Array.from(order).flatMap((row) => [plain[2 * row], plain[2 * row + 1]]));
    }),
    { numRuns: 40 },
  );
});

test("gradients do not depend on the order of the rows, but for rounding", () => {
  fc.assert(
    fc.property(stackOf(maskedLayer), fc.constantFrom(2, 5, 18), fc.nat({ max: 1000 }), (layers, batch, seed) => {
      const model = pooled(layers, seed);
      const rows = tokens(seed, batch, 4);
      const targets = normals(seed + 1, [batch, 2]).toArray();
      const byOrder = [Int32Array.from({ length: batch }, (_, i) => i), permutation(randomKey(seed), batch)].map(
        (order) => {
          const y = Array.from(order).map((row) => [targets[2 * row], targets[2 * row + 1]]);
          const x = tokenTensor(Array.from(order, (row) => rows[row]));
          return gradientsOf(model, x, y);
        },
      );
      const largest = byOrder[0].reduce((most, gradient) => Math.max(most, Math.abs(gradient)), 0);
      byOrder[0].forEach((gradient, i) =>
        expect(Math.abs(byOrder[1][i] - gradient)).toBeLessThan(1e-5 * Math.max(1, largest)),
      );
    }),
    { numRuns: 25 },
  );
});

function gradientsOf(model: Model, x: ReturnType<typeof tokenTensor>, y: readonly (readonly number[])[]): number[] {
  const loss = meanSquaredError();
  const found = gradients(
    () => loss.call(model.call(x), tensor(y), null),
    model.weights.map(({ value }) => value),
  );
  return found.gradients.flatMap((gradient) => Array.from(gradient.toArray()));
}
