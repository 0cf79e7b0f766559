import { expect, test } from "vitest";
import { compilePattern } from "./text-pattern.ts";

const found = (regex: string, text: string): readonly string[] => text.match(compilePattern({ regex })) ?? [];

test("white space and digits are Unicode's, in and out of classes", () => {
  const text = "a\u0085b\ufeffc\u00a0d٣";
  expect(found("\\s", text)).toEqual(["\u0085", "\u00a0"]);
  expect(found("[^\\s]+", text)).toEqual(["a", "b\ufeffc", "d٣"]);
  expect(found("\\S+", text)).toEqual(["a", "b\ufeffc", "d٣"]);
  expect(found("\\d", text)).toEqual(["٣"]);
  expect(found("\\\\s", "a\\s b")).toEqual(["\\s"]);
});

test("parts may ignore case, and texts are found as they are", () => {
  expect(found("(?i:'s|'re)|X", "'S 're 'Re x X")).toEqual(["'S", "'re", "'Re", "X"]);
  expect("a.b*c a.b*c".match(compilePattern({ text: ".b*" }))).toEqual([".b*", ".b*"]);
});

test("what JavaScript cannot say is refused", () => {
  for (const regex of ["\\w+", "a\\b", "[[:alpha:]]", "(?>a)", "(?i)a", "a++", "(", "\\p{Nonsense}", "[a&&b]"]) {
    expect(() => compilePattern({ regex })).toThrow(`the regular expression ${JSON.stringify(regex)}`);
  }
});
