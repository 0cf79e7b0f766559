import { join } from "node:path";
import type { z } from "zod";
import { loadModel } from "../files/folder.ts";
import { parseJson, problemsOf } from "../files/json.ts";
import { readFromFolder } from "../files/whole-folder.ts";
import type { Model } from "../models/model.ts";
import { DataError } from "./table/data-error.ts";

/** How a job's folder is spoken of. */
export interface SavedKind {
  /** What it holds: "forecast". */
  readonly what: string;
  /** What to do where it does not: "give a folder that lookback forecast wrote". */
  readonly help: string;
}

/**
 * What a file of a folder says, by its schema. Throws a DataError that names the file where it is not there or not
 * right.
 */
export async function readSaved<Read>(
  folder: string,
  name: string,
  schema: z.ZodType<Read>,
  kind: SavedKind,
): Promise<Read> {
  const { what, help } = kind;
  const file = join(folder, name);
  let bytes;
  try {
    bytes = await readFromFolder(folder, name);
  } catch (cause) {
    throw new DataError(`holds no saved ${what}: cannot read ${name}`, { file: folder, help, cause });
  }
  const parsed = schema.safeParse(withPresentNames(sayingWhere(file, help, () => parseJson(bytes, file))));
  if (parsed.success) return parsed.data;
  throw new DataError(`is not what a ${what} is saved as: ${problemsOf(parsed.error)}`, { file, help });
}

/** The name of the model was saved as `rung` in version 0.1. */
function withPresentNames(content: unknown): unknown {
  if (typeof content !== "object" || content === null || !("rung" in content) || "model" in content) return content;
  const { rung: model, ...others } = content;
  return { ...others, model };
}

/** The model of a job's folder. Throws a DataError. */
export async function readSavedModel(folder: string, { help }: SavedKind): Promise<Model> {
  try {
    return await loadModel(folder);
  } catch (cause) {
    throw asDataError(cause, folder, help);
  }
}

/** Runs f on what a file holds; its error is told as one of the file. */
export function sayingWhere<Result>(file: string, help: string, f: () => Result): Result {
  try {
    return f();
  } catch (cause) {
    throw asDataError(cause, file, help);
  }
}

function asDataError(cause: unknown, file: string, help: string): DataError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  // Errors of files begin with the file's name, and may end with what to do.
  const rest = reason.startsWith(file) ? reason.slice(file.length) : reason;
  const inside = reason.startsWith(file) ? (/^\/[^ :]+/.exec(rest)?.[0] ?? "") : "";
  const [problem, own = help] = rest.slice(inside.length).replace(/^:? +/, "").split("; help: ", 2);
  return new DataError(problem, { file: `${file}${inside}`, help: own, cause });
}

/** What one file of a folder says of something that another says too. */
export interface Saying {
  readonly file: string;
  /** As a sentence goes on: "has 3 columns". */
  readonly says: string;
  readonly value: unknown;
}

/** Throws a DataError that names both files and what each says, unless they say the same. */
export function expectAgreement(folder: string, a: Saying, b: Saying, { help }: SavedKind): void {
  if (JSON.stringify(a.value) === JSON.stringify(b.value)) return;
  throw new DataError(`${a.file} ${a.says}, but ${b.file} ${b.says}: they are not of one model`, {
    file: folder,
    help,
  });
}

/** Throws a DataError unless a saved model's outputs are finite: its weights may be damaged. */
export function expectFinite(folder: string, numbers: Float64Array): void {
  const at = numbers.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new DataError(`the model of weights.safetensors returns ${numbers[at]} for finite inputs`, {
    file: folder,
    help: "the weights were changed or training went wrong; train again",
  });
}
