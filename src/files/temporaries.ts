import { randomBytes } from "node:crypto";
import { lstatSync, readdirSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

/*
 * Files and folders that are needed only while a process runs. Their names end in the process's number and its machine,
 * so that another process can tell those that a killed one left behind: "lookback-1234-host-1a2b3c4d5e6f" in the
 * temporary folder, ".report.html.1234-host-1a2b3c4d5e6f.tmp" beside a file.
 */

/** This machine's name, of characters that any file name may have. */
export const host =
  hostname()
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, "-")
    .slice(0, 40) || "unknown";

/** What a temporary name of this process ends with; another each time. */
export function ownedName(): string {
  return `${process.pid}-${host}-${randomBytes(6).toString("hex")}`;
}

const owned = /(?:^|[.-])(\d+)-([a-z0-9.-]+)-[0-9a-f]{12}$/;

/** Whether a name is of a process on this machine that has ended. */
export function isAbandoned(name: string): boolean {
  const [, pid, machine] = owned.exec(name) ?? [];
  return pid !== undefined && machine === host && !isRunning(Number(pid));
}

/** Whether there is a process of that number on this machine. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, for another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

const atExit = new Set<() => void>();

/** Has a function run when this process ends, by itself or by process.exit, unless it is taken back before. */
export function whenEnding(f: () => void): () => void {
  if (atExit.size === 0) process.on("exit", endAll);
  atExit.add(f);
  return () => {
    atExit.delete(f);
    if (atExit.size === 0) process.off("exit", endAll);
  };
}

/** The last comes first: what was put into a folder goes before the folder. */
function endAll(): void {
  for (const f of [...atExit].toReversed()) {
    try {
      f();
    } catch {
      // The process ends: what cannot be taken away now is found by the next one.
    }
  }
}

/** Has a file or folder removed when this process ends. Returns what takes that back. */
export function removeWhenEnding(path: string): () => void {
  return whenEnding(() => rmSync(path, { recursive: true, force: true }));
}

/**
 * Runs f with an empty folder that is removed afterwards, however this process ends unless it is killed; then the next
 * one removes it.
 */
export async function withTemporaryFolder<Result>(f: (folder: string) => Promise<Result>): Promise<Result> {
  removeAbandonedFolders();
  const folder = await mkdtemp(join(tmpdir(), `lookback-${process.pid}-${host}-`));
  const keep = removeWhenEnding(folder);
  try {
    return await f(folder);
  } finally {
    keep();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes temporary folders of killed processes: of this user and this machine alone. */
export function removeAbandonedFolders(): void {
  for (const name of namesIn(tmpdir())) {
    const [, pid, machine] = /^lookback-(\d+)-([a-z0-9.-]+)-\w{6}$/.exec(name) ?? [];
    if (pid === undefined || machine !== host || isRunning(Number(pid))) continue;
    removeOwn(join(tmpdir(), name));
  }
}

/**
 * Removes what killed processes have left in a folder: ".NAME.….tmp" for each of the names, or for any where none are
 * given.
 */
export function removeAbandonedIn(folder: string, names?: readonly string[]): void {
  for (const name of namesIn(folder)) {
    if (!name.startsWith(".") || !name.endsWith(".tmp") || !isAbandoned(name.slice(0, -".tmp".length))) continue;
    if (names?.every((of) => !name.startsWith(`.${of}.`)) !== true) removeOwn(join(folder, name));
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Removes what belongs to this user; what cannot be removed stays. */
function removeOwn(path: string): void {
  try {
    if (process.getuid === undefined || lstatSync(path).uid === process.getuid())
      rmSync(path, { recursive: true, force: true });
  } catch {
    // Another process took it away, or may not: either way it is not in the way.
  }
}
