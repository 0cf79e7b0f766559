import * as fc from "fast-check";
import { expect, test } from "vitest";
import { standardizations, wordsOf, type LineBreaks, type Standardization } from "./standardize.ts";
import { textPieces } from "./text-pieces.ts";

test("pieces keep what was written, with the words that are read of it", () => {
  expect(textPieces('"Well-known," - he said.<br /><br />Fine')).toEqual([
    { text: '"Well-known,"', words: ["wellknown"] },
    { text: "-", words: [] },
    { text: "he", words: ["he"] },
    { text: "said.", words: ["said"] },
    { text: "Fine", words: ["fine"] },
  ]);
  expect(textPieces("well-known\u00a0thing", { standardize: "unicode" })).toEqual([
    { text: "well-known", words: ["well", "known"] },
    { text: "thing", words: ["thing"] },
  ]);
  expect(textPieces("a<br>b", { lineBreaks: "keep" })).toEqual([{ text: "a<br>b", words: ["abrb"] }]);
  expect(textPieces(" \n")).toEqual([]);
});

const anyText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        "a",
        "B",
        "e\u0301",
        "\u0301",
        "ΑΣ",
        "Σ",
        "’",
        "-",
        " ",
        "\u00a0",
        "\u2028",
        "\u200b",
        "<br />",
        "<b",
        "r>",
        "İ",
        "\ud800",
        "🙂",
      ),
    )
    .map((parts) => parts.join("")),
);

test.each(standardizations)("%s: the words of the pieces are the words of the text", (standardize: Standardization) => {
  let several = 0;
  fc.assert(
    fc.property(anyText, fc.constantFrom<LineBreaks>("space", "keep"), (text, lineBreaks) => {
      const pieces = textPieces(text, { standardize, lineBreaks });
      expect(pieces.flatMap(({ words }) => words)).toEqual(wordsOf(text, { standardize, lineBreaks }));
      if (pieces.length > 1) several++;
    }),
    { numRuns: 1000 },
  );
  expect(several).toBeGreaterThan(40);
});
