import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { syncFolder, writeFilesAtomic } from "./atomic.ts";
import { removeWhenEnding } from "./temporaries.ts";

/*
 * Several files of one folder that belong together, such as a model and its weights, written so that a process that is
 * killed at any moment leaves all of the old ones or all of the new ones: see
 * docs/decisions/009-files-that-belong-together.md.
 *
 * New files are first put into a folder of their own beside the old ones, ".saving.<uuid>.tmp". One rename makes it
 * ".saved", and from then on they count: whoever reads a file looks there first. Then they move to their places, and
 * ".saved" goes. A writer that was killed in between has left ".saved" behind; the next one moves what is in it before
 * it writes its own.
 */

export const committed = ".saved";
/** In ".saved": names of files that are to go, as a list in JSON. */
export const removedName = ".removed";
const stagedFolder = /^\.saving\.[0-9a-f-]{36}\.tmp$/;
/** As writeFilesAtomic and earlier versions name files that are being written. */
const stagedFile = /^\.(.+)\.[0-9a-f-]{36}\.tmp$/;

/**
 * Writes files of a folder, which is made if need be: all of them or none, whenever the process is killed. Takes away
 * `removed`, other files of that set, and what killed writers have left behind of the same files. One process may write
 * a folder at a time.
 */
export async function writeFolder(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
  removed: readonly string[] = [],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await removeStagedIn(folder, [...Object.keys(files), ...removed]);
  await moveCommitted(folder);
  const staging = join(folder, `.saving.${randomUUID()}.tmp`);
  const keep = removeWhenEnding(staging);
  try {
    await mkdir(staging);
    await writeFilesAtomic(staging, {
      ...files,
      ...(removed.length === 0 ? {} : { [removedName]: JSON.stringify(removed) }),
    });
    await rename(staging, join(folder, committed));
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error;
  } finally {
    keep();
  }
  await syncFolder(folder);
  await moveCommitted(folder);
}

/** A file of a folder that writeFolder writes: the newest that is whole. */
export async function readFromFolder(folder: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(join(folder, committed, name));
  } catch (error) {
    if (!isMissing(error)) throw error;
    return readFile(join(folder, name));
  }
}

/** Whether a folder that writeFolder writes has a file. */
export function folderHolds(folder: string, name: string): boolean {
  return existsSync(join(folder, committed, name)) || existsSync(join(folder, name));
}

/** Moves files that count already to their places; does nothing where there are none. */
async function moveCommitted(folder: string): Promise<void> {
  const from = join(folder, committed);
  const names = await readdir(from).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (names === null) return;
  if (names.includes(removedName)) {
    const removed = z.array(z.string()).parse(JSON.parse(await readFile(join(from, removedName), "utf8")));
    for (const name of removed) await rm(join(folder, name), { force: true });
  }
  for (const name of names) if (name !== removedName) await rename(join(from, name), join(folder, name));
  await syncFolder(folder);
  await rm(from, { recursive: true });
}

async function removeStagedIn(folder: string, names: readonly string[]): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = stagedFile.exec(name)?.[1];
    if (!stagedFolder.test(name) && (file === undefined || !names.includes(file))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
