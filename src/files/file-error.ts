/** What a code of the operating system means, in words. */
const meanings: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be larger than the file system or a limit allows",
  EACCES: "permission denied",
  EPERM: "the operating system does not allow it",
  EROFS: "the file system is read-only",
  EISDIR: "it is a folder, not a file",
  ENOTDIR: "a part of the path is a file, not a folder",
  EEXIST: "a file of that name is in the way",
  ENOENT: "there is no such file or folder",
  ENAMETOOLONG: "the name is too long for the file system",
  ELOOP: "its links lead in a circle",
  EMFILE: "too many files are open; help: raise the limit (ulimit -n)",
  ENFILE: "too many files are open on this machine",
  EBUSY: "another program holds it",
  EXDEV: "it would have to move to another file system",
  EIO: "the device reports an error",
  ENXIO: "nothing reads at its other end",
};

/**
 * A file or folder that the operating system did not let be read or written. The message names its path and says why.
 */
export class FileError extends Error {
  override readonly name: string = "FileError";
  readonly path: string;
  /** The operating system's code, such as "ENOSPC". */
  readonly code: string;

  constructor(path: string, problem: string, code: string, cause?: unknown) {
    super(`${path}: ${problem}`, { cause });
    this.path = path;
    this.code = code;
  }
}

/** The operating system's code of an error; null for other errors. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  return /^E[A-Z0-9]+$/.test(error.code) ? error.code : null;
}

/** Why something failed: an error of the operating system in words, another one's message. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code !== null) return meanings[code] ?? code;
  return error instanceof Error ? error.message : String(error);
}

/** An error of the operating system as a FileError about a path; other errors, and FileErrors, as they are. */
export function fileError(
  error: unknown,
  path: string,
  doing: "read" | "written" | "made" | "used" = "written",
): unknown {
  const code = codeOf(error);
  if (code === null || error instanceof FileError) return error;
  return new FileError(path, `cannot be ${doing}: ${reasonOf(error)}`, code, error);
}

/** Runs what touches one path and says errors of the operating system in words. */
export async function onPath<Result>(
  path: string,
  doing: "read" | "written" | "made" | "used",
  f: () => Promise<Result>,
): Promise<Result> {
  try {
    return await f();
  } catch (error) {
    throw fileError(error, path, doing);
  }
}
