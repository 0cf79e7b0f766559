import { z } from "zod";
import { runFile, type RunData } from "../sequences/run-file.ts";
import type { TranslateOptions } from "./options.ts";
import type { Prepared } from "./prepare.ts";
import { presetNames, modelNames } from "./candidates.ts";

/** run.json of a training of translators. */
export const translationRun = runFile<TranslateOptions>(
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
