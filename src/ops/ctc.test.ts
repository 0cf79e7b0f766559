import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { gradients } from "../tensor/tape.ts";
import { intTensor, tensor, zeros } from "../tensor/tensor.ts";
import { ctc } from "./ctc.ts";
import { softmax } from "./softmax.ts";

use(createReference("float64"));

/** p(labels) by going through every path there is. */
function byCounting(shares: readonly number[][], labels: readonly number[], blank: number): number {
  const classes = shares[0].length;
  let total = 0;
  for (let path = 0; path < classes ** shares.length; path++) {
    const steps = shares.map((_, t) => Math.floor(path / classes ** t) % classes);
    const read = steps.filter((k, t) => k !== steps[t - 1] && k !== blank);
    if (read.join() === labels.join()) total += steps.reduce((p, k, t) => p * shares[t][k], 1);
  }
  return total;
}

test.each([
  [5, [1, 2], 0],
  [5, [1, 1], 0],
  [5, [2, 1, 2], 0],
  [5, [0, 0], 2],
  [3, [1, 1], 0],
  [4, [], 1],
  [1, [1], 0],
])("in %i steps, labels %j, blank %i: the sum over all paths", (time, labels, blank) => {
  const logits = distinct("logits", [1, time, 3], -2, 2);
  const flat = Array.from(softmax(logits).toArray());
  const shares = Array.from({ length: time }, (_, t) => flat.slice(3 * t, 3 * t + 3));
  const padded = intTensor([[...labels, -1, -1]]);
  const found = ctc(logits, padded, { blank }).toArray()[0];
  expect(found).toBeCloseTo(-Math.log(byCounting(shares, labels, blank)), 12);
});

test("gradients by central differences: repeats, padding, weights, a mask", () => {
  const logits = distinct("logits", [3, 6, 4], -2, 2);
  const labels = intTensor([
    [1, 1, 3],
    [2, 3, 0],
    [3, 0, 0],
  ]);
  const mask = intTensor([
    [1, 1, 1, 1, 1, 1],
    [1, 1, 0, 0, 0, 0],
    [1, 1, 1, 1, 0, 0],
  ]);
  const weights = distinct("w", [3], 0.5, 2);
  expect(expectGradients((x) => ctc(x, labels), [logits])).toBe(72);
  expect(expectGradients((x) => ctc(x, labels, { weights, mask }), [logits])).toBe(72);
  const last = intTensor([[1, 2, -1]]);
  expect(expectGradients((x) => ctc(x, last, { blank: 3 }), [distinct("one", [1, 4, 4])])).toBe(16);
});

test("steps that do not count have no part in it", () => {
  const logits = distinct("logits", [1, 5, 3], -2, 2);
  const short = tensor(logits.toArray().slice(0, 9), [1, 3, 3]);
  const mask = intTensor([[1, 1, 1, 0, 0]]);
  const labels = intTensor([[2, 1]]);
  const { loss, gradients: found } = gradients(() => ctc(logits, labels, { mask }), [logits]);
  expect(loss.toArray()[0]).toBeCloseTo(ctc(short, labels).toArray()[0], 14);
  expect(Array.from(found[0].toArray().slice(9))).toEqual([0, 0, 0, 0, 0, 0]);
});

test("large logits and long sequences stay finite", () => {
  const logits = distinct("logits", [1, 400, 30], -500, 500);
  const labels = intTensor([Array.from({ length: 100 }, (_, i) => 1 + (i % 29))]);
  const { loss, gradients: found } = gradients(() => ctc(logits, labels), [logits]);
  expect(Number.isFinite(loss.toArray()[0])).toBe(true);
  expect(found[0].toArray().every((gradient: number) => Math.abs(gradient) < 1 + 1e-9)).toBe(true);
});

test("says which example cannot be read, and which label is none", () => {
  const logits = zeros([2, 3, 4]);
  const call = (labels: number[][], blank = 0) => ctc(logits, intTensor(labels), { blank });
  expect(() =>
    call([
      [1, 2, 3],
      [1, 1, 2],
    ]),
  ).toThrow("ctc: example 1 has 3 steps, too few for 3 labels with 1 repeats; help:");
  expect(() =>
    call([
      [1, 0, 3],
      [1, 0, 0],
    ]),
  ).toThrow("ctc: label 0 at [0, 1] is not a class that can be read; they are 0 to 3 without the blank, 0");
  expect(() => call([[4], [1]])).toThrow("ctc: label 4 at [0, 0]");
  expect(() => call([[1], [1]], 4)).toThrow("ctc: blank must be a class, 0 to 3, got 4");
  expect(() => call([[1]])).toThrow("ctc: there are logits of 2 examples and 3 steps, and labels of 1 examples");
  const gap = intTensor([
    [1, 0, 1],
    [1, 1, 1],
  ]);
  expect(() => ctc(logits, intTensor([[1], [1]]), { mask: gap })).toThrow(
    "ctc: step 2 of example 0 counts, but one before it does not; help: pad sequences at their end",
  );
});
