import { fstatSync, type Stats } from "node:fs";
import { access, constants, mkdir, open, readdir, readlink, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stageFile, syncFolder } from "./atomic.ts";
import { codeOf, FileError, fileError, onPath } from "./file-error.ts";

/** A file that a command writes, opened by openOutput. */
export interface OutputFile {
  write(data: Uint8Array | string): Promise<void>;
  /** Gives a file its name and closes it. */
  finish(): Promise<void>;
  /** Takes back what was begun, after an error. What a device or pipe was given cannot be taken back. */
  drop(): Promise<void>;
}

/**
 * Opens what a command writes to. A file appears under its name when it is whole, in place of an older one, whose mode
 * it takes; behind a link the file that the link leads to is replaced. Devices and pipes are written to, never
 * replaced. Its folder is made if need be.
 *
 * `inputs` are files and model folders that the same command reads. Throws a FileError for a path that is one of them,
 * by whatever name, that is a folder, or that cannot be written.
 */
export async function openOutput(path: string, inputs: readonly string[] = []): Promise<OutputFile> {
  const there = await checkOutput(path, inputs);
  if (there === null) {
    await onPath(dirname(path), "made", () => mkdir(dirname(path), { recursive: true }));
    return replacing(path);
  }
  if (isStandardOutput(there)) return standardOutput(path);
  return there.isFile() ? replacing(await realpath(path), there.mode & 0o7777) : device(path);
}

/**
 * Throws the FileErrors of openOutput that can be told before there is something to write. Returns what is at the path;
 * null for nothing.
 */
export async function checkOutput(path: string, inputs: readonly string[]): Promise<Stats | null> {
  if (path.trim() === "") throw new FileError('""', "is no name of a file; help: name a file to write", "ENOENT");
  const there = await statOf(path);
  if (there === null) {
    const link = await readlink(path).catch(() => null);
    if (link === null) return null;
    throw new FileError(path, `is a link to ${link}, which is not there; help: name another file to write`, "ENOENT");
  }
  if (there.isDirectory()) throw new FileError(path, "is a folder; help: name a file in it", "EISDIR");
  const input = await inputThatIs(there, inputs);
  if (input !== null) {
    const name = input === path ? "is read by this command" : `is the same file as ${input}, which this command reads`;
    throw new FileError(path, `${name}, and would be lost; help: name another file to write`, "EEXIST");
  }
  // A folder may let a file be replaced that may not be written: what is protected is left alone.
  if (!isStandardOutput(there)) await onPath(path, "written", () => access(path, constants.W_OK));
  return there;
}

/** Writes all of a file as openOutput does. */
export async function writeOutput(
  path: string,
  data: Uint8Array | string,
  inputs: readonly string[] = [],
): Promise<void> {
  const file = await openOutput(path, inputs);
  try {
    await file.write(data);
    await file.finish();
  } catch (error) {
    await file.drop();
    throw error;
  }
}

/**
 * Whether a path leads to where this process's standard output goes: what else there is to say belongs on standard
 * error then.
 */
export async function goesToStandardOutput(path: string): Promise<boolean> {
  const there = await statOf(path);
  return there !== null && isStandardOutput(there);
}

async function replacing(path: string, mode?: number): Promise<OutputFile> {
  const file = await stageFile(path, mode);
  return {
    write: (data) => file.write(data),
    async finish() {
      await file.finish();
      await file.appear();
      await syncFolder(dirname(path));
    },
    drop: () => file.drop(),
  };
}

async function device(path: string): Promise<OutputFile> {
  // Not made where it is not there: it was seen to be.
  const file = await onPath(path, "written", () => open(path, constants.O_WRONLY));
  return {
    write: (data) => onPath(path, "written", async () => file.writeFile(data)),
    finish: () => onPath(path, "written", () => file.close()),
    drop: () => file.close().catch(() => undefined),
  };
}

function standardOutput(path: string): OutputFile {
  return {
    write: (data) =>
      onPath(
        path,
        "written",
        () =>
          new Promise<void>((resolve, reject) => {
            process.stdout.write(data, (error) => (error ? reject(error) : resolve()));
          }),
      ),
    finish: async () => undefined,
    drop: async () => undefined,
  };
}

/** What stands at a path, links followed; null where nothing does. */
async function statOf(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw fileError(error, path);
  }
}

/** The first of the inputs that is this file; of a folder those of its files that models are loaded from. */
async function inputThatIs(file: Stats, inputs: readonly string[]): Promise<string | null> {
  for (const input of inputs) {
    const there = await stat(input).catch(() => null);
    if (there === null) continue;
    const paths = there.isDirectory()
      ? (await readdir(input)).filter((name) => /\.(?:json|safetensors)$/.test(name)).map((name) => join(input, name))
      : [input];
    for (const path of paths) {
      const found = await stat(path).catch(() => null);
      if (found?.ino === file.ino && found.dev === file.dev) return path;
    }
  }
  return null;
}

/** Whether a file is where standard output goes, by redirection. */
function isStandardOutput(file: Stats): boolean {
  // A device such as /dev/null or /dev/full is opened by many; only pipes, files and terminals are one's own.
  if (file.isCharacterDevice() && !process.stdout.isTTY) return false;
  try {
    const out = fstatSync(1);
    return out.ino === file.ino && out.dev === file.dev;
  } catch {
    return false;
  }
}
