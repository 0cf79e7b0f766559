import { z } from "zod";
import type { AddedToken } from "../data/text/byte-pairs/added-tokens.ts";
import { BytePairEncoding } from "../data/text/byte-pairs/byte-pair-encoding.ts";
import type { BytePairData } from "../data/text/byte-pairs/byte-pair-data.ts";
import { TokenizerError } from "./tokenizer-error.ts";
import { readDecoder, readNormalizer, readPreTokenizer } from "./tokenizer-steps.ts";
import { writeDecoder, writeNormalizer, writePreTokenizer } from "./tokenizer-steps-written.ts";

const part = z.looseObject({ type: z.string() }).nullish();
const addedToken = z.object({
  id: z.int().nonnegative(),
  content: z.string().min(1),
  single_word: z.boolean().default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  normalized: z.boolean().default(true),
  special: z.boolean().default(false),
});
const fileSchema = z.looseObject({
  truncation: z.unknown(),
  padding: z.unknown(),
  added_tokens: z.array(addedToken).default([]),
  normalizer: part,
  pre_tokenizer: part,
  decoder: part,
  model: z.looseObject({ type: z.string().optional() }),
});
const modelSchema = z.looseObject({
  dropout: z.number().nullish(),
  unk_token: z.string().nullish(),
  continuing_subword_prefix: z.string().nullish(),
  end_of_word_suffix: z.string().nullish(),
  fuse_unk: z.boolean().nullish(),
  byte_fallback: z.boolean().nullish(),
  ignore_merges: z.boolean().nullish(),
  vocab: z.record(z.string(), z.int().nonnegative()),
  /** Two texts each, or in older files one text with a space between. */
  merges: z.array(z.union([z.tuple([z.string(), z.string()]), z.string()])),
});

/** The bytes of a `tokenizer.json` file, as Hugging Face's tokenizers and tokenizers.js read it. */
export function encodeTokenizer({ data }: BytePairEncoding): Uint8Array {
  const file = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: data.added.map((token) => ({
      id: token.id,
      content: token.text,
      single_word: false,
      lstrip: token.takesSpaceBefore,
      rstrip: token.takesSpaceAfter,
      normalized: token.normalized,
      special: token.special,
    })),
    normalizer: writeNormalizer(data.normalize),
    pre_tokenizer: writePreTokenizer(data),
    post_processor: null,
    decoder: writeDecoder(data),
    model: {
      type: "BPE",
      dropout: null,
      unk_token: data.unknown,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: data.fuseUnknown,
      byte_fallback: data.byteFallback,
      ignore_merges: data.wholeWordsFirst,
      vocab: Object.fromEntries(data.tokens.map((text, id) => [text, id])),
      merges: data.merges,
    },
  };
  return new TextEncoder().encode(`${JSON.stringify(file)}\n`);
}

/**
 * The byte-pair encoding that a `tokenizer.json` file holds, also one made by others: byte-level as GPT-2's and Llama
 * 3's, or of characters with bytes to fall back on as Llama 2's. encode gives the ids that Hugging Face's tokenizers
 * give without special tokens around them; what the file says about putting some around (post_processor) is not kept.
 *
 * Throws an Error that begins with `file`, its name, and says what the file has that is not supported.
 */
export function decodeTokenizer(bytes: Uint8Array, file: string): BytePairEncoding {
  try {
    return new BytePairEncoding(read(parse(fileSchema, parseJson(bytes))));
  } catch (error) {
    if (error instanceof RangeError || error instanceof TokenizerError)
      throw new Error(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

function read(file: z.infer<typeof fileSchema>): BytePairData {
  const { type } = file.model;
  if ((type ?? "BPE") !== "BPE" || !("merges" in file.model)) {
    throw new TokenizerError(
      `its model is of type ${type ?? "unknown"}, and only byte-pair encodings (BPE) are supported; help: convert ` +
        "it, or learn a new one with BytePairEncoding.fit",
    );
  }
  const model = parse(modelSchema, file.model);
  refuse("truncation", file.truncation);
  refuse("padding", file.padding);
  refuse("model.dropout", model.dropout);
  refuse("model.continuing_subword_prefix", model.continuing_subword_prefix);
  refuse("model.end_of_word_suffix", model.end_of_word_suffix);
  const { split, bytes } = readPreTokenizer(file.pre_tokenizer);
  const alphabet = bytes ? "bytes" : "characters";
  return {
    tokens: tokensOf(model.vocab, file.added_tokens),
    merges: model.merges.map((merge) => (typeof merge === "string" ? parted(merge) : merge)),
    added: file.added_tokens.map(toAdded),
    alphabet,
    byteFallback: model.byte_fallback ?? false,
    unknown: model.unk_token ?? null,
    fuseUnknown: model.fuse_unk ?? false,
    wholeWordsFirst: model.ignore_merges ?? false,
    normalize: readNormalizer(file.normalizer),
    split,
    ...readDecoder(file.decoder, alphabet),
  };
}

function refuse(name: string, value: unknown): void {
  if (value === null || value === undefined || value === "" || value === 0) return;
  throw new TokenizerError(`${name} is ${JSON.stringify(value)}, which is not supported; help: set it to null`);
}

function parted(merge: string): readonly [string, string] {
  const parts = merge.split(" ");
  if (parts.length !== 2) throw new TokenizerError(`the merge ${JSON.stringify(merge)} is not two texts`);
  return [parts[0], parts[1]];
}

function toAdded(token: z.infer<typeof addedToken>): AddedToken {
  if (token.single_word) {
    throw new TokenizerError(
      `added token ${JSON.stringify(token.content)} is to be found as a single word (single_word), which is not ` +
        "supported",
    );
  }
  return {
    id: token.id,
    text: token.content,
    special: token.special,
    normalized: token.normalized,
    takesSpaceBefore: token.lstrip,
    takesSpaceAfter: token.rstrip,
  };
}

/** Texts by their ids. Throws where ids are missing or given twice. */
function tokensOf(
  vocabulary: Readonly<Record<string, number>>,
  added: readonly z.infer<typeof addedToken>[],
): readonly string[] {
  const texts = new Map<number, string>();
  const entries = [...Object.entries(vocabulary), ...added.map(({ content, id }) => [content, id] as const)];
  for (const [text, id] of entries) {
    const other = texts.get(id);
    if (other !== undefined && other !== text)
      throw new TokenizerError(`id ${id} is given to ${JSON.stringify(other)} and to ${JSON.stringify(text)}`);
    texts.set(id, text);
  }
  return Array.from({ length: texts.size }, (_, id) => {
    const text = texts.get(id);
    if (text === undefined)
      throw new TokenizerError(`has ${texts.size} tokens, but none with id ${id}; ids with gaps are not supported`);
    return text;
  });
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new TokenizerError(`is not a tokenizer.json: ${z.prettifyError(parsed.error)}`);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new TokenizerError("is not JSON", { cause });
  }
}
