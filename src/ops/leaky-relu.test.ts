import { expect, test } from "vitest";
import { expectGradients } from "../../test/gradients.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { gradients } from "../tensor/tape.ts";
import { tensor } from "../tensor/tensor.ts";
import { leakyRelu } from "./leaky-relu.ts";
import { sum } from "./sum.ts";

use(createReference("float64"));

test("values and gradients; from zero on the gradient is 1, and a NaN comes through", () => {
  const x = tensor([-4, -Infinity, 0, 3, NaN]);
  expect(Array.from(leakyRelu(x, 0.25).toArray())).toEqual([-1, -Infinity, 0, 3, NaN]);
  const { gradients: found } = gradients(() => sum(leakyRelu(x, 0.25)), [x]);
  expect(Array.from(found[0].toArray())).toEqual([0.25, 0.25, 1, 1, NaN]);
  expect(expectGradients((z) => leakyRelu(z, 0.25), [tensor([-2, -0.1, 0.2, 3])])).toBe(4);
});
