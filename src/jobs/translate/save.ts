import { join } from "node:path";
import { z } from "zod";
import { readFromFolder } from "../../files/whole-folder.ts";
import { decodeTokenizer, encodeTokenizer } from "../../files/tokenizer-json.ts";
import type { BytePairEncoding } from "../../data/text/byte-pairs/byte-pair-encoding.ts";
import type { EncoderDecoder } from "../sequences/encoder-decoder.ts";
import { loadJob, type SavedJob } from "../sequences/saved-job.ts";
import { DataError } from "../table/data-error.ts";
import { presetNames, modelNames } from "./candidates.ts";

/** translator.json: what a folder with a translator is known by. */
const manifestSchema = z.strictObject({
  format: z.literal("lookback-translator"),
  version: z.literal(1),
  model: z.enum(modelNames),
  preset: z.enum(presetNames),
  lowercase: z.boolean(),
  /** What it was trained on. */
  source: z.string(),
  target: z.string(),
});

export type Manifest = z.infer<typeof manifestSchema>;

export const manifestName = "translator.json";

/** How a translator is saved. */
export const savedTranslation: SavedJob<BytePairEncoding> = {
  kind: { what: "translator", help: "give a folder that lookback translate train wrote" },
  manifestName,
  vocabularyName: "tokenizer.json",
  encode: encodeTokenizer,
  decode: loadTokenizer,
};

/** A translator that was saved into a folder. */
export interface SavedTranslator {
  readonly manifest: Manifest;
  readonly model: EncoderDecoder;
  readonly tokenizer: BytePairEncoding;
}

/**
 * Reads back what translating needs. Throws a DataError when the folder holds no translator, or its files do not agree.
 */
export async function loadTranslator(folder: string): Promise<SavedTranslator> {
  const { vocabulary, ...loaded } = await loadJob(folder, savedTranslation, manifestSchema);
  return { ...loaded, tokenizer: vocabulary };
}

async function loadTokenizer(folder: string): Promise<BytePairEncoding> {
  const name = savedTranslation.vocabularyName;
  const file = join(folder, name);
  try {
    return decodeTokenizer(await readFromFolder(folder, name), file);
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).replace(`${file}: `, "");
    throw new DataError(reason, { file, help: "the file was changed or cut off; train again", cause });
  }
}
