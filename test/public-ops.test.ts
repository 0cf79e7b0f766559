import { afterAll, describe, expect, test } from "vitest";
import type { Backend } from "../src/kernels/backend.ts";
import { backend as started } from "../src/kernels/current.ts";
import { createReference } from "../src/kernels/reference.ts";
import { create } from "../src/kernels/start-node.ts";
import { layers } from "../src/layers/registry.ts";
import * as ops from "../src/ops/index.ts";
import type { SweptCase } from "./public-ops/case.ts";
import { layerCases } from "./public-ops/layer-cases.ts";
import { opCases } from "./public-ops/op-cases.ts";
import { differenceOf, namesIt, outcomeOf, variantsOf } from "./public-ops/sweep.ts";

/*
 * Every public op and every layer, with axes of length 0, sizes that are none, and tensors that are of no use: each gives an error that names what is
 * wrong, or what the reference gives.
 */

const reference = createReference("float32");
const backends: readonly Backend[] = [
  create("wasm"),
  reference,
  ...(started.name === "native" ? [create("native", { LOOKBACK_THREADS: "2" })] : []),
];
const foreign = create("wasm");
const count = { calls: 0, errors: 0, results: 0 };

function complaints(name: string, given: SweptCase): string[] {
  return variantsOf(given).flatMap((variant) => {
    const expected = outcomeOf(given, variant, reference, foreign);
    return backends.flatMap((backend) => {
      const outcome = backend === reference ? expected : outcomeOf(given, variant, backend, foreign);
      count.calls += 1;
      count["error" in outcome ? "errors" : "results"] += 1;
      const what = `${name}, ${variant.title}, ${backend.name}: `;
      if ("error" in outcome) {
        if (variant.title === "as it should be" || variant.spoiled?.how === "mutated shape")
          return [what + outcome.error];
        return namesIt(outcome.error, name, given) ? [] : [`${what}does not say what is wrong: ${outcome.error}`];
      }
      const off = variant.anyResult === true ? null : differenceOf(outcome, expected);
      return off === null ? [] : [what + off];
    });
  });
}

describe("every public op", () => {
  test.each(Object.keys(ops))("%s", (name) => {
    const given = Object.entries(opCases).find(([known]) => known === name)?.[1];
    if (given === undefined) throw new Error(`test/public-ops/op-cases.ts has no case for ${name}`);
    expect(complaints(name, given)).toEqual([]);
  });
});

describe("every layer", () => {
  test.each(Object.keys(layers))("%s", (name) => {
    const given = Object.entries(layerCases).find(([known]) => known === name)?.[1];
    if (given === undefined) throw new Error(`test/public-ops/layer-cases.ts has no case for ${name}`);
    expect(complaints(name, given)).toEqual([]);
  });
});

afterAll(() => {
  const { calls, errors, results } = count;
  console.log(
    `${calls} calls of public ops and layers: ${errors} errors by name, ${results} results as of the reference`,
  );
});

test("the sweep reached thousands of calls, some of which give errors and some results", () => {
  expect(count.calls).toBeGreaterThan(backends.length * 3000);
  expect(count.errors).toBeGreaterThan(backends.length * 1000);
  expect(count.results).toBeGreaterThan(backends.length * 500);
});
