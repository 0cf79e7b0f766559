import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tarEntries } from "../download/tar.ts";
import { readImdb } from "./imdb.ts";

/** A tar archive, by hand: each file's header of 512 bytes, then its content in blocks. */
function tar(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const content = Buffer.from(text);
    const header = Buffer.alloc(512);
    const cut = name.length > 100 ? name.lastIndexOf("/", 100) : -1;
    header.write(name.slice(cut + 1), 0);
    if (cut > 0) header.write(name.slice(0, cut), 345);
    header.write("0000644\0", 100);
    header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
    header.write(text === "" && name.endsWith("/") ? "5" : "0", 156);
    header.write("ustar\u000000", 257);
    header.fill(" ", 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

const long = "a long review ".repeat(5000);
const archive = gzipSync(
  tar({
    "aclImdb/": "",
    "aclImdb/README": "not a review",
    "aclImdb/train/pos/1_9.txt": "great",
    "aclImdb/train/neg/0_1.txt": long,
    "aclImdb/train/unsup/0_0.txt": "without a label",
    "aclImdb/test/neg/3_4.txt": "poor ü",
    "aclImdb/test/pos/2_8.txt": "fine",
  }),
);
const digest = createHash("md5").update(archive).digest("hex");

let folder = "";
let server: Server;
let url = "";
let asked: (string | undefined)[] = [];
let cutAt = Infinity;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-imdb-"));
  asked = [];
  cutAt = Infinity;
  server = createServer((request, response) => {
    const { range } = request.headers;
    asked.push(range);
    const from = Number(/bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0);
    const length = archive.length - from;
    response.writeHead(from > 0 ? 206 : 200, {
      "content-length": length,
      ...(from > 0 ? { "content-range": `bytes ${from}-${archive.length - 1}/${archive.length}` } : {}),
    });
    if (cutAt < archive.length) {
      // The end must not overtake what was sent.
      response.write(archive.subarray(from, cutAt), () => setTimeout(() => response.destroy(), 50));
      cutAt = Infinity;
    } else response.end(archive.subarray(from));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/aclImdb_v1.tar.gz`;
});

afterEach(async () => {
  await new Promise((done) => server.close(done));
  await rm(folder, { recursive: true, force: true });
});

const options = () => ({ dataDirectory: "", cacheDirectory: folder, url, digest });

test("the archive is fetched once, checked, and read from the cache after that", async () => {
  const { texts, test: judged } = await readImdb(options());
  expect(texts.texts).toEqual([long.trim() === texts.texts[0] ? long.trim() : long, "great"]);
  expect(texts.classes).toEqual(["neg", "pos"]);
  expect([...texts.labels]).toEqual([0, 1]);
  expect(judged.texts).toEqual(["poor ü", "fine"]);
  await readImdb(options());
  expect(asked).toHaveLength(1);
  expect(await readdir(folder)).toEqual(["aclImdb_v1.tar.gz"]);
});

test("a download that is cut off goes on where it ended", async () => {
  cutAt = 200;
  await expect(readImdb(options())).rejects.toThrow("could not be downloaded");
  expect(await readdir(folder)).toEqual(["aclImdb_v1.tar.gz.part"]);
  const { judged } = await readImdb(options()).then(({ test: found }) => ({ judged: found }));
  expect(judged.texts).toHaveLength(2);
  expect(asked).toEqual([undefined, "bytes=200-"]);
});

test("another file than expected is refused, and said how to get the right one", async () => {
  await expect(readImdb({ ...options(), digest: "0".repeat(32) })).rejects.toThrow(
    /it is another file than expected \(MD5 [0-9a-f]{32}, \d+ bytes\); help: fetch http.* set LOOKBACK_DATA/,
  );
  expect(await readdir(folder)).toEqual([]);
});

test("a folder of data is looked into first: tables, or the archive itself", async () => {
  await writeFile(join(folder, "aclImdb_v1.tar.gz"), archive);
  expect((await readImdb({ ...options(), dataDirectory: folder })).test.texts).toEqual(["poor ü", "fine"]);
  await writeFile(join(folder, "imdb_train.jsonl"), [line(1, "good one"), line(0, "bad one")].join("\n"));
  await writeFile(join(folder, "imdb_test.jsonl"), [line(0, "so so"), line(1, "yes")].join("\n"));
  expect((await readImdb({ ...options(), dataDirectory: folder })).texts.texts).toEqual(["good one", "bad one"]);
  expect(asked).toEqual([]);
});

test("an archive that ends early or is damaged is an error", async () => {
  const deep = `${"folder/".repeat(20)}name.txt`;
  const whole = tar({ [deep]: "x", "empty.txt": "" });
  expect(await read(whole)).toEqual([deep, "empty.txt"]);
  await expect(read(whole.subarray(0, 700))).rejects.toThrow("the archive ends early");
  const damaged = Buffer.from(whole);
  damaged[3] ^= 1;
  await expect(read(damaged)).rejects.toThrow("a header's checksum is wrong");
});

function line(label: number, text: string): string {
  return JSON.stringify({ label, id: 1, rating: 2, text });
}

/** The names in an archive of these bytes. */
async function read(bytes: Buffer): Promise<string[]> {
  const path = join(folder, "a.tar.gz");
  await writeFile(path, gzipSync(bytes));
  const names: string[] = [];
  for await (const { name } of tarEntries(path, () => true)) names.push(name);
  return names;
}
