import { readdirSync, readFileSync, rmdirSync, rmSync, type Dirent } from "node:fs";
import { basename, join } from "node:path";
import { checkpointFiles, historyName } from "../files/checkpoints.ts";
import { codeOf, fileError } from "../files/file-error.ts";
import { committed, removedName } from "../files/whole-folder.ts";
import { lockName } from "./run-lock.ts";

/** Files by which a folder is known as a run's, with what the JSON in them has. */
const marks: Readonly<Record<string, RegExp>> = {
  "forecast.json": /"format": "lookback-forecast"/,
  "classifier.json": /"format": "lookback-classifier"/,
  "translator.json": /"format": "lookback-translator"/,
  "parser.json": /"format": "lookback-parser"/,
  "run.json": /"format": "lookback-(?:translation|parse)-run"/,
  "memory.json": /"experiment": "memory"/,
  "gradients.json": /"experiment": "gradients"/,
};

/** What else a run writes into its folder. */
const files = new Set([
  ...Object.keys(marks),
  "model.json",
  "weights.safetensors",
  "vocabulary.json",
  "tokenizer.json",
  "leaderboard.json",
  "histories.json",
  "predictions.csv",
  "forecast.csv",
  "validation.txt",
  "gold.mrg",
  "parsed.mrg",
  "gradients.csv",
  "runs.csv",
  "report.html",
]);

/** The folder of checkpoints, one folder in it for each model that is trained. */
const trainingName = "training";
const inCheckpoint = new Set<string>([...checkpointFiles, historyName, "checkpoint.json"]);
const temporary = /^\..+\.tmp$/;

/** Files that operating systems put into folders that are looked at: as good as none. */
const harmless = new Set([".DS_Store", "Thumbs.db", "desktop.ini"]);

/** What is in a folder: nothing, a run of ours and nothing else, or something that no run wrote, by its path. */
export type Contents =
  | { readonly kind: "empty" }
  | { readonly kind: "run"; readonly files: readonly string[]; readonly folders: readonly string[] }
  | { readonly kind: "foreign"; readonly path: string };

/** Looks through a folder. Its lock counts as nothing. */
export function contentsOf(folder: string): Contents {
  const collected: { readonly files: string[]; readonly folders: string[] } = { files: [], folders: [] };
  let isMarked = false;
  const take = (path: string, name: string): void => {
    collected.files.push(path);
    isMarked ||= name in marks && marks[name].test(readFileSync(path, "utf8"));
  };
  for (const entry of entriesOf(folder)) {
    const { name } = entry;
    const path = join(folder, name);
    if (harmless.has(name) || name.startsWith(lockName)) continue;
    if (temporary.test(name)) collected.files.push(path);
    else if (entry.isDirectory() && name === committed) {
      // A killed run has left its result here, whole.
      for (const { name: inside } of entriesOf(path)) {
        if (!files.has(inside) && inside !== removedName) return { kind: "foreign", path: join(path, inside) };
        take(join(path, inside), inside);
      }
      collected.folders.push(path);
    } else if (entry.isDirectory() && name === trainingName) {
      const foreign = walkTraining(path, collected);
      if (foreign !== null) return { kind: "foreign", path: foreign };
      collected.folders.push(path);
    } else if (entry.isDirectory() || !files.has(name)) return { kind: "foreign", path };
    else take(path, name);
  }
  if (collected.files.length === 0 && collected.folders.length === 0) return { kind: "empty" };
  const first = [...collected.files, ...collected.folders].find((path) => !temporary.test(basename(path)));
  return isMarked || first === undefined ? { kind: "run", ...collected } : { kind: "foreign", path: first };
}

/**
 * Whether a folder holds what a run has written, temporary files apart: results are written whole or not at all.
 */
export function holdsResult(folder: string): boolean {
  return entriesOf(folder).some(({ name }) => name === committed || name === trainingName || files.has(name));
}

/** Gathers what is in the folder of checkpoints. Returns the path of the first thing that no run wrote. */
function walkTraining(
  folder: string,
  collected: { readonly files: string[]; readonly folders: string[] },
): string | null {
  const walk = (at: string, depth: number): string | null => {
    for (const entry of entriesOf(at)) {
      const path = join(at, entry.name);
      if (!isOfTraining(entry.name, depth, entry.isDirectory())) return path;
      if (!entry.isDirectory() || temporary.test(entry.name)) {
        collected.files.push(path);
        continue;
      }
      const foreign = walk(path, depth + 1);
      if (foreign !== null) return foreign;
      collected.folders.push(path);
    }
    return null;
  };
  return walk(folder, 0);
}

/** training/NAME/checkpoint-N/FILE; before version 0.2 the history was beside the checkpoints, not in each. */
function isOfTraining(name: string, depth: number, isFolder: boolean): boolean {
  if (depth === 0) return isFolder && /^[a-z0-9-]+$/.test(name);
  if (temporary.test(name)) return true;
  if (depth === 1 && isFolder) return /^checkpoint-\d+$/.test(name);
  return !isFolder && (depth === 1 ? name === historyName : inCheckpoint.has(name));
}

/**
 * Removes a run's files, and the folders in it that are empty then. Throws a FileError that names what cannot be
 * removed.
 */
export function removeRun({ files: paths, folders }: Extract<Contents, { readonly kind: "run" }>): void {
  for (const path of paths)
    attempt(path, () => rmSync(path, { force: true, recursive: temporary.test(basename(path)) }));
  for (const path of folders) attempt(path, () => rmdirSync(path));
}

function attempt(path: string, f: () => void): void {
  try {
    f();
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw fileError(error, path);
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw fileError(error, folder, "read");
  }
}
