import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { copyFile, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { ownedName, removeAbandonedIn, removeWhenEnding } from "../../files/temporaries.ts";
import { DataError } from "../table/data-error.ts";
import { cacheDirectory, exists } from "../download/cache-directory.ts";
import { fetchChecked, largestDownload, type FetchOptions } from "../download/fetch-file.ts";
import { unpackFromZip } from "../download/zip.ts";

/**
 * The lecture's file: the weather station in Jena, every 10 minutes from 2009 to 2016, 420,551 rows of 14 variables.
 */
const fileName = "jena_climate_2009_2016.csv";

const publicAddress = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/jena_climate_2009_2016.csv.zip";

/** Git's ids of the two forms in which the file is passed on: `git hash-object` prints them. */
const knownIds: readonly string[] = [
  "3dc17139ed8afe4f693b3b88cbdd6e3a69e2de0c",
  "e6cfb671e72f630f251a18722fcebe6944c758c0",
];

export interface EnsureJenaOptions extends FetchOptions {
  /** A folder of data that is looked into first. Default: the environment variable LOOKBACK_DATA, if set. */
  readonly dataDirectory?: string;
  /** Where downloads are kept. Default: see `cacheDirectory`. */
  readonly cacheDirectory?: string;
  /** Where to download from: the file itself, or packed by zip or gzip. */
  readonly url?: string;
  /** Git's ids of files that are taken for the right one. */
  readonly acceptedIds?: readonly string[];
}

/**
 * Where the lecture's file lies, and where it was found. Files in a folder of data are taken as they are; downloads
 * were verified.
 */
export interface JenaFile {
  readonly path: string;
  readonly from: "data folder" | "cache" | "download";
}

/**
 * The weather file of the lecture: from a folder of data, else from the cache, else downloaded into the cache. A
 * download that was cut off goes on where it ended; the file appears in the cache only when its contents are verified.
 *
 * Throws a DataError that says how to get the file by hand when it cannot be had, and the signal's reason when it was
 * aborted.
 */
export async function ensureJena(options: EnsureJenaOptions = {}): Promise<JenaFile> {
  const data = options.dataDirectory ?? process.env["LOOKBACK_DATA"];
  if (data !== undefined && data !== "") {
    for (const folder of [data, join(data, "jena")]) {
      for (const name of [fileName, `${fileName}.gz`]) {
        const path = join(folder, name);
        if (await exists(path)) return { path, from: "data folder" };
      }
    }
  }
  const folder = options.cacheDirectory ?? cacheDirectory();
  const path = join(folder, fileName);
  if (await exists(path)) return { path, from: "cache" };
  const { url = publicAddress } = options;
  try {
    await mkdir(folder, { recursive: true });
    await download(url, path, options);
  } catch (cause) {
    options.signal?.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`the weather file of Jena could not be downloaded: ${reason}`, {
      file: url,
      help: byHand(url),
      cause,
    });
  }
  return { path, from: "download" };
}

function byHand(url: string): string {
  return (
    `fetch ${url} yourself, unpack ${fileName} into a folder, and set LOOKBACK_DATA to that folder; ` +
    `or name no source, and the simulated weather station is used`
  );
}

async function download(url: string, path: string, options: EnsureJenaOptions): Promise<void> {
  const { acceptedIds = knownIds, largest = largestDownload } = options;
  removeAbandonedIn(dirname(path), [basename(path)]);
  const unpacked = join(dirname(path), `.${basename(path)}.${ownedName()}.tmp`);
  const keep = removeWhenEnding(unpacked);
  try {
    await fetchChecked(url, `${path}.part`, options, async (part) => {
      await unpack(part, unpacked, largest);
      await verify(unpacked, acceptedIds);
    });
    await rename(unpacked, path);
    await rm(`${path}.part`);
  } finally {
    await rm(unpacked, { force: true });
    keep();
  }
}

/** Unpacks by what a file is, whatever its name says, to no more bytes than are taken. */
async function unpack(from: string, to: string, largest: number): Promise<void> {
  const start = Buffer.alloc(4);
  const file = await open(from);
  try {
    await file.read(start);
  } finally {
    await file.close();
  }
  if (start.toString("latin1") === "PK\u0003\u0004") await unpackFromZip(from, ".csv", to, largest);
  else if (start[0] === 0x1f && start[1] === 0x8b) {
    await pipeline(createReadStream(from), createGunzip(), limited, createWriteStream(to));
  } else await copyFile(from, to);

  async function* limited(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let size = 0;
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > largest) throw new Error(`it unpacks to more than ${largest} bytes`);
      yield chunk;
    }
  }
}

/** Throws unless a file has one of the ids, as it is or with its line ends as Unix writes them. */
async function verify(path: string, accepted: readonly string[]): Promise<void> {
  const { size } = await stat(path);
  const asItIs = createHash("sha1").update(`blob ${size}\0`);
  let dosEnds = 0;
  let last = 0;
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) continue;
    asItIs.update(chunk);
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) {
      if ((at === 0 ? last : chunk[at - 1]) === 13) dosEnds++;
    }
    last = chunk[chunk.length - 1];
  }
  const id = asItIs.digest("hex");
  if (accepted.includes(id)) return;
  if (dosEnds > 0 && accepted.includes(await unixId(path, size - dosEnds))) return;
  throw new Error(`it is another file than expected (git id ${id}, ${size} bytes)`);
}

async function unixId(path: string, size: number): Promise<string> {
  const hash = createHash("sha1").update(`blob ${size}\0`);
  let held = "";
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) continue;
    const text = held + chunk.toString("latin1");
    held = text.endsWith("\r") ? "\r" : "";
    hash.update(Buffer.from(text.slice(0, text.length - held.length).replaceAll("\r\n", "\n"), "latin1"));
  }
  return hash.update(held).digest("hex");
}
