import { expect, test } from "vitest";
import { countsOf } from "./counts.ts";

/** A test of a file, which passed unless it is said not to have. */
function at(file: string, name = "", passed = true): { file: string; name: string; passed: boolean } {
  return { file: `/here/${file}`, name, passed };
}

test("tests are counted by kind, each once, and those that failed are told", () => {
  const tests = [
    at("test/golden/golden.test.ts"),
    at("test/golden/mutation.test.ts"),
    at("test/golden/golden.test.ts", "gradients too", false),
    at("src/ops/add.test.ts", "gradients by central differences"),
    at("src/ops/add.test.ts"),
    at("test/properties/seeds.test.ts"),
  ];
  expect(countsOf(tests)).toBe("mutation 1, golden 1 of 2, property 1, gradient 1, other 1");
  expect(countsOf([])).toBe("");
});
