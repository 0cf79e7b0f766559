import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeFilesAtomic } from "../../files/atomic.ts";
import { encodeTokenizer } from "../../files/tokenizer-json.ts";
import { DataError } from "../table/data-error.ts";
import type { FullOptions, TranslateOptions } from "./options.ts";
import type { Prepared } from "./prepare.ts";
import { presetNames, rungNames } from "./rungs.ts";

/** run.json: the options of a training, and what its sentences were, so that it can be gone on with. */
const schema = z.strictObject({
  format: z.literal("lookback-translation-run"),
  version: z.literal(1),
  options: z.strictObject({
    source: z.string().exactOptional(),
    target: z.string().exactOptional(),
    pairs: z.string().exactOptional(),
    validation: z.array(z.string()).exactOptional(),
    preset: z.enum(presetNames),
    rungs: z.array(z.enum(rungNames)),
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
  /** SHA-256 of all sentences that are trained and validated on. */
  sentences: z.string(),
});

export interface BegunRun {
  readonly options: TranslateOptions;
  /** Throws a DataError unless the sentences are those that the run was begun with. */
  checkData(prepared: Prepared): void;
}

const name = "run.json";

/** Writes what resuming needs into the folder of a training that begins. */
export async function beginRun(folder: string, options: FullOptions, prepared: Prepared): Promise<void> {
  const run: z.input<typeof schema> = {
    format: "lookback-translation-run",
    version: 1,
    options: {
      ...options,
      rungs: [...options.rungs],
      ...(options.validation === undefined ? {} : { validation: [...options.validation] }),
    },
    sentences: digest(prepared),
  };
  await writeFilesAtomic(folder, {
    "tokenizer.json": encodeTokenizer(prepared.tokenizer),
    [name]: `${JSON.stringify(run, null, 2)}\n`,
  });
}

/** The training that was begun in a folder. Throws a DataError when there is none. */
export async function readRun(folder: string): Promise<BegunRun> {
  const help = "give the folder of a training that was begun, or begin one without --resume";
  let content: unknown;
  try {
    content = JSON.parse(await readFile(join(folder, name), "utf8"));
  } catch (cause) {
    throw new DataError(`holds no training to go on with: cannot read ${name}`, { file: folder, help, cause });
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    const problem = `is not what a training is saved as: ${z.prettifyError(parsed.error)}`;
    throw new DataError(problem, { file: join(folder, name), help });
  }
  const { options, sentences } = parsed.data;
  return {
    options,
    checkData(prepared) {
      if (digest(prepared) === sentences) return;
      throw new DataError("has other sentences than when the training was begun", {
        file: `${prepared.sourceName}, ${prepared.targetName}`,
        help: "bring the old files back, or begin a new training",
      });
    },
  };
}

function digest({ train, validation }: Prepared): string {
  const hash = createHash("sha256");
  for (const { sources, targets } of [train, validation]) {
    for (const lines of [sources, targets]) {
      for (const line of lines) hash.update(`${line}\n`);
      hash.update("\f");
    }
  }
  return hash.digest("hex");
}
