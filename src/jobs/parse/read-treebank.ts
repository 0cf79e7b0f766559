import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { cleanTree } from "../../data/trees/clean-tree.ts";
import { BracketError, readTrees } from "../../data/trees/read-trees.ts";
import type { Phrase } from "../../data/trees/tree.ts";
import { zipEntries } from "../download/zip.ts";
import { DataError } from "../table/data-error.ts";
import { decodeText, readText } from "../text/read-text.ts";

/** The trees of a treebank, as parsers learn them. */
export interface Treebank {
  readonly source: string;
  /** Without traces and function tags, in the order of the files' names and within each file. */
  readonly trees: readonly Phrase[];
  readonly files: number;
  /** Trees that held nothing but traces, which are left out. */
  readonly emptied: number;
}

/** Characters of all files together: five times the Penn Treebank. */
const largestTreebank = 256e6;

/** How files of trees are called in folders and archives. */
const endings = [".mrg", ".ptb", ".tree", ".trees", ".bracket", ".brackets"];

/**
 * Reads trees in Penn's brackets: from a file of any name, perhaps packed by gzip, from all files ending in .mrg (or
 * .ptb, .tree, .trees, .bracket, .brackets) in a folder and the folders in it, or from those in a zip archive. Traces,
 * function tags and indices are taken off (see `cleanTree`).
 *
 * Throws a DataError with file, line and column where brackets are not trees, and where there are none, or more than
 * 256 MB of them.
 */
export async function readTreebank(source: string): Promise<Treebank> {
  let [files, emptied, characters] = [0, 0, 0];
  const trees: Phrase[] = [];
  for await (const { name, text } of textsOf(source)) {
    files++;
    characters += text.length;
    if (characters > largestTreebank) {
      throw new DataError(`holds more than ${largestTreebank / 1e6} MB of trees`, {
        file: source,
        help: "give a part of them",
      });
    }
    for (const tree of treesOf(text, name)) {
      const cleaned = cleanTree(tree);
      if (cleaned === null) emptied++;
      else trees.push(cleaned);
    }
  }
  if (trees.length === 0) {
    throw new DataError(files === 0 ? `has no files of trees in it` : "has no trees in it", {
      file: source,
      help:
        `give a file of trees in brackets, such as (S (NP (PRP it)) (VP (VBZ rains))), or a folder or ` +
        `zip archive of such files, whose names end in ${endings.join(", ")}`,
    });
  }
  return { source, trees, files, emptied };
}

/** The trees of a text; `name` is for the message. */
export function treesOf(text: string, name: string): readonly Phrase[] {
  try {
    return readTrees(text);
  } catch (cause) {
    if (!(cause instanceof BracketError)) throw cause;
    const { line, column } = cause;
    throw new DataError(cause.message.replace(/^[^:]*: /, ""), {
      file: name,
      place: `line ${line}, column ${column}`,
      help: "trees are written in brackets: (S (NP (PRP it)) (VP (VBZ rains)))",
      cause,
    });
  }
}

interface NamedText {
  readonly name: string;
  readonly text: string;
}

async function* textsOf(source: string): AsyncGenerator<NamedText> {
  if (await isFolder(source)) {
    const entries = await readdir(source, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const path of paths.filter(holdsTrees).toSorted()) yield { name: path, text: await readText(path) };
  } else if (source.toLowerCase().endsWith(".zip")) yield* textsInZip(source);
  else yield { name: source, text: await readText(source) };
}

async function* textsInZip(archive: string): AsyncGenerator<NamedText> {
  const texts: NamedText[] = [];
  try {
    for await (const { name, content } of zipEntries(archive, holdsTrees)) {
      const within = `${archive}: ${name}`;
      texts.push({ name: within, text: decodeText(content, within) });
    }
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`cannot be unpacked: ${reason}`, {
      file: archive,
      help: "check the archive, or unpack it",
      cause,
    });
  }
  yield* texts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Not what systems put beside files: "._wsj_0001.mrg". */
function holdsTrees(path: string): boolean {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  return !name.startsWith(".") && endings.some((ending) => name.toLowerCase().endsWith(ending));
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false; // what is wrong with it, reading will say
  }
}
