import * as fc from "fast-check";
import { expect, test } from "vitest";
import { byteAlphabet, byteCharacters } from "./byte-alphabet.ts";
import { BytePairEncoding } from "./byte-pair-encoding.ts";
import type { BytePairOptions } from "./learn-byte-pairs.ts";
import { MergeTable } from "./merge-table.ts";

const texts = [
  "A man in a blue shirt stands on a ladder.",
  "Ein Mann in einem blauen Hemd steht auf einer Leiter.",
  "größer, größte, groß; <s> and </s> are text",
  "日本語 😀😀 👩‍💻",
];

const encoding = (options: Partial<BytePairOptions> = {}): BytePairEncoding =>
  BytePairEncoding.fit(texts, { vocabularySize: 320, leastCount: 1, ...options });

/** All of Unicode: ordinary texts, any code points, and UTF-16 units that stand alone. */
const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(fc.nat({ max: 0xffff }), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom(" ", "  ", "\n", "a", "man", "<s>", "</s>", "ß", "\ud83d", "\ude00", "\ufeff", "Ġ", "▁"))
    .map((parts) => parts.join("")),
);

test("decode undoes encode, up to what normalizing does, for every text", () => {
  const ways: [Partial<BytePairOptions>, (text: string) => string][] = [
    [{ unicode: "none" }, (text) => text],
    [{}, (text) => text.normalize("NFC")],
    [{ unicode: "NFKC", lower: true, cut: "spaces" }, (text) => text.normalize("NFKC").toLowerCase()],
  ];
  let lone = 0;
  for (const [options, normalize] of ways) {
    const pairs = encoding(options);
    fc.assert(
      fc.property(anyText, (text) => {
        const wellFormed = text.replace(/\p{Surrogate}/gu, "\uFFFD");
        if (wellFormed !== text) lone++;
        const ids = pairs.encode(text);
        expect(pairs.decode(ids)).toBe(normalize(wellFormed));
        expect(pairs.normalized(text)).toBe(normalize(wellFormed));
        expect(ids.every((id) => id > 2)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  }
  expect(lone).toBeGreaterThan(100);
});

test("ids: special tokens, the bytes by their characters, then merges", () => {
  const pairs = encoding({ special: ["<mask>"] });
  expect(pairs.data.tokens.slice(0, 8)).toEqual(["<pad>", "<s>", "</s>", "<mask>", "!", '"', "#", "$"]);
  expect(pairs.size).toBe(320);
  expect(pairs.data.merges).toHaveLength(320 - 4 - 256);
  expect([pairs.idOf("<pad>"), pairs.idOf("</s>"), pairs.idOf("no such token")]).toEqual([0, 2, undefined]);
  expect(byteAlphabet.slice(-1)).toEqual(["Ń"]);
  expect([byteCharacters[0], byteCharacters[0x20], byteCharacters[0x7f], byteCharacters[0xad]]).toEqual([
    "Ā",
    "Ġ",
    "ġ",
    "Ń",
  ]);
  expect(encoding({ vocabularySize: 259 }).data.merges).toEqual([]);
});

test("a word at the start is the token that it is within a text", () => {
  const pairs = BytePairEncoding.fit(["man man man a man"], { merges: 50 });
  const [id, ...others] = pairs.encode("man");
  expect(others).toEqual([]);
  expect(Array.from(pairs.encode("man man"))).toEqual([id, id]);
  expect(pairs.data.tokens[id]).toBe("Ġman");
});

test("special tokens come from a text only when asked for", () => {
  const pairs = encoding();
  expect(Array.from(pairs.encode("a</s>", { specials: "tokens" }))).toEqual([...pairs.encode("a"), 2]);
  expect(pairs.encode("a</s>")).not.toContain(2);
  const ids = [1, ...pairs.encode("a man"), 2, 0, 0];
  expect(pairs.decode(ids)).toBe("a man");
  expect(pairs.decode(ids, { specials: "show" })).toBe("<s> a man</s><pad><pad>");
  // Even where the text of a special token is frequent, it does not become a token.
  const frequent = BytePairEncoding.fit(["</s> </s> </s>", "x</s>y"], { merges: 100, leastCount: 1, cut: "spaces" });
  expect(frequent.encode("</s>")).not.toContain(2);
  expect(frequent.data.tokens.filter((token) => token === "</s>")).toHaveLength(1);
});

test("bytes that make no character are shown as U+FFFD", () => {
  const pairs = encoding({ vocabularySize: 259 });
  const ids = pairs.encode("ß");
  expect(ids).toHaveLength(3);
  expect(pairs.decode(ids.subarray(0, 2))).toBe("\ufffd");
  expect(pairs.decode([])).toBe("");
});

test("words are cut as asked", () => {
  const text = "It's well-known: 3 men.\n\nNext";
  const words = BytePairEncoding.fit([text, text, text], { merges: 500 });
  const shown = (pairs: BytePairEncoding): string[] => Array.from(pairs.encode(text), (id) => pairs.data.tokens[id]);
  expect(shown(words)).toEqual(["ĠIt", "'", "s", "Ġwell", "-", "known", ":", "Ġ3", "Ġmen", ".", "Ċ", "Ċ", "Next"]);
  const spaces = BytePairEncoding.fit([text, text, text], { merges: 500, cut: "spaces" });
  expect(shown(spaces)).toEqual(["ĠIt's", "Ġwell-known:", "Ġ3", "Ġmen.", "Ċ", "Ċ", "Next"]);
});

test("misuse is named", () => {
  const wrong: [Partial<BytePairOptions>, string][] = [
    [{ merges: 3 }, "give either vocabularySize or merges, got 320 and 3"],
    [{ vocabularySize: 258 }, "vocabularySize must be an integer of at least 259, got 258"],
    [{ leastCount: 0 }, "leastCount must be an integer of at least 1, got 0"],
    [{ special: ["<mask>", "<s>"] }, 'special tokens differ and have two characters or more, got "<s>"'],
    [{ special: ["x"] }, 'got "x"'],
  ];
  for (const [options, message] of wrong) expect(() => encoding(options)).toThrow(message);
  expect(() => encoding().decode([320])).toThrow("an encoding of 320 tokens decodes 0 … 319, got 320");
  const { data } = encoding();
  expect(() => new BytePairEncoding({ ...data, tokens: [...data.tokens, "!"] })).toThrow(
    'tokens 3 and 320 are both "!"',
  );
  expect(() => new BytePairEncoding({ ...data, merges: [["e", "xyz"]] })).toThrow(
    'the merge of "e" and "xyz" needs the token "xyz", which there is not',
  );
  expect(() => new BytePairEncoding({ ...data, unknown: "<unk>" })).toThrow('the unknown token "<unk>" is not among');
});

test("long words are merged as short ones are", () => {
  let merged = 0;
  // Merges in no order that learning gives: some make pairs of a lower rank than their own.
  const symbol = fc.nat({ max: 5 });
  const anyMerges = fc.uniqueArray(fc.tuple(symbol, symbol, symbol), {
    minLength: 5,
    maxLength: 30,
    size: "max",
    selector: ([left, right]) => 6 * left + right,
  });
  fc.assert(
    fc.property(anyMerges, fc.array(symbol, { maxLength: 80, size: "max" }), (merges, symbols) => {
      const table = new MergeTable();
      for (const [left, right, result] of merges) table.add(left, right, result);
      const [short, long] = [[...symbols], [...symbols]];
      const kept = short.slice(0, table.apply(short, Infinity));
      expect(long.slice(0, table.apply(long, 0))).toEqual(kept);
      merged += symbols.length - kept.length;
    }),
    { numRuns: 500 },
  );
  expect(merged).toBeGreaterThan(1000);
});
