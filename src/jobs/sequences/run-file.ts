import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { parseJson, problemsOf } from "../../files/json.ts";
import { readFromFolder, writeFolder } from "../../files/whole-folder.ts";
import { DataError } from "../table/data-error.ts";

/** What a training reads, for comparison with what it read before. */
export interface RunData {
  /** As messages name it. */
  readonly name: string;
  /** All sentences, in parts and in order. */
  readonly parts: readonly (readonly string[])[];
}

export interface BegunRun<Options> {
  readonly options: Options;
  /** Throws a DataError unless the sentences are those that the run was begun with. */
  checkData(data: RunData): void;
}

/** run.json of one kind of training: its options, and what its sentences were, so that it can be gone on with. */
export interface RunFile<Options> {
  /** Writes what resuming needs into the folder of a training that begins, further files with it. */
  begin(
    folder: string,
    options: Options,
    data: RunData,
    files: Readonly<Record<string, string | Uint8Array>>,
  ): Promise<void>;
  /** The training that was begun in a folder. Throws a DataError when there is none. */
  read(folder: string): Promise<BegunRun<Options>>;
}

const name = "run.json";

export function runFile<Options>(format: string, options: z.ZodType<Options>): RunFile<Options> {
  const schema = z.strictObject({
    format: z.literal(format),
    version: z.literal(1),
    options,
    /** SHA-256 of all sentences that are trained and validated on. */
    sentences: z.string(),
  });
  return {
    async begin(folder, chosen, data, files) {
      const run = { format, version: 1, options: chosen, sentences: digest(data) };
      await writeFolder(folder, { ...files, [name]: `${JSON.stringify(run, null, 2)}\n` });
    },
    async read(folder) {
      const help = "give the folder of a training that was begun, or begin one without --resume";
      let content: unknown;
      try {
        content = parseJson(await readFromFolder(folder, name), name);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new DataError(`holds no training to go on with: cannot read ${name}: ${reason}`, {
          file: folder,
          help,
          cause,
        });
      }
      const parsed = schema.safeParse(content);
      if (!parsed.success) {
        const problem = `is not what a training is saved as: ${problemsOf(parsed.error)}`;
        throw new DataError(problem, { file: join(folder, name), help });
      }
      const { options: known, sentences } = parsed.data;
      return {
        options: known,
        checkData(data) {
          if (digest(data) === sentences) return;
          throw new DataError("has other sentences than when the training was begun", {
            file: data.name,
            help: "bring the old files back, or begin a new training",
          });
        },
      };
    },
  };
}

function digest({ parts }: RunData): string {
  const hash = createHash("sha256");
  for (const lines of parts) {
    for (const line of lines) hash.update(`${line}\n`);
    hash.update("\f");
  }
  return hash.digest("hex");
}
