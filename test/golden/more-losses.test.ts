import { beforeAll, describe, expect, test } from "vitest";
import { startNode } from "../../src/kernels/start-node.ts";
import type { Loss } from "../../src/losses/loss.ts";
import { losses } from "../../src/losses/registry.ts";
import { gradients } from "../../src/tensor/tape.ts";
import { differences } from "./matcher.ts";
import { floats, ints, optionedLossCases, type OptionedLossCase } from "./read.ts";

/* Losses with options against Keras's and PyTorch's numbers. */

beforeAll(() => {
  startNode();
});

const cases = optionedLossCases();

/** What is off in the value and in the gradient. */
function off(golden: OptionedLossCase, options: OptionedLossCase["options"]): readonly string[] {
  const { name, source, loss, prediction, target, weights, value, gradient } = golden;
  const p = floats(prediction);
  const differentiated = gradients(() => {
    const y = loss === "ctc" ? ints(target) : floats(target);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the file's options are the loss's
    const make = losses[loss] as (options: unknown) => Loss;
    return make(options).call(p, y, weights === undefined ? null : floats(weights));
  }, [p]);
  const where = `more-losses.json, "${name}" from ${source}`;
  return [
    ...differences(where, differentiated.loss, value),
    ...differences(`${where}: gradient`, differentiated.gradients[0], gradient),
  ];
}

describe("more-losses.json", () => {
  test("has 61 cases of seven losses", () => {
    expect(cases).toHaveLength(61);
    expect(new Set(cases.map(({ loss }) => loss)).size).toBe(7);
  });

  test.each(cases)("$name", (golden) => {
    expect(off(golden, golden.options)).toEqual([]);
  });
});

test("no option is ignored: without it values or gradients are others, or the rest is refused", () => {
  const dropped = cases.flatMap((golden) => Object.keys(golden.options).map((option) => ({ golden, option })));
  expect(dropped).toHaveLength(46);
  const unnoticed = dropped.filter(({ golden, option }) => {
    const { [option]: _, ...rest } = golden.options;
    try {
      return off(golden, rest).length === 0;
    } catch (error) {
      return !/does nothing without|ctc: label/.test(String(error));
    }
  });
  expect(unnoticed.map(({ golden, option }) => `${golden.name} without ${option}`)).toEqual([]);
});
