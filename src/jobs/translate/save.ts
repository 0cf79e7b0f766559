import { join } from "node:path";
import { z } from "zod";
import { encodeModel } from "../../files/model-file.ts";
import { readFromFolder, writeFolder } from "../../files/whole-folder.ts";
import { decodeTokenizer, encodeTokenizer } from "../../files/tokenizer-json.ts";
import type { BytePairEncoding } from "../../data/text/byte-pairs/byte-pair-encoding.ts";
import { isEncoderDecoder, type EncoderDecoder } from "../sequences/encoder-decoder.ts";
import { translationReport } from "../../report/translate/translation-report.ts";
import { expectVocabularies } from "../sequences/vocabularies.ts";
import { readSaved, readSavedModel, type SavedKind } from "../saved-folder.ts";
import { DataError } from "../table/data-error.ts";
import { translationReportData } from "./report-data.ts";
import { presetNames, modelNames } from "./candidates.ts";
import { summaryOf } from "./summary.ts";
import type { TranslationResult } from "./train.ts";

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

/** A translator that was saved into a folder. */
export interface SavedTranslator {
  readonly manifest: Manifest;
  readonly model: EncoderDecoder;
  readonly tokenizer: BytePairEncoding;
}

/**
 * Writes a training's result into its folder:
 *
 *   translator.json, model.json, weights.safetensors, tokenizer.json   what translating needs
 *   leaderboard.json, histories.json                                   scores and curves of every model
 *   validation.txt                                                     translations of the validation sentences, line
 *                                                                      by line
 *   report.html                                                        everything, to look at
 *
 * Returns the names of the files.
 */
export async function saveTranslation(
  result: Omit<TranslationResult, "files">,
  folder: string,
): Promise<readonly string[]> {
  const { prepared, options, best, model, translations, curves } = result;
  const manifest: Manifest = {
    format: "lookback-translator",
    version: 1,
    model: best,
    preset: options.preset,
    lowercase: options.lowercase,
    source: prepared.sourceName,
    target: prepared.targetName,
  };
  const files: Record<string, string | Uint8Array> = {
    ...encodeModel(model),
    "tokenizer.json": encodeTokenizer(prepared.tokenizer),
    [manifestName]: json(manifest),
    "leaderboard.json": json(summaryOf({ ...result, files: [] }, folder)),
    "histories.json": json(curves),
    "validation.txt": translations.map((line) => `${line}\n`).join(""),
    "report.html": translationReport(translationReportData(result)),
  };
  await writeFolder(folder, files);
  return Object.keys(files);
}

const kind: SavedKind = { what: "translator", help: "give a folder that lookback translate train wrote" };

/**
 * Reads back what translating needs. Throws a DataError when the folder holds no translator, or its files do not agree.
 */
export async function loadTranslator(folder: string): Promise<SavedTranslator> {
  const manifest = await readSaved(folder, manifestName, manifestSchema, kind);
  const model = await readSavedModel(folder, kind);
  if (!isEncoderDecoder(model)) {
    const file = join(folder, "model.json");
    throw new DataError("is not a model with an encoder and a decoder", { file, help: kind.help });
  }
  const tokenizer = await loadTokenizer(folder);
  expectVocabularies(folder, model, { file: tokenizerName, tokens: tokenizer.size }, kind);
  return { manifest, model, tokenizer };
}

const tokenizerName = "tokenizer.json";

/** The tokenizer of a folder. */
export async function loadTokenizer(folder: string): Promise<BytePairEncoding> {
  const file = join(folder, tokenizerName);
  try {
    return decodeTokenizer(await readFromFolder(folder, tokenizerName), file);
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).replace(`${file}: `, "");
    throw new DataError(reason, { file, help: "the file was changed or cut off; train again", cause });
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
