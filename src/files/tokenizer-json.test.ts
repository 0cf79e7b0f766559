import { Tokenizer } from "@huggingface/tokenizers";
import * as fc from "fast-check";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { z } from "zod";
import { BytePairEncoding } from "../data/text/byte-pairs/byte-pair-encoding.ts";
import type { BytePairOptions } from "../data/text/byte-pairs/learn-byte-pairs.ts";
import { decodeTokenizer, encodeTokenizer } from "./tokenizer-json.ts";

const texts = [
  "A man in a blue shirt stands on a ladder, isn't he? 123",
  "Ein Mann in einem blauen Hemd steht auf einer Leiter – größer!",
  "日本語 😀😀 👩‍💻 ﬁne ｆｕｌｌ",
];
const ways: readonly BytePairOptions[] = [
  { vocabularySize: 330 },
  { merges: 60, cut: "spaces", lower: true, unicode: "NFKC", special: ["<mask>"] },
  { merges: 0, unicode: "none" },
];

const jsonOf = (encoding: BytePairEncoding): unknown => JSON.parse(new TextDecoder().decode(encodeTokenizer(encoding)));

/** What tokenizers.js reads from our file. */
const theirs = (encoding: BytePairEncoding): Tokenizer => new Tokenizer(z.any().parse(jsonOf(encoding)), {});

/** The ids and the text that ours and theirs make of a text. */
function compared(tokenizer: Tokenizer, encoding: BytePairEncoding, text: string) {
  const { ids } = tokenizer.encode(text, { add_special_tokens: false });
  // tokenizers.js decodes no empty list, and takes special tokens for ends of its bytes.
  const decodes = ids.length > 0 && Math.min(...ids) > 2;
  const options = { skip_special_tokens: true, clean_up_tokenization_spaces: false };
  return {
    ours: { ids: Array.from(encoding.encode(text, { specials: "tokens" })), text: decodes ? encoding.decode(ids) : "" },
    theirs: { ids, text: decodes ? tokenizer.decode(ids, options) : "" },
  };
}

test("tokenizers.js loads our files and gives the same ids and texts", () => {
  const anyText = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }),
    fc
      .array(
        fc.constantFrom(...texts.flatMap((text) => text.split(/(?=[ ,])/)), "  ", "\n", "</s>", "\ufeff", "\u0085"),
      )
      .map((parts) => parts.join("")),
  );
  for (const options of ways) {
    const encoding = BytePairEncoding.fit(texts, options);
    const tokenizer = theirs(encoding);
    const expectSame = (text: string): void => {
      const { ours, theirs: given } = compared(tokenizer, encoding, text);
      expect(ours).toEqual(given);
    };
    texts.forEach(expectSame);
    fc.assert(fc.property(anyText, expectSame), { numRuns: 300 });
  }
});

test("reading returns what was saved", () => {
  for (const options of ways) {
    const encoding = BytePairEncoding.fit(texts, options);
    const read = decodeTokenizer(encodeTokenizer(encoding), "t.json");
    expect(read.data).toEqual(encoding.data);
    expect(encodeTokenizer(read)).toEqual(encodeTokenizer(encoding));
  }
});

const folder = join(process.env["LOOKBACK_DATA"] ?? "../shared/data", "multi30k");
const real = join(folder, "train.en.gz");

test.skipIf(!existsSync(real))(
  `on real sentences too (needs Multi30k in ${folder}; set LOOKBACK_DATA to the folder that holds multi30k/)`,
  () => {
    const lines = ["en", "de"].flatMap((language) =>
      gunzipSync(readFileSync(join(folder, `train.${language}.gz`)))
        .toString()
        .trimEnd()
        .split("\n"),
    );
    expect(lines).toHaveLength(58_000);
    const encoding = BytePairEncoding.fit(lines, { merges: 10_000, lower: true });
    expect(encoding.size).toBe(10_259);
    const tokenizer = theirs(encoding);
    for (let i = 0; i < lines.length; i += 29) {
      const { ours, theirs: given } = compared(tokenizer, encoding, lines[i]);
      expect(ours).toEqual(given);
    }
    for (const line of lines) expect(encoding.decode(encoding.encode(line))).toBe(encoding.normalized(line));
  },
  120_000,
);

const plain = {
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: [],
  normalizer: null,
  post_processor: null,
};
const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
const file = {
  ...plain,
  pre_tokenizer: byteLevel,
  decoder: byteLevel,
  model: { type: "BPE", vocab: { a: 0, b: 1, ab: 2 }, merges: ["a b"] },
};
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

test("older files write merges as one text", () => {
  const read = decodeTokenizer(bytesOf(file), "old.json");
  expect(Array.from(read.encode("abba"))).toEqual([2, 1, 0]);
  // Bytes that are no token vanish where there is no unknown token.
  expect(Array.from(read.encode("a-b"))).toEqual([0, 1]);
  const { model } = file;
  expect(decodeTokenizer(bytesOf({ ...file, model: { ...model, merges: [["a", "b"]] } }), "new.json").data).toEqual(
    read.data,
  );
});

test("what is not supported, or broken, is named", () => {
  const { model } = file;
  const added = { id: 3, content: "<s>", special: true };
  const splitBy = (Regex: string): unknown => ({
    ...file,
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [{ type: "Split", pattern: { Regex }, behavior: "Isolated", invert: false }, byteLevel],
    },
  });
  const wrong: [unknown, string][] = [
    [[1], "t.json: is not a tokenizer.json: "],
    [{ ...file, model: { type: "Unigram", vocab: [] } }, "its model is of type Unigram, and only byte-pair encodings"],
    [{ ...file, model: { ...model, vocab: { a: 0, b: 1, ab: 3 } } }, "has 3 tokens, but none with id 2"],
    [{ ...file, model: { ...model, vocab: { a: 0, b: 1, ab: 1 } } }, 'id 1 is given to "b" and to "ab"'],
    [{ ...file, model: { ...model, merges: ["a b c"] } }, 'the merge "a b c" is not two texts'],
    [{ ...file, model: { ...model, merges: ["b a"] } }, 't.json: the merge of "b" and "a" needs the token "ba"'],
    [{ ...file, model: { ...model, dropout: 0.1 } }, "model.dropout is 0.1, which is not supported"],
    [{ ...file, model: { ...model, end_of_word_suffix: "</w>" } }, 'model.end_of_word_suffix is "</w>"'],
    [{ ...file, model: { ...model, continuing_subword_prefix: "##" } }, "model.continuing_subword_prefix"],
    [{ ...file, padding: { strategy: "BatchLongest" } }, "padding is {"],
    [{ ...file, truncation: { max_length: 5 } }, "truncation is {"],
    [{ ...file, added_tokens: [{ ...added, single_word: true }] }, "(single_word), which is not supported"],
    [{ ...file, added_tokens: [{ ...added, id: 2 }] }, 'id 2 is given to "ab" and to "<s>"'],
    [
      { ...file, normalizer: { type: "Precompiled", precompiled_charsmap: "" } },
      'its normalizer {"type":"Precompiled"',
    ],
    [{ ...file, normalizer: { type: "Sequence" } }, "its normalizer is a sequence without normalizers"],
    [
      { ...file, pre_tokenizer: { type: "BertPreTokenizer" } },
      'its pre_tokenizer {"type":"BertPreTokenizer"} is not supported',
    ],
    [
      {
        ...file,
        pre_tokenizer: { type: "Split", pattern: { String: " " }, behavior: "MergedWithPrevious", invert: false },
      },
      "MergedWithPrevious",
    ],
    [
      {
        ...file,
        pre_tokenizer: { type: "Sequence", pretokenizers: [byteLevel, { type: "Metaspace", replacement: "▁" }] },
      },
      "goes on after ByteLevel",
    ],
    [splitBy("a++|\\p{L}"), 'the regular expression "a++|\\\\p{L}" is not supported'],
    [splitBy("\\w+"), 'the regular expression "\\\\w+" uses \\w, which is not supported'],
    [{ ...file, decoder: null }, "its decoder is null, which is not supported for an encoding of bytes"],
    [{ ...file, decoder: { type: "WordPiece", prefix: "##" } }, 'its decoder {"type":"WordPiece"'],
    [
      { ...file, decoder: { type: "Metaspace", replacement: "▁" } },
      "(metaspace), which is not supported for an encoding of bytes",
    ],
  ];
  for (const [value, message] of wrong) expect(() => decodeTokenizer(bytesOf(value), "t.json")).toThrow(message);
  expect(() => decodeTokenizer(Uint8Array.of(0xff), "t.json")).toThrow("t.json: is not JSON");
});
