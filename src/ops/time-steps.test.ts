import { expect, test } from "vitest";
import { distinct, expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { startNode } from "../kernels/start-node.ts";
import { scope } from "../tensor/memory.ts";
import { gradients } from "../tensor/tape.ts";
import { full, tensor, zeros } from "../tensor/tensor.ts";
import { concatenate } from "./concatenate.ts";
import { multiply } from "./multiply.ts";
import { reshape } from "./reshape.ts";
import { sum } from "./sum.ts";
import { timeSteps } from "./time-steps.ts";

use(createReference("float64"));

const x = tensor([
  [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  [
    [7, 8],
    [9, 10],
    [11, 12],
  ],
]);

test("gives every step, and put together they are the sequence again", () => {
  const steps = timeSteps(x);
  expect(steps.map(({ shape }) => shape)).toEqual([
    [2, 2],
    [2, 2],
    [2, 2],
  ]);
  expect(steps.map((step) => [...step.toArray()])).toEqual([
    [1, 2, 7, 8],
    [3, 4, 9, 10],
    [5, 6, 11, 12],
  ]);
  expect([...reshape(concatenate(steps), [2, 3, 2]).toArray()]).toEqual([...x.toArray()]);
});

test("gradients, also when a step is not used or used twice", () => {
  const checked = [
    expectGradients((...[y]) => concatenate(timeSteps(y)), [distinct("x", [3, 4, 2])]),
    expectGradients(
      (...[y]) => {
        const [first, , third] = timeSteps(y);
        return multiply(first, multiply(first, third));
      },
      [distinct("x", [2, 3, 5])],
    ),
  ];
  expect(checked).toEqual([24, 30]);
});

test("steps that nobody used have gradient zero, whatever was in the memory before", () => {
  startNode();
  const sequence = tensor(new Float32Array(24).fill(1), [2, 3, 4]);
  for (let i = 0; i < 3; i++) scope(() => [full([2, 3, 4], 7), full([2, 3, 4], 7)].length);
  const { gradients: found } = gradients(() => sum(timeSteps(sequence)[1]), [sequence]);
  expect([...found[0].toArray()]).toEqual(Array.from({ length: 24 }, (_, i) => (Math.floor(i / 4) % 3 === 1 ? 1 : 0)));
  use(createReference("float64"));
});

test("refuses what has no time axis", () => {
  expect(() => timeSteps(zeros([2, 3]))).toThrow("timeSteps: x has the axes [batch, time, n], got shape [2, 3]");
});
