import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { syncFolder, writeFilesAtomic } from "./atomic.ts";
import { parseJson } from "./json.ts";

/*
 * Checkpoints of one training are folders in one folder, each named by the steps done. A checkpoint.json in each has
 * the sizes and checksums of its files, and of itself.
 */

const aboutSchema = z.strictObject({
  format: z.literal("lookback-checkpoint"),
  version: z.literal(1),
  epoch: z.int().nonnegative(),
  step: z.int().nonnegative(),
  updates: z.int().nonnegative(),
  /** The metric that is watched; null where there is none, its value null where that is not finite. */
  monitor: z
    .strictObject({ name: z.string(), value: z.number().nullable(), better: z.enum(["lower", "higher"]) })
    .nullable(),
  files: z.record(z.string(), z.strictObject({ bytes: z.int().nonnegative(), sha256: z.string() })),
});
const fileSchema = z.strictObject({ about: aboutSchema, checksum: z.string() });

/** What a checkpoint says of itself. */
export type CheckpointAbout = z.infer<typeof aboutSchema>;

/** A checkpoint in its folder, by the steps it was taken after. */
export interface CheckpointPlace {
  readonly path: string;
  readonly updates: number;
}

export const checkpointFiles = ["model.json", "weights.safetensors", "training.safetensors"] as const;
export type CheckpointContents = Readonly<Record<(typeof checkpointFiles)[number], Uint8Array>>;

/** What a checkpoint of a job may have beside: the metrics of its validations. */
export const historyName = "history.json";
export type OptionalContents = Readonly<Partial<Record<typeof historyName, Uint8Array>>>;

/** The checkpoints in a folder, newest first; none where there is no such folder. Not yet checked. */
export async function checkpointsIn(folder: string): Promise<readonly CheckpointPlace[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
  return names
    .flatMap((name) => {
      const updates = /^checkpoint-(\d+)$/.exec(name)?.[1];
      return updates === undefined ? [] : [{ path: join(folder, name), updates: Number(updates) }];
    })
    .toSorted((a, b) => b.updates - a.updates);
}

/** What a checkpoint says of itself. Throws an Error that says what is wrong with it. */
export async function readAbout(path: string): Promise<CheckpointAbout> {
  const file = join(path, "checkpoint.json");
  const bytes = await readFile(file);
  let parsed;
  try {
    parsed = fileSchema.parse(parseJson(bytes, file));
  } catch (error) {
    throw new Error(`${file} is not whole, or of a version that this program does not know`, { cause: error });
  }
  if (digest(JSON.stringify(parsed.about)) !== parsed.checksum) throw new Error(`${file} does not have its checksum`);
  return parsed.about;
}

/** The files of a checkpoint, checked. Throws an Error that says what is wrong with it. */
export async function readCheckpoint(
  path: string,
): Promise<{ about: CheckpointAbout; contents: CheckpointContents & OptionalContents }> {
  const about = await readAbout(path);
  const read = async (name: string): Promise<Uint8Array> => {
    const bytes = await readFile(join(path, name));
    const told = about.files[name];
    if (told?.bytes !== bytes.length || told.sha256 !== digest(bytes))
      throw new Error(`${join(path, name)} does not have its checksum`);
    return bytes;
  };
  const [model, weights, training] = await Promise.all(checkpointFiles.map(read));
  return {
    about,
    contents: {
      "model.json": model,
      "weights.safetensors": weights,
      "training.safetensors": training,
      ...(Object.hasOwn(about.files, historyName) ? { [historyName]: await read(historyName) } : {}),
    },
  };
}

/**
 * Writes a checkpoint whole or not at all: everything is on the disk under another name before the folder gets its own.
 * One that is already there and whole is left as it is.
 */
export async function writeCheckpoint(
  folder: string,
  contents: CheckpointContents & OptionalContents,
  told: Pick<CheckpointAbout, "epoch" | "step" | "updates" | "monitor">,
): Promise<CheckpointPlace> {
  const { updates } = told;
  const path = join(folder, `checkpoint-${String(updates).padStart(9, "0")}`);
  const staging = join(folder, `.checkpoint-${updates}.${randomUUID()}.tmp`);
  const files = Object.fromEntries(
    Object.entries(contents).map(([name, bytes]) => [name, { bytes: bytes.length, sha256: digest(bytes) }]),
  );
  const about: CheckpointAbout = { format: "lookback-checkpoint", version: 1, ...told, files };
  // As it will be read: without what JSON has no word for, and in the order of the schema.
  const asRead = aboutSchema.parse(JSON.parse(JSON.stringify(about)));
  const json = `${JSON.stringify({ about: asRead, checksum: digest(JSON.stringify(asRead)) }, null, 2)}\n`;
  try {
    await mkdir(staging, { recursive: true });
    await writeFilesAtomic(staging, { ...contents, "checkpoint.json": json });
    if (await isInteger(path)) {
      await rm(staging, { recursive: true });
      return { path, updates };
    }
    await rm(path, { recursive: true, force: true });
    await rename(staging, path);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error;
  }
  await syncFolder(folder);
  return { path, updates };
}

export async function isInteger(path: string): Promise<boolean> {
  return readCheckpoint(path).then(
    () => true,
    () => false,
  );
}

/** Takes a checkpoint away, in a way that leaves no half of it behind under its name. */
export async function removeCheckpoint(folder: string, { path, updates }: CheckpointPlace): Promise<void> {
  const leaving = join(folder, `.checkpoint-${updates}.${randomUUID()}.tmp`);
  await rename(path, leaving);
  await rm(leaving, { recursive: true, force: true });
}

/** Takes away what a process that was killed while writing has left behind. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (/^\.checkpoint-\d+\..*\.tmp$/.test(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function digest(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}
