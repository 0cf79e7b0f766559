import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { BytePairEncoding } from "../../src/data/text/byte-pairs/byte-pair-encoding.ts";
import { decodeTokenizer, encodeTokenizer } from "../../src/files/tokenizer-json.ts";

const optionsSchema = z.strictObject({
  vocabularySize: z.int(),
  leastCount: z.int().exactOptional(),
  cut: z.enum(["words", "spaces"]).exactOptional(),
  lower: z.boolean().exactOptional(),
  unicode: z.enum(["NFKC", "none"]).exactOptional(),
  special: z.array(z.string()).exactOptional(),
});
const { corpus, texts, cases } = z
  .object({
    corpus: z.array(z.string()),
    texts: z.array(z.string()),
    cases: z.array(
      z.strictObject({
        name: z.string(),
        options: optionsSchema.nullable(),
        tokenizer: z.unknown(),
        ids: z.array(z.array(z.int())),
        decoded: z.array(z.string()),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync("test/golden/byte-pairs.json", "utf8")));

test("there are cases of all kinds", () => {
  expect(cases).toHaveLength(11);
  expect(texts).toHaveLength(20);
});

const readCase = (name: string, tokenizer: unknown): BytePairEncoding =>
  decodeTokenizer(new TextEncoder().encode(JSON.stringify(tokenizer)), name);

for (const { name, tokenizer, ids, decoded } of cases) {
  const read = readCase(name, tokenizer);

  test(`${name}: Hugging Face's file gives Hugging Face's ids and texts`, () => {
    texts.forEach((text, i) => {
      expect([text, Array.from(read.encode(text, { specials: "tokens" }))]).toEqual([text, ids[i]]);
      expect(read.decode(ids[i], { specials: "show" })).toBe(decoded[i]);
    });
    const again = decodeTokenizer(encodeTokenizer(read), name);
    texts.forEach((text, i) => expect(Array.from(again.encode(text, { specials: "tokens" }))).toEqual(ids[i]));
  });
}

test("the same is learnt as Hugging Face learns", () => {
  const learnt = cases.flatMap(({ name, options, tokenizer }) =>
    options === null
      ? []
      : [{ ours: BytePairEncoding.fit(corpus, options).data, theirs: readCase(name, tokenizer).data }],
  );
  expect(learnt).toHaveLength(3);
  for (const { ours, theirs } of learnt) {
    expect(ours.tokens).toEqual(theirs.tokens);
    expect(ours.merges).toEqual(theirs.merges);
    expect(ours).toEqual(theirs);
  }
});
