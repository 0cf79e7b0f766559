import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { zipOf, type ZippedFile } from "../../../test/zip.ts";
import { cacheDirectory } from "../download/cache-directory.ts";
import type { Progress } from "../download/fetch-file.ts";
import { ensureJena, type EnsureJenaOptions, type JenaFile } from "./download.ts";

const name = "jena_climate_2009_2016.csv";
const csv = Buffer.from(
  Array.from({ length: 20_000 }, (_, i) => `01.01.2009 00:10:00,${i},${(i * 7919) % 1009}\n`).join(""),
);

function gitId(content: Buffer): string {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

/** A zip archive of the file. */
function zip(content: Buffer, change: Omit<ZippedFile, "name" | "content"> & { name?: string } = {}): Buffer {
  return zipOf([{ name, content, ...change }]);
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let folder = "";
let server: Server;
let url = "";
let handler: Handler;
/** The Range headers that were asked for. */
let asked: (string | undefined)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-jena-"));
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.headers.range);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  url = `http://127.0.0.1:${address.port}/jena.zip`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

/** Serves parts of `content`, as large servers do. */
function serving(content: Buffer): Handler {
  return ({ headers }, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
    if (from >= content.length) {
      response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
      return;
    }
    const part = content.subarray(from);
    const range = { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` };
    response.writeHead(from > 0 ? 206 : 200, { "content-length": part.length, ...(from > 0 ? range : {}) }).end(part);
  };
}

function get(options: EnsureJenaOptions = {}): Promise<JenaFile> {
  return ensureJena({
    dataDirectory: "",
    cacheDirectory: folder,
    url,
    acceptedIds: [gitId(csv)],
    timeout: 5000,
    ...options,
  });
}

/** Whether a file has the right contents; matchers take seconds for so many bytes. */
async function holdsCsv(path: string): Promise<boolean> {
  return csv.equals(await readFile(path));
}

async function refusal(options?: EnsureJenaOptions): Promise<string> {
  return get(options).then(
    () => "nothing was refused",
    (error: unknown) => String(error),
  );
}

test("the id is git's own", () => {
  expect(gitId(Buffer.from("hello\n"))).toBe("ce013625030ba8dba906f756967f9e9ca394464a"); // git hash-object
});

test("a packed file is downloaded once, verified, and then found in the cache", async () => {
  handler = serving(zip(csv));
  const seen: (number | null)[] = [];
  const cacheFolder = join(folder, "deep", "cache");
  const found = await get({
    cacheDirectory: cacheFolder,
    onProgress: ({ received, total }) => seen.push(received, total),
  });
  expect(found).toEqual({ path: join(cacheFolder, name), from: "download" });
  expect(await holdsCsv(found.path)).toBe(true);
  expect(await readdir(cacheFolder)).toEqual([name]);
  expect(seen.slice(-2)).toEqual([zip(csv).length, zip(csv).length]);
  expect(await get({ cacheDirectory: cacheFolder })).toEqual({ path: found.path, from: "cache" });
  expect(asked).toEqual([undefined]);
});

test("stored, gzipped and plain files do as well, and so do other line ends", async () => {
  const dos = Buffer.from(csv.toString().replaceAll("\n", "\r\n"));
  const forms = [zip(csv, { stored: true }), gzipSync(csv), csv, zip(dos)];
  for (const [i, form] of forms.entries()) {
    handler = serving(form);
    const { path } = await get({ cacheDirectory: join(folder, String(i)) });
    expect((await readFile(path)).length).toBe(i === 3 ? dos.length : csv.length);
  }
  expect(asked).toHaveLength(4);
});

test.each([
  ["zip", zip(Buffer.alloc(200_000)), "csv unpacks to more than 100000 bytes"],
  ["gzip", gzipSync(Buffer.alloc(200_000)), "it unpacks to more than 100000 bytes"],
  ["an empty file in a zip", zip(Buffer.alloc(0), { stored: true }), "csv is empty"],
])(
  "%s: what unpacks to more than is taken, or to nothing, is refused, and nothing stays",
  async (_, content, message) => {
    handler = serving(content);
    expect(await refusal({ largest: 100_000 })).toContain(message);
    expect([asked.length, await readdir(folder)]).toEqual([1, []]);
  },
);

test("a folder of data comes first, in every form it may have", async () => {
  const data = join(folder, "data");
  await mkdir(join(data, "jena"), { recursive: true });
  handler = serving(zip(csv));
  for (const path of ["jena/jena_climate_2009_2016.csv.gz", "jena/jena_climate_2009_2016.csv", `${name}.gz`, name]) {
    await writeFile(join(data, path), "x");
    expect(await get({ dataDirectory: data })).toEqual({ path: join(data, path), from: "data folder" });
  }
  expect(asked).toEqual([]);
});

test("a download that is cut off goes on where it ended", async () => {
  const whole = zip(csv);
  const half = Math.floor(whole.length / 2);
  let cut: (() => void) | undefined;
  handler = (_, response) => {
    cut = () => response.destroy();
    response.writeHead(200, { "content-length": whole.length }).write(whole.subarray(0, half));
  };
  let kept = 0;
  const onProgress = ({ received }: Progress): void => {
    kept = received;
    if (received === half) cut?.();
  };
  expect(await refusal({ onProgress })).toMatch(
    /^DataError: http.*: the weather file of Jena could not be downloaded: /,
  );
  expect(kept).toBe(half);
  expect(whole.subarray(0, half).equals(await readFile(join(folder, `${name}.part`)))).toBe(true);
  handler = serving(whole);
  const seen: Progress[] = [];
  expect(await holdsCsv((await get({ onProgress: (progress) => seen.push(progress) })).path)).toBe(true);
  expect(asked).toEqual([undefined, `bytes=${kept}-`]);
  expect(seen.at(-1)).toEqual({ received: whole.length, total: whole.length });
  expect(await readdir(folder)).toEqual([name]);
});

test("a server that cannot go on sends all of it again, and a part that is whole is not asked for again", async () => {
  const whole = zip(csv);
  await writeFile(join(folder, `${name}.part`), whole.subarray(0, 1000));
  handler = (_, response) => response.writeHead(200).end(whole);
  expect(await holdsCsv((await get()).path)).toBe(true);
  await rm(join(folder, name));
  await writeFile(join(folder, `${name}.part`), whole);
  handler = serving(whole);
  expect(await holdsCsv((await get()).path)).toBe(true);
  await rm(join(folder, name));
  await writeFile(join(folder, `${name}.part`), Buffer.concat([whole, whole]));
  expect(await holdsCsv((await get()).path)).toBe(true);
  expect(asked).toEqual(["bytes=1000-", `bytes=${whole.length}-`, `bytes=${2 * whole.length}-`, undefined]);
});

test("a part of another file is noticed, and the download starts over", async () => {
  await writeFile(join(folder, `${name}.part`), Buffer.alloc(1000, 7));
  handler = serving(zip(csv));
  expect(await holdsCsv((await get()).path)).toBe(true);
  expect(asked).toEqual(["bytes=1000-", undefined]);
});

test("a server that falls silent is given up, before and during the answer; what arrived is kept", async () => {
  handler = () => undefined;
  expect(await refusal({ timeout: 150 })).toContain("nothing arrived for 0.15 s; help:");
  handler = (_, response) => {
    response.writeHead(200, { "content-length": 5000 });
    response.write(Buffer.alloc(1000));
  };
  expect(await refusal({ timeout: 150 })).toContain("nothing arrived for 0.15 s; help:");
  expect((await readFile(join(folder, `${name}.part`))).length).toBe(1000);
});

test("a slow download that keeps coming is not given up", async () => {
  const whole = zip(csv);
  handler = (_, response) => {
    response.writeHead(200, { "content-length": whole.length });
    const size = Math.ceil(whole.length / 8);
    for (let i = 0; i < 8; i++) {
      setTimeout(() => {
        const last = i === 7;
        response.write(whole.subarray(i * size, (i + 1) * size));
        if (last) response.end();
      }, i * 100);
    }
  };
  expect(await holdsCsv((await get({ timeout: 500 })).path)).toBe(true);
});

test("what is not the file is refused, with what to do instead, and leaves nothing behind", async () => {
  const cases: readonly [Handler, string][] = [
    [
      serving(zip(Buffer.from("another\n"))),
      `it is another file than expected (git id ${gitId(Buffer.from("another\n"))}, 8 bytes)`,
    ],
    [serving(zip(csv, { crc: 1 })), `the checksum of ${name} is wrong`],
    [serving(zip(csv, { size: 5 })), `${name} is damaged: it unpacks to more than it says`],
    [serving(zip(csv, { method: 12 })), `${name} is packed by method 12`],
    [serving(zip(csv, { name: "readme.txt" })), "the archive holds no .csv file"],
    [serving(zip(csv).subarray(0, 5000)), "it is not a whole zip archive"],
    [(_, response) => void response.writeHead(404).end("no"), "the server answers 404 Not Found"],
    [(_, response) => void response.writeHead(503).end(), "the server answers 503 Service Unavailable"],
  ];
  for (const [answer, problem] of cases) {
    handler = answer;
    const message = await refusal();
    expect(message).toContain(`DataError: ${url}: the weather file of Jena could not be downloaded: ${problem}`);
    expect(message).toContain(
      `; help: fetch ${url} yourself, unpack ${name} into a folder, and set LOOKBACK_DATA to that folder; or`,
    );
    expect(message).toContain("simulated weather station");
    expect(await readdir(folder)).toEqual([]);
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(await refusal()).toContain("ECONNREFUSED");
  server.listen(0);
});

test("an abort ends the download with the signal's reason", async () => {
  handler = (_, response) => void response.writeHead(200, { "content-length": 5000 }).write(Buffer.alloc(1000));
  const controller = new AbortController();
  const reason = new Error("enough");
  const attempt = get({ signal: controller.signal, onProgress: () => controller.abort(reason) });
  await expect(attempt).rejects.toBe(reason);
  await expect(get({ signal: controller.signal })).rejects.toBe(reason);
});

test("downloads are kept where the system keeps such things", () => {
  expect(cacheDirectory({ XDG_CACHE_HOME: "/tmp/x" }, "linux")).toBe(join("/tmp/x", "lookback"));
  expect(cacheDirectory({}, "linux")).toMatch(/\.cache[\\/]lookback$/);
  expect(cacheDirectory({ XDG_CACHE_HOME: "" }, "darwin")).toMatch(/Library[\\/]Caches[\\/]lookback$/);
  expect(cacheDirectory({ LOCALAPPDATA: "/local" }, "win32")).toBe(join("/local", "lookback", "Cache"));
});
