import { expect, test } from "vitest";
import { intTensor, tensor } from "../tensor/tensor.ts";
import { losses } from "./registry.ts";

const { exp, log } = Math;

const labels = [2, 0, 1];
const oneHot = labels.map((label) => [0, 1, 2].map((k) => Number(k === label)));
const predictions = [
  [0.2, 0.5, 0.3],
  [0.65, 0.01, 0.34],
  [0.125, 0.5, 1.375],
];

/** −Σ T ln p of each row, p from the predictions by the softmax or divided by their sum. */
function rowLosses(fromLogits: boolean, smoothing: number): number[] {
  return predictions.map((row, i) => {
    const powers = row.map((v) => (fromLogits ? exp(v) : v));
    const total = powers.reduce((a, b) => a + b);
    return powers.reduce((sum, p, k) => sum - (oneHot[i][k] * (1 - smoothing) + smoothing / 3) * log(p / total), 0);
  });
}

test.each([
  [false, 0],
  [false, 0.2],
  [true, 0],
  [true, 0.2],
])(
  "fromLogits %s, smoothing %d: the mean of weight · loss, the same for labels and one-hot rows",
  (fromLogits, labelSmoothing) => {
    const options = { fromLogits, labelSmoothing };
    const [a, b, c] = rowLosses(fromLogits, labelSmoothing);
    const forms = [
      [losses.categoricalCrossentropy(options), tensor(oneHot)],
      [losses.sparseCategoricalCrossentropy(options), intTensor(labels)],
    ] as const;
    for (const [loss, targets] of forms) {
      const call = (weights: number[] | null): number =>
        loss.call(tensor(predictions), targets, weights && tensor(weights)).toArray()[0];
      expect(call(null)).toBeCloseTo((a + b + c) / 3, 6);
      expect(call([0.5, 3, 0])).toBeCloseTo((0.5 * a + 3 * b) / 3, 6);
    }
  },
);

test("ignoreClass leaves labels out of the mean, for sequences too", () => {
  const loss = losses.sparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: -1 });
  expect([loss.targets, loss.ignoreClass]).toEqual(["classes", -1]);
  const [a, , c] = rowLosses(true, 0);
  expect(loss.call(tensor([predictions]), intTensor([[2, -1, 1]]), null).toArray()[0]).toBeCloseTo((a + c) / 2, 6);
});

test("the default is probabilities, every label, no smoothing", () => {
  const [a] = rowLosses(false, 0);
  const first = tensor(predictions.slice(0, 1));
  expect(
    losses
      .categoricalCrossentropy()
      .call(first, tensor([oneHot[0]]), null)
      .toArray()[0],
  ).toBeCloseTo(a, 6);
  expect(
    losses
      .sparseCategoricalCrossentropy()
      .call(first, intTensor([2]), null)
      .toArray()[0],
  ).toBeCloseTo(a, 6);
  expect(() => losses.sparseCategoricalCrossentropy().call(first, intTensor([-1]), null)).toThrow("label -1 at [0]");
});

test("options out of range are refused", () => {
  expect(() => losses.categoricalCrossentropy({ labelSmoothing: -0.1 })).toThrow(
    "categoricalCrossentropy: labelSmoothing must be from 0 to 1, got -0.1",
  );
  expect(() => losses.sparseCategoricalCrossentropy({ labelSmoothing: 2 })).toThrow("from 0 to 1, got 2");
  expect(() => losses.sparseCategoricalCrossentropy({ ignoreClass: 0.5 })).toThrow(
    "sparseCategoricalCrossentropy: ignoreClass must be an integer, got 0.5",
  );
});
