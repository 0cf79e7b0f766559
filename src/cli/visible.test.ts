import { expect, test } from "vitest";
import { jsonLine, visible, visibleLines } from "./visible.ts";

test("what would steer a terminal is shown escaped, all else stays", () => {
  expect(visible("T (°C) — 日本 🎉")).toBe("T (°C) — 日本 🎉");
  expect(visible("\u001b[31mRED\u001b[0m")).toBe("\\u001b[31mRED\\u001b[0m");
  expect(visible("\u009b2J a\bb \r\n\t \u202eabc\u2066 \u007f")).toBe(
    "\\u009b2J a\\u0008b \\u000d\\u000a\\u0009 \\u202eabc\\u2066 \\u007f",
  );
  expect(visibleLines("a\u001b\nb")).toBe("a\\u001b\nb");
});

test("JSON stays JSON", () => {
  const value = { name: "\u001b[2J \u009b31m \u202e\n" };
  const line = jsonLine(value);
  expect(JSON.parse(line)).toEqual(value);
  expect(line.trimEnd()).toBe(visible(line.trimEnd()));
});
