import { join } from "node:path";
import { z } from "zod";
import { tagsShown } from "../../data/trees/linearise.ts";
import { ParseVocabulary } from "../../data/trees/parse-vocabulary.ts";
import type { EncoderDecoder } from "../sequences/encoder-decoder.ts";
import { loadJob, type SavedJob } from "../sequences/saved-job.ts";
import { readSaved, sayingWhere } from "../saved-folder.ts";
import { presetNames, modelNames } from "./candidates.ts";

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

export type Manifest = z.infer<typeof manifestSchema>;

const vocabularySchema = z.strictObject({
  format: z.literal("lookback-parse-vocabulary"),
  version: z.literal(1),
  tags: z.enum(tagsShown),
  symbols: z.array(z.string()),
  classes: z.array(z.string()),
  words: z.array(z.string()),
});

export const manifestName = "parser.json";

/** How a parser is saved. */
export const savedParse: SavedJob<ParseVocabulary> = {
  kind: { what: "parser", help: "give a folder that lookback parse train wrote" },
  manifestName,
  vocabularyName: "vocabulary.json",
  encode: ({ data }) => `${JSON.stringify({ format: "lookback-parse-vocabulary", version: 1, ...data }, null, 1)}\n`,
  decode: loadVocabulary,
};

/** A parser that was saved into a folder. */
export interface SavedParser {
  readonly manifest: Manifest;
  readonly model: EncoderDecoder;
  readonly vocabulary: ParseVocabulary;
}

/** Reads back what parsing needs. Throws a DataError when the folder holds no parser, or its files do not agree. */
export async function loadParser(folder: string): Promise<SavedParser> {
  return loadJob(folder, savedParse, manifestSchema);
}

async function loadVocabulary(folder: string): Promise<ParseVocabulary> {
  const { kind, vocabularyName } = savedParse;
  const { tags, symbols, classes, words } = await readSaved(folder, vocabularyName, vocabularySchema, kind);
  return sayingWhere(
    join(folder, vocabularyName),
    "the file was changed; train again",
    () => new ParseVocabulary({ tags, symbols, classes, words }),
  );
}
