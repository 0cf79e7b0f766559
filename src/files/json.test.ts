import { expect, test } from "vitest";
import { z } from "zod";
import { problemsOf } from "./json.ts";

const schema = z.strictObject({ layers: z.array(z.strictObject({ units: z.int().positive() })), name: z.string() });

test("problems by a schema stand on one line, each with its path", () => {
  const { error } = schema.safeParse({ layers: [{ units: 1 }, { units: 0 }], name: 3, extra: 1 });
  const problems = error === undefined ? "" : problemsOf(error);
  expect(problems).not.toContain("\n");
  expect(problems).toContain(" at layers[1].units; ");
  expect(problems).toContain(" at name; ");
  expect(problems).toContain('Unrecognized key: "extra"');
});

test("of many problems the first five are told, and long ones are cut", () => {
  const { error } = z.array(z.literal("a".repeat(1000))).safeParse(Array.from({ length: 9 }, () => 1));
  const problems = error === undefined ? "" : problemsOf(error);
  expect(problems).toMatch(/ at \[4\]; and 4 more$/);
  expect(problems.length).toBeLessThan(2200);
});
