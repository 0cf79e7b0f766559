import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { MosesLanguage } from "./abbreviations.ts";
import { mosesNormalize } from "./normalize-punctuation.ts";
import { mosesTokenize } from "./tokenize.ts";

const tokens = (text: string, language: MosesLanguage): string => mosesTokenize(text, { language, escape: false });

test("signs are tokens, except within words and numbers", () => {
  expect(tokens("A man, a plan: 1,234.50 men (3%)!", "en")).toBe("A man , a plan : 1,234.50 men ( 3 % ) !");
  expect(tokens("well-known u.s. café_x a,b 5,x x,5 ,5 5,", "en")).toBe(
    "well-known u.s. café _ x a , b 5 , x x , 5 , 5 5 ,",
  );
  expect(tokens("Wait... what..", "en")).toBe("Wait ... what ..");
  expect(tokens("  a\u00a0b\tc\u0001 \u2028 d ", "en")).toBe("a b c d");
  expect(tokens("", "en")).toBe("");
  expect(tokens(".", "en")).toBe(".");
  expect(tokens("日本語。 ½ x²", "en")).toBe("日本語 。 ½ x ²");
});

test("apostrophes go by the language", () => {
  expect(tokens("it's the dogs' 1990's 'quoted' rock'n'roll", "en")).toBe(
    "it 's the dogs ' 1990 's ' quoted ' rock 'n'roll",
  );
  expect(tokens("l'été d'un 'mot' 5'a", "fr")).toBe("l' été d' un ' mot ' 5 ' a");
  expect(tokens("geht's 5'a", "de")).toBe("geht ' s 5 ' a");
});

test("a full stop stays with abbreviations, initials and before lower case", () => {
  expect(tokens("Dr. Smith met J. Doe at No. 5. Then etc. he left.", "en")).toBe(
    "Dr. Smith met J. Doe at No. 5 . Then etc. he left .",
  );
  expect(tokens("I said No. Then I left", "en")).toBe("I said No . Then I left");
  expect(tokens("Am 3. Oktober, z.B. Nr. 8. Er trägt Nr. 101.", "de")).toBe(
    "Am 3. Oktober , z.B. Nr. 8. Er trägt Nr. 101 .",
  );
  expect(tokens("M. et Mme. Dupont p. 5.", "fr")).toBe("M. et Mme. Dupont p. 5 .");
  expect(tokens("the end.'", "en")).toBe("the end . '");
});

test("what marks up is escaped", () => {
  const text = `<a & b> | "c" [d] e's`;
  expect(mosesTokenize(text, { language: "en" })).toBe(
    "&lt; a &amp; b &gt; &#124; &quot; c &quot; &#91; d &#93; e &apos;s",
  );
});

const normalized = (text: string, language: MosesLanguage = "en"): string => mosesNormalize(text, { language });

test("punctuation is written one way", () => {
  expect(normalized("„a“ – b — c … don’t don´t `x` ‚y‘")).toBe(`"a" - b - c ... don't don't 'x' 'y'`);
  expect(normalized("a(b)c ( d ) , e : f ; 3 %")).toBe("a (b) c (d), e: f; 3%");
  expect(normalized("« mot » x\u00A0? 5\u00A0%", "fr")).toBe('"mot" x? 5%');
  expect([normalized('"a".'), normalized('"a".', "de"), normalized('"a," b', "de")]).toEqual([
    '"a."',
    '"a".',
    '"a", b',
  ]);
  expect([normalized("1\u00A0234"), normalized("1\u00A0234", "fr")]).toEqual(["1.234", "1,234"]);
});

const folder = join(process.env["LOOKBACK_DATA"] ?? "../shared/data", "multi30k");

/**
 * Words in data/task1/tok of https://github.com/multi30k/dataset, which Moses made: lower case, normalized, tokenized.
 */
const published: readonly (readonly [file: string, language: MosesLanguage, words: number])[] = [
  ["train", "en", 377_534],
  ["train", "de", 360_706],
  ["test_2016_flickr", "en", 12_968],
  ["test_2016_flickr", "de", 12_103],
  ["test_2017_flickr", "en", 11_376],
  ["test_2017_flickr", "de", 10_758],
  ["test_2017_mscoco", "en", 5239],
  ["test_2017_mscoco", "de", 5158],
];

test.skipIf(!existsSync(join(folder, "train.en.gz")))(
  `Multi30k has as many words as published (needs it in ${folder}; set LOOKBACK_DATA to the folder that holds ` +
    "multi30k/)",
  () => {
    const counted = published.map(([file, language]) => {
      const lines = gunzipSync(readFileSync(join(folder, `${file}.${language}.gz`)))
        .toString()
        .trimEnd()
        .split("\n");
      const words = lines.map(
        (line) => mosesTokenize(mosesNormalize(line.toLowerCase(), { language }), { language }).split(" ").length,
      );
      return [file, language, words.reduce((sum, n) => sum + n, 0)];
    });
    expect(counted).toEqual(published);
  },
  120_000,
);
