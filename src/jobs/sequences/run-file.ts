import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { reasonOf } from "../../files/file-error.ts";
import { parseJson, problemsOf } from "../../files/json.ts";
import { readFromFolder, writeFolder } from "../../files/whole-folder.ts";
import { OptionError } from "../option-error.ts";
import { DataError } from "../table/data-error.ts";

/** What a training reads, for comparison with what it read before. */
export interface RunData {
  /** As messages name it. */
  readonly name: string;
  /** All sentences in order, in parts by their names. */
  readonly parts: Readonly<Record<string, readonly string[]>>;
}

export interface BegunRun<Options> {
  readonly options: Options;
  /** Throws a DataError that says which parts differ, unless the sentences are those that the run was begun with. */
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

/** What a part was, for comparison. */
const fingerprintSchema = z.strictObject({
  lines: z.int().nonnegative(),
  /** Of the lines in UTF-8, with an end each. */
  bytes: z.int().nonnegative(),
  sha256: z.string(),
});
type Fingerprint = z.infer<typeof fingerprintSchema>;

export function runFile<Options>(format: string, options: z.ZodType<Options>): RunFile<Options> {
  const schema = z.strictObject({
    format: z.literal(format),
    version: z.literal(2),
    options,
    /** Of all sentences that are trained, validated and tested on. */
    data: z.record(z.string(), fingerprintSchema),
    /** SHA-256 of the files that were written with it, such as the tokenizer; none in runs of 0.2.0. */
    files: z.record(z.string().regex(/^[\w-]+\.json$/), z.string()).default({}),
  });
  return {
    async begin(folder, chosen, data, files) {
      await checkNew(folder);
      const sums = Object.entries(files).map(([file, content]) => [file, sha256(content)]);
      const run = { format, version: 2, options: chosen, data: fingerprints(data), files: Object.fromEntries(sums) };
      await writeFolder(folder, { ...files, [name]: `${JSON.stringify(run, null, 2)}\n` });
    },
    async read(folder) {
      const help = "give the folder of a training that was begun, or begin one without --resume";
      let content: unknown;
      try {
        content = parseJson(await readFromFolder(folder, name), name);
      } catch (cause) {
        throw new DataError(`has no training to resume: cannot read ${name}: ${reasonOf(cause)}`, {
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
      const { options: known, data: begun, files } = parsed.data;
      for (const [file, sum] of Object.entries(files)) {
        await checkFile(folder, file, sum);
      }
      return {
        options: known,
        checkData(data) {
          const now = fingerprints(data);
          const parts = new Set([...Object.keys(begun), ...Object.keys(now)]);
          const differing = [...parts].flatMap((part) => difference(part, begun[part], now[part]));
          if (differing.length === 0) return;
          throw new DataError(`has other sentences than when the training was begun: ${differing.join("; ")}`, {
            file: data.name,
            help: "bring the old files back, or begin a new training",
          });
        },
      };
    },
  };
}

/**
 * Throws an OptionError for a folder in which a training was begun: its checkpoints would be gone on with, whatever
 * they were trained on.
 */
async function checkNew(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (!names.includes(name) && !names.includes("training")) return;
  throw new OptionError(`${folder} holds a training; help: resume it, or begin the new one in another folder`);
}

/** Throws a DataError for a file in the folder of a run that is not there or not what it was. */
async function checkFile(folder: string, file: string, sum: string): Promise<void> {
  let problem = "is not the file that the training was begun with";
  try {
    if (sha256(await readFromFolder(folder, file)) === sum) return;
  } catch (cause) {
    problem = `cannot be read, and the training was begun with it: ${reasonOf(cause)}`;
  }
  throw new DataError(problem, {
    file: join(folder, file),
    help: "bring the old file back, or begin a new training",
  });
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function fingerprints({ parts }: RunData): Readonly<Record<string, Fingerprint>> {
  return Object.fromEntries(
    Object.entries(parts).map(([part, lines]) => {
      const hash = createHash("sha256");
      let bytes = 0;
      for (const line of lines) {
        hash.update(`${line}\n`);
        bytes += Buffer.byteLength(line) + 1;
      }
      return [part, { lines: lines.length, bytes, sha256: hash.digest("hex") }];
    }),
  );
}

/**
 * "the training sources were 224 lines of 5,432 bytes, and are 223 lines of 5,410 bytes", or nothing where they are the
 * same.
 */
function difference(part: string, was: Fingerprint | undefined, now: Fingerprint | undefined): readonly string[] {
  if (was?.sha256 === now?.sha256) return [];
  const size = (one: Fingerprint | undefined): string =>
    one === undefined
      ? "none"
      : `${one.lines.toLocaleString("en-US")} lines of ${one.bytes.toLocaleString("en-US")} bytes`;
  return [`the ${part} were ${size(was)}, and are ${size(now)}${size(was) === size(now) ? " that differ" : ""}`];
}
