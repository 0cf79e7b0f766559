import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, rmSync, linkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { codeOf, fileError } from "../files/file-error.ts";
import { host, isRunning, whenEnding } from "../files/temporaries.ts";
import { OptionError } from "../jobs/option-error.ts";

/** The name of the file that keeps others out of a folder while a run writes into it. */
export const lockName = ".lookback.lock";

const lockSchema = z.strictObject({
  pid: z.int().positive(),
  host: z.string(),
  /**
   * When the process began, as its operating system counts, where it can be known: a number that was given to another
   * process since is told apart.
   */
  began: z.string().nullable(),
  /** When the lock was taken. */
  started: z.string(),
});
type Lock = z.infer<typeof lockSchema>;

/**
 * Takes the lock of a folder. A lock of a process on this machine that has ended is taken over, with a warning. Returns
 * the function that releases the lock; a process that ends in order releases it too. Throws an OptionError that names
 * the process when another one has it, and a FileError when it cannot be written.
 */
export function lockFolder(folder: string, say: (line: string) => void): () => void {
  const path = join(folder, lockName);
  const mine: Lock = { pid: process.pid, host, began: beginOf(process.pid), started: new Date().toISOString() };
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(path, `${JSON.stringify(mine)}\n`, { flag: "wx" });
      const forget = whenEnding(() => rmSync(path, { force: true }));
      return () => {
        forget();
        rmSync(path, { force: true });
      };
    } catch (error) {
      if (codeOf(error) !== "EEXIST") {
        // A full disk leaves an empty lock.
        if (codeOf(error) === "ENOSPC") rmSync(path, { force: true });
        throw fileError(error, path);
      }
    }
    const found = readLock(path);
    if (found === null) continue;
    if (isHeld(found.lock)) throw refusal(folder, path, found.lock);
    if (takeAside(path, found.text)) {
      say(
        `${folder}: the lock of process ${found.lock.pid}, which began at ${found.lock.started} and has ended, is ` +
          "taken over",
      );
    }
  }
  throw new OptionError(`${folder} is being taken by another run; help: wait for it, or choose another folder`);
}

/** The lock at a path; null where it has gone meanwhile. */
function readLock(path: string): { readonly lock: Lock; readonly text: string } | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw fileError(error, path, "read");
  }
  try {
    return { text, lock: lockSchema.parse(JSON.parse(text)) };
  } catch (cause) {
    throw new OptionError(`${path} is not a readable lock file; help: if no run writes into its folder, remove it`, {
      cause,
    });
  }
}

function isHeld({ pid, host: machine, began }: Lock): boolean {
  if (machine !== host) return true;
  if (!isRunning(pid)) return false;
  const now = beginOf(pid);
  return began === null || now === null || now === began;
}

function refusal(folder: string, path: string, { pid, host: machine, started }: Lock): OptionError {
  const where = machine === host ? "" : ` on ${machine}`;
  const help =
    machine === host
      ? "wait for it, stop it, or choose another folder"
      : `wait for it, or choose another folder; if it has ended, remove ${path}`;
  return new OptionError(`process ${pid}${where} has been writing into ${folder} since ${started}; help: ${help}`);
}

/** Takes a lock that nobody holds out of the way; one that somebody took meanwhile is put back. */
function takeAside(path: string, text: string): boolean {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw fileError(error, path);
  }
  const isSame = readFileSync(aside, "utf8") === text;
  try {
    if (!isSame) linkSync(aside, path);
  } finally {
    rmSync(aside, { force: true });
  }
  return isSame;
}

/** When a process began, in ticks since this machine did: Linux tells; null elsewhere. */
function beginOf(pid: number): string | null {
  try {
    // Behind the name of the program, which is in brackets and may hold anything, the 20th field.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
