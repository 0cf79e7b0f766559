import { expect, test } from "vitest";
import { linesAsBytes } from "./lines.ts";

test("all lines, in order, each with its end, over the borders of what is held at a time", () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `${i}, für ${i}`);
  expect(new TextDecoder().decode(linesAsBytes(lines))).toBe(`${lines.join("\n")}\n`);
  expect(linesAsBytes([]).length).toBe(0);
  expect(new TextDecoder().decode(linesAsBytes(lines.slice(0, 2048)))).toBe(`${lines.slice(0, 2048).join("\n")}\n`);
});
