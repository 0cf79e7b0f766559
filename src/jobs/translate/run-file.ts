import { z } from "zod";
import { encodeTokenizer } from "../../files/tokenizer-json.ts";
import { runFile, type BegunRun, type RunData } from "../sequences/run-file.ts";
import type { FullOptions, TranslateOptions } from "./options.ts";
import type { Prepared } from "./prepare.ts";
import { presetNames, modelNames } from "./candidates.ts";

const file = runFile<TranslateOptions>(
  "lookback-translation-run",
  z.strictObject({
    source: z.string().exactOptional(),
    target: z.string().exactOptional(),
    pairs: z.string().exactOptional(),
    validation: z.array(z.string()).exactOptional(),
    preset: z.enum(presetNames),
    models: z.array(z.enum(modelNames)),
    vocab: z.int(),
    lowercase: z.boolean(),
    maxLength: z.int(),
    tokensPerBatch: z.int(),
    updates: z.int().exactOptional(),
    minutes: z.number().exactOptional(),
    validateEvery: z.int().exactOptional(),
    patience: z.int(),
    average: z.int(),
    seed: z.int(),
  }),
);

/** Writes what resuming needs into the folder of a training that begins. */
export async function beginRun(folder: string, options: FullOptions, prepared: Prepared): Promise<void> {
  await file.begin(folder, options, dataOf(prepared), { "tokenizer.json": encodeTokenizer(prepared.tokenizer) });
}

/** The training that was begun in a folder. Throws a DataError when there is none. */
export async function readRun(folder: string): Promise<BegunRun<TranslateOptions>> {
  return file.read(folder);
}

/** What the training reads. */
export function dataOf({ sourceName, targetName, train, validation }: Prepared): RunData {
  return {
    name: [...new Set([sourceName, targetName])].join(", "),
    parts: {
      "training sources": train.sources,
      "training targets": train.targets,
      "validation sources": validation.sources,
      "validation targets": validation.targets,
    },
  };
}
