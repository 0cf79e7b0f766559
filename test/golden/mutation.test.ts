import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { startNode } from "../../src/kernels/start-node.ts";
import { layerCases, type LayerCase } from "./read.ts";
import { compare, runLayer, startingWith, tensorsOf } from "./run.ts";

/*
 * Every golden case that names what it varies fails when just that is set back to its default: no case passes with its
 * option ignored.
 */

beforeAll(() => {
  startNode();
});

/**
 * The files whose cases say what they vary; those of joining.test.ts and functional-training.test.ts have another form,
 * and a check of their own there.
 */
const files = ["recurrent-options.json"];

const cases = files.flatMap((file) =>
  layerCases(file).flatMap((golden) =>
    golden.varies === undefined ? [] : [{ title: `${file}: ${golden.name}`, golden, varies: golden.varies }],
  ),
);

/** The same without the option at a path, so that it has its default. */
function without(options: unknown, [name, ...rest]: readonly string[]): unknown {
  const given = z.record(z.string(), z.unknown()).parse(options);
  if (!(name in given)) throw new Error(`there is no option ${name} to take away`);
  const { [name]: value, ...others } = given;
  return rest.length === 0 ? others : { ...others, [name]: without(value, rest) };
}

/** The case with what it varies at its default, and nothing of it left to compare. */
function mutated(golden: LayerCase, varies: string): LayerCase {
  if (!varies.startsWith("inputs.")) return { ...golden, options: without(golden.options, varies.split(".")) };
  const gone = startingWith(golden.inputs, varies.slice("inputs.".length));
  if (Object.keys(gone).length === 0) throw new Error(`there is no input ${varies} to take away`);
  const kept = <Value>(values: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !(name in gone)));
  return { ...golden, inputs: kept(golden.inputs), gradients: kept(golden.gradients) };
}

/**
 * How a case fails: "numbers", with an error of the kind expected, with another one, which the text tells, or not at
 * all.
 */
function failure(golden: LayerCase): string {
  try {
    const off = compare("", golden, tensorsOf(golden), runLayer(golden));
    return off.length > 0 ? "numbers" : "none";
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return lacking.test(message) ? "lacking" : message;
  }
}

/**
 * What a case says when it lacks what its option makes, or when its layer makes what there is not. Nothing else may be
 * caught.
 */
const lacking =
  /^(there is no (output|bias)|\w+ wants |\w+ made no weight|the layer draws |multiply reads two tensors of the same shape|bidirectional with mergeMode null)/;

test("cases of every option are there", () => {
  expect(files).toContain("recurrent-options.json");
  expect(cases.length).toBeGreaterThanOrEqual(190);
});

test.each(cases)("$title: fails without $varies", ({ golden, varies }) => {
  expect(["numbers", "lacking"]).toContain(failure(mutated(golden, varies)));
});

test("most of them by their numbers", () => {
  const found = cases.map(({ golden, varies }) => failure(mutated(golden, varies)));
  const byNumbers = found.filter((each) => each === "numbers").length;
  console.log(`mutations: ${found.length} golden cases fail without their option, ${byNumbers} by their numbers`);
  expect(byNumbers).toBeGreaterThan(0.6 * found.length);
});
