import * as fc from "fast-check";
import { expect, test } from "vitest";
import { standardizations, standardizeText, unspacedShare, wordsOf, type Standardization } from "./standardize.ts";

const asciiPunctuation = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'";

test("lowerAndStripPunctuation deletes exactly the punctuation that TextVectorization deletes", () => {
  expect(asciiPunctuation.length).toBe(32);
  for (const mark of asciiPunctuation) expect(standardizeText(`A${mark}b`)).toBe("ab");
  const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("");
  expect(standardizeText(printable)).toBe(" 0123456789abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz");
  expect(standardizeText("It's “GREAT” – 10/10, well-known!")).toBe("its “great” – 1010 wellknown");
});

test("as in Keras, the ASCII modes lower A … Z alone and part words at ASCII white space alone", () => {
  expect(wordsOf("CAFÉ Ärger\u00a0und\tİ\u0085K\u212a\n\n x ")).toEqual([
    "cafÉ",
    "Ärger\u00a0und",
    "İ\u0085k\u212a",
    "x",
  ]);
  expect(wordsOf("Don't STOP", { standardize: "lower" })).toEqual(["don't", "stop"]);
  expect(wordsOf("Don't STOP", { standardize: "stripPunctuation" })).toEqual(["Dont", "STOP"]);
  expect(wordsOf("Don't  STOP", { standardize: "none" })).toEqual(["Don't", "STOP"]);
});

test("HTML line breaks part words unless they are kept, as Keras does", () => {
  const text = "good<br /><br/>bad<BR>end";
  expect(wordsOf(text)).toEqual(["good", "bad", "end"]);
  expect(wordsOf(text, { lineBreaks: "keep" })).toEqual(["goodbr", "brbadbrend"]);
  expect(wordsOf("a<br />b", { standardize: "none" })).toEqual(["a", "b"]);
  expect(wordsOf("<brown>", { standardize: "none" })).toEqual(["<brown>"]);
});

const unicode = (text: string): readonly string[] => wordsOf(text, { standardize: "unicode" });

test("unicode: letters of all scripts, one spelling, no glued words", () => {
  expect(unicode("ÄRGER A\u0308rger ärger")).toEqual(["ärger", "ärger", "ärger"]);
  expect(unicode("Don't don’t DONʼT")).toEqual(["dont", "dont", "dont"]);
  expect(unicode("gut—schlecht well-known 1\u00a02 «да», ¿qué?")).toEqual([
    "gut",
    "schlecht",
    "well",
    "known",
    "1",
    "2",
    "да",
    "qué",
  ]);
  expect(unicode("Silben\u00adtrennung 好，很好。 שָׁלוֹם! ❤️👩‍💻")).toEqual([
    "silbentrennung",
    "好",
    "很好",
    "שָׁלוֹם".normalize("NFC"),
    "❤️👩‍💻",
  ]);
});

/** Letters, marks, emoji, right-to-left, halves of surrogate pairs: anything a text may hold. */
const anyText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        "a",
        "B",
        "é",
        "e\u0301",
        "😀",
        "👩‍💻",
        "שלום",
        "\ud800",
        "\udc00",
        "<br />",
        "'",
        "\u0345",
        " ",
        "\u2028",
        "𐐀",
        "İ",
      ),
    )
    .map((parts) => parts.join("")),
);

/** A half without its other half. */
const surrogate = /[\ud800-\udfff]/u;

test.each(standardizations)(
  "%s takes any text, splits no code point, and changes nothing the second time",
  (standardize: Standardization) => {
    let withSurrogates = 0;
    fc.assert(
      fc.property(anyText, (text) => {
        const found = wordsOf(text, { standardize });
        for (const word of found) {
          expect(word).not.toBe("");
          expect(surrogate.test(word) && !surrogate.test(text)).toBe(false);
        }
        if (surrogate.test(text)) withSurrogates++;
        const once = standardizeText(text, { standardize, lineBreaks: "keep" });
        expect(standardizeText(once, { standardize, lineBreaks: "keep" })).toBe(once);
      }),
      { numRuns: 500 },
    );
    expect(withSurrogates).toBeGreaterThan(20);
  },
);

const cut = (text: string): readonly string[] => wordsOf(text, { standardize: "segmented" });

test("segmented: words of scripts without spaces are cut, others as unicode cuts them", () => {
  expect(cut("ฉันชอบอาหารไทย")).toEqual(["ฉัน", "ชอบ", "อาหาร", "ไทย"]);
  expect(cut("今日は良い天気です。")).toContain("天気");
  expect(cut("我喜欢中国菜，Really!")).toEqual(expect.arrayContaining(["喜欢", "really"]));
  expect(cut("It's well-known")).toEqual(wordsOf("It's well-known", { standardize: "unicode" }));
});

test("the share of letters in scripts without spaces", () => {
  expect([unspacedShare("ฉัน ชอบ"), unspacedShare("abc"), unspacedShare("..."), unspacedShare("ab天気")]).toEqual([
    1, 0, 0, 0.5,
  ]);
});
