import { mkdirSync, rmdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { codeOf, fileError } from "../files/file-error.ts";
import { whenEnding } from "../files/temporaries.ts";
import { quoted } from "../jobs/forecast/command-line.ts";
import { OptionError } from "../jobs/option-error.ts";
import { DataError } from "../jobs/table/data-error.ts";
import { timeStamp } from "./names.ts";
import { contentsOf, holdsResult, removeRun } from "./run-files.ts";
import { lockFolder } from "./run-lock.ts";
import type { CommandResult } from "./command-result.ts";

/** What a command was told about the folder of its run. */
export interface RunFolderFlags {
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
  readonly resume?: string | undefined;
}

/** The folder that a run is written into, held by its lock. */
export interface RunFolder {
  readonly path: string;
  /** Comes before the first file is written: removes the files of an earlier run where --force allows it. */
  begin(): void;
  /** Says that all of the result is there. */
  done(): void;
}

/** What is written step by step, and can be gone on with. */
interface Resumable {
  /** "lookback translate train" */
  readonly command: string;
}

/**
 * Runs f with the folder that --out, --force and --resume name, or with a new one, runs/TIME-NAME. No two runs write
 * into one folder: it must be new or empty, or hold a run and nothing else with --force; a lock keeps others out.
 * Afterwards the lock is gone, and a folder that was made and not used.
 *
 * Throws an OptionError that says why a folder cannot be taken, and a FileError where the operating system does not let
 * it be made.
 */
export async function withRunFolder<Result>(
  commandResult: CommandResult,
  { out, force = false, resume }: RunFolderFlags,
  { name, resumable }: { readonly name: string; readonly resumable?: Resumable },
  f: (folder: RunFolder) => Promise<Result>,
): Promise<Result> {
  if (resume !== undefined && (out !== undefined || force)) {
    throw new OptionError(
      `a training that is resumed is written into its own folder, ${resume}; help: leave ` +
        `${force ? "--force" : "--out"} out`,
    );
  }
  const named = resume ?? out;
  if (named?.trim() === "") throw new OptionError("--out and --resume name a folder, got an empty name");
  const folder = named === undefined ? makeNew(join("runs", `${timeStamp(new Date())}-${name}`)) : make(named, resume);
  const { path } = folder;
  let unlock: (() => void) | null = null;
  const release = (): void => {
    unlock?.();
    removeUnused(folder);
  };
  const forget = whenEnding(release);
  try {
    // What no run wrote is seen before anything is written into its folder.
    if (resume === undefined) checkForeign(path);
    unlock = lockFolder(path, (line) => process.stderr.write(`${line}\n`));
    if (resume === undefined) checkEarlier(path, force, resumable);
    let state: "nothing" | "begun" | "done" = resume === undefined ? "nothing" : "begun";
    let wasRemoved = false;
    commandResult.saved = () => {
      if (state === "done") return `the result is in ${path}`;
      if (state === "nothing")
        return contentsOf(path).kind === "empty" ? "nothing was written" : `nothing was written, ${path} is as it was`;
      if (!holdsResult(path)) return wasRemoved ? `the earlier run in ${path} was removed` : "nothing was written";
      if (resumable === undefined) return `the result is in ${path}`;
      const goOn = `${resumable.command} --resume ${quoted(path)}`;
      return `what was trained until then is in ${path}; go on with it by ${goOn}`;
    };
    return await f({
      path,
      begin() {
        if (state !== "nothing") return;
        const contents = contentsOf(path);
        wasRemoved = contents.kind === "run";
        if (contents.kind === "run") removeRun(contents);
        state = "begun";
      },
      done: () => void (state = "done"),
    });
  } finally {
    forget();
    release();
  }
}

interface Made {
  readonly path: string;
  /** The outermost folder that was made for it; null where it was there. */
  readonly outermost: string | null;
}

/** A folder that is there, or is made unless it is to be gone on with. */
function make(path: string, resume: string | undefined): Made {
  try {
    if (resume === undefined) return { path, outermost: mkdirSync(path, { recursive: true }) ?? null };
    statSync(path);
    return { path, outermost: null };
  } catch (cause) {
    if (resume === undefined) throw fileError(cause, path, "made");
    const help = "give the folder of a training that was begun, or begin one without --resume";
    throw new DataError("has no training to resume: there is no such folder", { file: path, help, cause });
  }
}

/** A folder of that name, or with a number behind it where others have been made in the same second. */
function makeNew(path: string): Made {
  try {
    const outermost = mkdirSync(dirname(path), { recursive: true });
    for (let number = 1; ; number++) {
      const numbered = number === 1 ? path : `${path}-${number}`;
      try {
        mkdirSync(numbered);
        return { path: numbered, outermost: outermost ?? resolve(numbered) };
      } catch (error) {
        if (codeOf(error) !== "EEXIST") throw error;
      }
    }
  } catch (error) {
    throw fileError(error, path, "made");
  }
}

function checkForeign(path: string): void {
  const contents = contentsOf(path);
  if (contents.kind !== "foreign") return;
  throw new OptionError(
    `${path} is not empty: ${contents.path} was not written by a run of lookback; help: choose a folder that is ` +
      "new or empty",
  );
}

function checkEarlier(path: string, force: boolean, resumable: Resumable | undefined): void {
  checkForeign(path);
  if (force || contentsOf(path).kind === "empty") return;
  const goOn = resumable === undefined ? "" : `, --resume ${quoted(path)} goes on with it if it is a training`;
  throw new OptionError(
    `${path} holds an earlier run; help: choose a folder that is new or empty, or --force removes the earlier ` +
      `run${goOn}`,
  );
}

/** Removes what was made and is empty. */
function removeUnused({ path, outermost }: Made): void {
  if (outermost === null) return;
  try {
    for (let at = resolve(path); at.length >= resolve(outermost).length; at = dirname(at)) rmdirSync(at);
  } catch {
    // It holds something, or has gone: both end it.
  }
}
