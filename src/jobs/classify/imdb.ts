import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { cacheDirectory, exists } from "../download/cache-directory.ts";
import { fetchChecked, type FetchOptions } from "../download/fetch-file.ts";
import { tarEntries } from "../download/tar.ts";
import { DataError } from "../table/data-error.ts";
import { TextGatherer, type LabelledTexts } from "./labelled-texts.ts";
import { readTexts } from "./read-texts.ts";

/**
 * The Large Movie Review Dataset: 25,000 training and 25,000 test reviews, half of each positive (Maas et
 * al. 2011).
 */
const publicAddress = "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz";
const archiveName = "aclImdb_v1.tar.gz";
/** MD5 of the archive, as it is passed on. */
const knownDigest = "7c2ac02c03563afcf9b574c7e56c153a";

export interface EnsureImdbOptions extends FetchOptions {
  /** A folder of data that is looked into first. Default: the environment variable LOOKBACK_DATA, if set. */
  readonly dataDirectory?: string;
  /** Where downloads are kept. Default: see `cacheDirectory`. */
  readonly cacheDirectory?: string;
  readonly url?: string;
  /** MD5 of the file that is taken for the right one. */
  readonly digest?: string;
}

export interface ImdbTexts {
  readonly texts: LabelledTexts;
  readonly test: LabelledTexts;
}

/**
 * The film reviews of the lecture: from a folder of data (imdb_train.jsonl.gz and imdb_test.jsonl.gz, the unpacked
 * folder aclImdb, or the archive), else from the cache, else downloaded into the cache; a download that was cut off
 * goes on where it ended. Throws a DataError that says how to get them by hand when they cannot be had.
 */
export async function readImdb(options: EnsureImdbOptions = {}): Promise<ImdbTexts> {
  const data = options.dataDirectory ?? process.env["LOOKBACK_DATA"];
  if (data !== undefined && data !== "") {
    for (const folder of [data, join(data, "imdb")]) {
      const found = await readFromFolder(folder);
      if (found !== null) return found;
    }
  }
  return readArchive(await ensureArchive(options));
}

async function readFromFolder(folder: string): Promise<ImdbTexts | null> {
  for (const ending of ["jsonl.gz", "jsonl"]) {
    const [train, test] = ["train", "test"].map((part) => join(folder, `imdb_${part}.${ending}`));
    if (!(await exists(train)) || !(await exists(test))) continue;
    const columns = { text: "text", label: "label" };
    return {
      texts: (await readTexts(train, columns, true)).texts,
      test: (await readTexts(test, columns, false)).texts,
    };
  }
  const unpacked = join(folder, "aclImdb");
  if (await exists(unpacked)) {
    const { texts, test } = await readTexts(unpacked, {}, true);
    if (test !== null) return { texts, test };
  }
  const archive = join(folder, archiveName);
  return (await exists(archive)) ? readArchive(archive) : null;
}

async function ensureArchive(options: EnsureImdbOptions): Promise<string> {
  const { url = publicAddress, digest = knownDigest } = options;
  const folder = options.cacheDirectory ?? cacheDirectory();
  const path = join(folder, archiveName);
  if (await exists(path)) return path;
  try {
    await mkdir(folder, { recursive: true });
    await fetchChecked(url, `${path}.part`, options, (part) => verify(part, digest));
    await rename(`${path}.part`, path);
    return path;
  } catch (cause) {
    options.signal?.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`the film reviews of IMDb could not be downloaded: ${reason}`, {
      file: url,
      help:
        `fetch ${url} yourself, put it into a folder, and set LOOKBACK_DATA to that folder; ` +
        `or give a table of your own texts`,
      cause,
    });
  }
}

async function verify(path: string, digest: string): Promise<void> {
  const hash = createHash("md5");
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) continue;
    hash.update(chunk);
    bytes += chunk.length;
  }
  const found = hash.digest("hex");
  if (found !== digest) throw new Error(`it is another file than expected (MD5 ${found}, ${bytes} bytes)`);
}

/** The labelled reviews in the archive, in the order of their names. */
async function readArchive(archive: string): Promise<ImdbTexts> {
  const pattern = /(?:^|\/)(train|test)\/(pos|neg)\/\d+_\d+\.txt$/;
  const found: { readonly part: string; readonly label: string; readonly name: string; readonly text: string }[] = [];
  for await (const { name, content } of tarEntries(archive, (path) => pattern.test(path))) {
    const [, part, label] = pattern.exec(name) ?? [];
    found.push({ part, label, name, text: content.toString("utf8") });
  }
  found.sort((a, b) => (a.name < b.name ? -1 : 1));
  const gathered = (part: string, toLearnFrom: boolean): LabelledTexts => {
    const gatherer = new TextGatherer();
    for (const entry of found) if (entry.part === part) gatherer.add(entry.text, entry.label);
    return gatherer.finish(`${archive}, ${part}`, { toLearnFrom });
  };
  return { texts: gathered("train", true), test: gathered("test", false) };
}
