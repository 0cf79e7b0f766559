import { beforeAll, describe, expect, test } from "vitest";
import { startNode } from "../../src/kernels/start-node.ts";
import { losses } from "../../src/losses/registry.ts";
import { gradients } from "../../src/tensor/tape.ts";
import { differences } from "./matcher.ts";
import { crossentropyCases, floats, ints } from "./read.ts";

/* Losses of many classes against Keras's and PyTorch's numbers. */

beforeAll(() => {
  startNode();
});

describe("categorical-crossentropy.json", () => {
  const cases = crossentropyCases();

  test("has 53 cases, 33 of them sparse", () => {
    expect(cases.length).toBe(53);
    expect(cases.filter(({ loss }) => loss === "sparseCategoricalCrossentropy").length).toBe(33);
  });

  test.each(cases)("$name", ({ name, source, loss, options, prediction, target, weights, value, gradient }) => {
    const p = floats(prediction);
    const y = loss === "sparseCategoricalCrossentropy" ? ints(target) : floats(target);
    const differentiated = gradients(
      () => losses[loss](options).call(p, y, weights === undefined ? null : floats(weights)),
      [p],
    );
    const where = `categorical-crossentropy.json, "${name}" from ${source}`;
    expect(differences(where, differentiated.loss, value)).toEqual([]);
    expect(differences(`${where}: gradient`, differentiated.gradients[0], gradient)).toEqual([]);
  });
});
