import { beforeAll, describe, expect, test } from "vitest";
import { startNode } from "../../src/kernels/start-node.ts";
import { joiningCases, type JoiningCase } from "./joining-cases.ts";
import { joiningDifferences } from "./joining-run.ts";

/*
 * Layers of attention, normalization, merging and shapes against Keras, each with its options one by one. What a case
 * varies is then put back to its default, and the case must fail: no option may be without effect, in the layer or in
 * the case.
 */

beforeAll(() => {
  startNode();
});

const files = [
  { file: "attention-layers.json", cases: 58 },
  { file: "normalization-layers.json", cases: 36 },
  { file: "merging-layers.json", cases: 34 },
  { file: "shape-layers.json", cases: 35 },
];

/** The same case with what it varies as it is when nobody says otherwise. */
function atDefault(golden: JoiningCase): JoiningCase {
  const { varies } = golden;
  if (varies === "training") {
    const { training: _, ...rest } = golden;
    return rest;
  }
  if (varies.startsWith("inputs.")) {
    const inputs = Object.entries(golden.inputs).filter(([name]) => !name.startsWith(varies.slice(7)));
    return { ...golden, inputs: Object.fromEntries(inputs) };
  }
  if (!(varies in golden.options)) throw new Error(`${golden.name} varies ${varies}, but has no such option`);
  return { ...golden, options: Object.fromEntries(Object.entries(golden.options).filter(([name]) => name !== varies)) };
}

function fails(golden: JoiningCase): boolean {
  try {
    return joiningDifferences(golden).length > 0;
  } catch {
    return true;
  }
}

describe.each(files)("$file", ({ file, cases }) => {
  const all = joiningCases(file);

  test(`has ${cases} cases`, () => {
    expect(all).toHaveLength(cases);
  });

  test.each(all)("$layer: $name", (golden) => {
    expect(joiningDifferences(golden)).toEqual([]);
  });

  test.each(all)("$layer: $name fails without $varies", (golden) => {
    expect(fails(atDefault(golden))).toBe(true);
  });
});
