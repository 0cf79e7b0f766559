import { join } from "node:path";
import { z } from "zod";
import { tagsShown } from "../../data/trees/linearise.ts";
import { ParseVocabulary } from "../../data/trees/parse-vocabulary.ts";
import { encodeModel } from "../../files/model-file.ts";
import { writeFolder } from "../../files/whole-folder.ts";
import { parseReport } from "../../report/parse/parse-report.ts";
import { isEncoderDecoder, type EncoderDecoder } from "../sequences/encoder-decoder.ts";
import { expectVocabularies } from "../sequences/vocabularies.ts";
import { readSaved, readSavedModel, sayingWhere, type SavedKind } from "../saved-folder.ts";
import { DataError } from "../table/data-error.ts";
import { parseReportData } from "./report-data.ts";
import { encodeVocabulary, vocabularyName } from "./run-file.ts";
import { presetNames, modelNames } from "./candidates.ts";
import { summaryOf } from "./summary.ts";
import { treeLines } from "./task.ts";
import type { ParseResult } from "./train.ts";

/** parser.json: what a folder with a parser is known by. */
const manifestSchema = z.strictObject({
  format: z.literal("lookback-parser"),
  version: z.literal(1),
  model: z.enum(modelNames),
  preset: z.enum(presetNames),
  lookahead: z.boolean(),
  /** What it was trained on. */
  trees: z.string(),
});

const vocabularySchema = z.strictObject({
  format: z.literal("lookback-parse-vocabulary"),
  version: z.literal(1),
  tags: z.enum(tagsShown),
  symbols: z.array(z.string()),
  classes: z.array(z.string()),
  words: z.array(z.string()),
});

export const manifestName = "parser.json";

/** A parser that was saved into a folder. */
export interface SavedParser {
  readonly manifest: z.infer<typeof manifestSchema>;
  readonly model: EncoderDecoder;
  readonly vocabulary: ParseVocabulary;
}

/**
 * Writes a training's result into its folder:
 *
 *   parser.json, model.json, weights.safetensors, vocabulary.json   what parsing needs
 *   leaderboard.json, histories.json                                scores and curves of every model
 *   gold.mrg, parsed.mrg                                            the right trees of the test and the chosen model's,
 *                                                                   for lookback score; without a test those of the
 *                                                                   validation
 *   report.html                                                     everything, to look at
 *
 * Returns the names of the files.
 */
export async function saveParse(result: Omit<ParseResult, "files">, folder: string): Promise<readonly string[]> {
  const { prepared, options, best, model, curves, gold, parsed } = result;
  const manifest: z.input<typeof manifestSchema> = {
    format: "lookback-parser",
    version: 1,
    model: best,
    preset: options.preset,
    lookahead: options.lookahead,
    trees: prepared.source,
  };
  const files: Record<string, string | Uint8Array> = {
    ...encodeModel(model),
    [vocabularyName]: encodeVocabulary(prepared.vocabulary),
    [manifestName]: json(manifest),
    "leaderboard.json": json(summaryOf({ ...result, files: [] }, folder)),
    "histories.json": json(curves),
    "gold.mrg": treeLines(gold),
    "parsed.mrg": treeLines(parsed),
    "report.html": parseReport(parseReportData(result)),
  };
  await writeFolder(folder, files);
  return Object.keys(files);
}

const kind: SavedKind = { what: "parser", help: "give a folder that lookback parse train wrote" };

/** Reads back what parsing needs. Throws a DataError when the folder holds no parser, or its files do not agree. */
export async function loadParser(folder: string): Promise<SavedParser> {
  const manifest = await readSaved(folder, manifestName, manifestSchema, kind);
  const model = await readSavedModel(folder, kind);
  if (!isEncoderDecoder(model)) {
    const file = join(folder, "model.json");
    throw new DataError("is not a model with an encoder and a decoder", { file, help: kind.help });
  }
  const vocabulary = await loadVocabulary(folder);
  expectVocabularies(folder, model, { file: vocabularyName, tokens: vocabulary.size }, kind);
  return { manifest, model, vocabulary };
}

/** The vocabulary of a folder. */
export async function loadVocabulary(folder: string): Promise<ParseVocabulary> {
  const { tags, symbols, classes, words } = await readSaved(folder, vocabularyName, vocabularySchema, kind);
  return sayingWhere(
    join(folder, vocabularyName),
    "the file was changed; train again",
    () => new ParseVocabulary({ tags, symbols, classes, words }),
  );
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
