import { randomUUID } from "node:crypto";
import { open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Writes a file whole or not at all: a reader, or a crash, finds the old contents or the new ones. Its folder must exist. */
export async function writeFileAtomic(path: string, data: Uint8Array | string): Promise<void> {
  await writeFilesAtomic(dirname(path), { [basename(path)]: data });
}

/**
 * Writes files of one folder, each whole or not at all. All contents are on the disk before the first file appears under its name, so a full
 * disk or a crash while writing leaves all of the old files.
 */
export async function writeFilesAtomic(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<void> {
  const staged: { readonly from: string; readonly to: string }[] = [];
  try {
    for (const [name, data] of Object.entries(files)) {
      const from = join(folder, `.${name}.${randomUUID()}.tmp`);
      staged.push({ from, to: join(folder, name) });
      await writeThrough(from, data);
    }
    for (const { from, to } of staged) await rename(from, to);
  } catch (error) {
    for (const { from } of staged) await rm(from, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Takes away what processes that were killed while they wrote this file have left beside it. */
export async function removeStaged(path: string): Promise<void> {
  const [folder, begin] = [dirname(path), `.${basename(path)}.`];
  for (const name of await readdir(folder)) {
    if (name.startsWith(begin) && name.endsWith(".tmp")) await rm(join(folder, name), { force: true });
  }
}

async function writeThrough(path: string, data: Uint8Array | string): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the new names themselves survive a loss of power, where folders can be opened: Windows cannot, and does not need it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
