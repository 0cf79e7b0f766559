import { join } from "node:path";
import type { z } from "zod";
import { readSaved, readSavedModel, type SavedKind } from "../saved-folder.ts";
import { DataError } from "../table/data-error.ts";
import { isEncoderDecoder, type EncoderDecoder } from "./encoder-decoder.ts";
import { expectVocabularies } from "./vocabularies.ts";

/** How a job's model is saved: the files that tell its folder from others, beside the model's own. */
export interface SavedJob<Vocabulary> {
  readonly kind: SavedKind;
  /** The file that the folder is known by. */
  readonly manifestName: string;
  readonly vocabularyName: string;
  encode(vocabulary: Vocabulary): string | Uint8Array;
  /** The vocabulary of a folder. Throws a DataError where its file cannot be read. */
  readonly decode: (folder: string) => Promise<Vocabulary>;
}

/** What was saved into a folder. Throws a DataError when it holds nothing of the kind, or its files do not agree. */
export async function loadJob<Manifest, Vocabulary extends { readonly size: number }>(
  folder: string,
  { kind, manifestName, vocabularyName, decode }: SavedJob<Vocabulary>,
  manifestSchema: z.ZodType<Manifest>,
): Promise<{ readonly manifest: Manifest; readonly model: EncoderDecoder; readonly vocabulary: Vocabulary }> {
  const manifest = await readSaved(folder, manifestName, manifestSchema, kind);
  const model = await readSavedModel(folder, kind);
  if (!isEncoderDecoder(model)) {
    const file = join(folder, "model.json");
    throw new DataError("is no model with an encoder and a decoder", { file, help: kind.help });
  }
  const vocabulary = await decode(folder);
  expectVocabularies(folder, model, { file: vocabularyName, tokens: vocabulary.size }, kind);
  return { manifest, model, vocabulary };
}
