import { isUtf8 } from "node:buffer";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "../table/data-error.ts";
import { decodeWindows1252 } from "../table/windows-1252.ts";
import { TextGatherer, type LabelledTexts } from "./labelled-texts.ts";

/** Folders that hold no labelled texts where others do: the reviews without a label of IMDb. */
const notLabels = new Set(["unsup"]);

/** Bytes of one text, as of a line in a table. */
const largestFile = 16e6;

/**
 * The folder with a folder for each label, and the test folder: `train` and `test` where there are such, else the
 * folder itself.
 */
export async function findLabelFolders(
  folder: string,
): Promise<{ readonly train: string; readonly test: string | null }> {
  const inside = await foldersIn(folder);
  if (!inside.includes("train")) return { train: folder, test: null };
  return { train: join(folder, "train"), test: inside.includes("test") ? join(folder, "test") : null };
}

/** All text files below each label's folder, in the order of their names. What is not UTF-8 is read as Windows-1252. */
export async function readFolder(folder: string, toLearnFrom: boolean): Promise<LabelledTexts> {
  const labels = (await foldersIn(folder)).filter((name) => !notLabels.has(name)).toSorted();
  if (labels.length === 0) {
    throw new DataError("has no folders in it", {
      file: folder,
      help: "give a folder with one folder of texts per label",
    });
  }
  const gatherer = new TextGatherer();
  let others = 0;
  for (const label of labels) {
    const entries = await readdir(join(folder, label), { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith(".")).map(({ name }) => name);
    for (const file of files.toSorted()) {
      const path = join(folder, label, file);
      if ((await stat(path)).size > largestFile) {
        throw new DataError(`is larger than ${largestFile / 1e6} MB`, { file: path, help: "give one text per file" });
      }
      const bytes = await readFile(path);
      const plain = isUtf8(bytes);
      if (!plain) others++;
      gatherer.add(plain ? new TextDecoder().decode(bytes) : decodeWindows1252(bytes), label);
    }
  }
  if (others > 0)
    gatherer.oddities.push(
      `${folder}: ${others} of its files ${others === 1 ? "is not UTF-8; it was" : "are not UTF-8; they were"} ` +
        "read as Latin-1 (Windows-1252).",
    );
  return gatherer.finish(folder, { toLearnFrom });
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).map(({ name }) => name);
}
