import { open, readdir, rename, rm, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileError, onPath } from "./file-error.ts";
import { ownedName, removeAbandonedIn, removeWhenEnding } from "./temporaries.ts";

/**
 * Writes a file whole or not at all: a reader, or a crash, finds the old contents or the new ones. Its folder must
 * exist. Throws a FileError that names the path when the operating system does not let it be written.
 */
export async function writeFileAtomic(path: string, data: Uint8Array | string): Promise<void> {
  await writeFilesAtomic(dirname(path), { [basename(path)]: data });
}

/**
 * Writes files of one folder, each whole or not at all. All contents are on the disk before the first file appears
 * under its name, so a full disk or a crash while writing leaves all of the old files. Throws a FileError that names
 * the path.
 */
export async function writeFilesAtomic(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<void> {
  const staged: StagedFile[] = [];
  try {
    for (const [name, data] of Object.entries(files)) {
      const file = await stageFile(join(folder, name));
      staged.push(file);
      await file.write(data);
      await file.finish();
    }
    for (const file of staged) await file.appear();
  } catch (error) {
    for (const file of staged) await file.drop();
    throw error;
  }
  await syncFolder(folder);
}

/** A file in the making, under another name beside its own. Its functions throw a FileError that names the path. */
export interface StagedFile {
  write(data: Uint8Array | string): Promise<void>;
  /** Puts everything on the disk. */
  finish(): Promise<void>;
  /** Gives it its own name, in place of what has it; `finish` comes before. */
  appear(): Promise<void>;
  /** Takes it away, unless it has appeared. */
  drop(): Promise<void>;
}

/**
 * Begins a file that appears under its name only when it is whole. `mode` as of an older file that it takes the place
 * of.
 */
export async function stageFile(path: string, mode?: number): Promise<StagedFile> {
  removeAbandonedIn(dirname(path), [stem(path)]);
  const from = join(dirname(path), `.${stem(path)}.${ownedName()}.tmp`);
  const keep = removeWhenEnding(from);
  let file: FileHandle | null = null;
  const ended = async (): Promise<void> => {
    await file?.close();
    file = null;
  };
  try {
    file = await open(from, "wx");
    if (mode !== undefined) await file.chmod(mode);
  } catch (error) {
    const isMade = file !== null;
    await ended();
    if (isMade) await rm(from, { force: true });
    keep();
    throw fileError(error, path);
  }
  return {
    write: (data) => onPath(path, "written", async () => file?.writeFile(data)),
    finish: () =>
      onPath(path, "written", async () => {
        await file?.sync();
        await ended();
      }),
    appear: () =>
      onPath(path, "written", async () => {
        await rename(from, path);
        keep();
      }),
    async drop() {
      await ended();
      await rm(from, { force: true });
      keep();
    },
  };
}

/**
 * What a file in the making is called by: its own name, but of a very long one the beginning, since more is put behind
 * it.
 */
function stem(path: string): string {
  const name = basename(path);
  return Buffer.byteLength(name) > 120 ? name.slice(0, 30) : name;
}

/** Takes away what processes that were killed while they wrote this file have left beside it. */
export async function removeStaged(path: string): Promise<void> {
  const [folder, begin] = [dirname(path), `.${stem(path)}.`];
  for (const name of await readdir(folder)) {
    if (name.startsWith(begin) && name.endsWith(".tmp")) await rm(join(folder, name), { force: true });
  }
}

/**
 * Makes the new names themselves survive a loss of power, where folders can be opened: Windows cannot, and does not
 * need it.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  await onPath(folder, "written", async () => {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}
