import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { fetchChecked, fetchFile } from "./fetch-file.ts";

let [folder, url, asked] = ["", "", 0];
let answer: RequestListener = (_, response) => void response.end();
const server = createServer((request, response) => {
  asked++;
  answer(request, response);
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-fetch-"));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
});
beforeEach(() => {
  asked = 0;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

test("more bytes than are taken are refused, announced or not, and nothing is kept", async () => {
  const part = join(folder, "a.part");
  answer = (_, response) => void response.end(Buffer.alloc(2000));
  await expect(fetchFile(url, part, { largest: 1000 })).rejects.toThrow("2000 bytes are announced, and 1000");
  answer = (_, response) => {
    response.write(Buffer.alloc(900));
    response.end(Buffer.alloc(900));
  };
  await expect(fetchFile(url, part, { largest: 1000 })).rejects.toThrow("more than 1000 bytes arrive");
  expect(await readdir(folder)).toEqual([]);
});

test("a download that trickles is given up after its longest time, and what came is kept", async () => {
  const part = join(folder, "b.part");
  answer = (_, response) => {
    response.write("x");
    const drip = setInterval(() => response.write("x"), 20);
    response.on("close", () => clearInterval(drip));
  };
  await expect(fetchFile(url, part, { longest: 300 })).rejects.toThrow("it takes more than 0.3 s");
  expect((await readFile(part)).length).toBeGreaterThan(0);
  await rm(part);
});

test("416: a stale part is fetched anew, once", async () => {
  const part = join(folder, "c.part");
  await writeFile(part, "longer than the file");
  answer = (request, response) => {
    if (request.headers.range === undefined) response.end("new");
    else response.writeHead(416, { "content-range": "bytes */3" }).end();
  };
  expect(await fetchFile(url, part, {})).toBe(false);
  expect(await readFile(part, "utf8")).toBe("new");
  expect(asked).toBe(2);
  answer = (_, response) => void response.writeHead(416).end();
  await expect(fetchFile(url, part, {})).rejects.toThrow("416");
  expect(asked).toBe(4);
});

test("redirects that go in a circle end", async () => {
  answer = (_, response) => void response.writeHead(302, { location: url }).end();
  await expect(fetchFile(url, join(folder, "d.part"), {})).rejects.toThrow("redirect");
  expect(asked).toBeLessThan(50);
});

const isAnother = (): Promise<never> => Promise.reject(new Error("another checksum"));

test.each([
  ["206 to a request without a range", 206, "bytes 0-8/9", "another part"],
  ["416 to a request without a range", 416, "bytes */0", "416 Range Not Satisfiable"],
])("%s: given up at once, though nothing that comes passes its check", async (_, status, range, message) => {
  const part = join(folder, "e.part");
  answer = (request, response) => {
    if (asked > 5) request.destroy();
    else response.writeHead(status, { "content-range": range }).end("different");
  };
  await expect(fetchChecked(url, part, {}, isAnother)).rejects.toThrow(message);
  expect(asked).toBe(1);
});

test("a part of another file is fetched anew once, and no more", async () => {
  const part = join(folder, "f.part");
  await writeFile(part, "other");
  answer = (request, response) => {
    const from = Number(request.headers.range?.match(/\d+/)?.[0] ?? 0);
    if (from > 0) response.writeHead(206, { "content-range": `bytes ${from}-8/9` });
    response.end("different".slice(from));
  };
  await expect(fetchChecked(url, part, {}, isAnother)).rejects.toThrow("another checksum");
  expect([asked, await readdir(folder)]).toEqual([2, []]);
});
