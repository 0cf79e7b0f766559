import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadModel } from "../../src/files/folder.ts";
import { randomFrom } from "./mutations.ts";

/*
 * Processes that save models over each other get real signals, to show that the disk of kill-points.test.ts tells the
 * truth.
 */

const program = fileURLToPath(new URL("saving-child.mjs", import.meta.url));
const built = existsSync(fileURLToPath(new URL("../../dist/node.js", import.meta.url)));
const reason = built ? "" : " (dist is not built: npm run build)";
const kills = process.env["MODE"] === "whole" ? 40 : 4;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-sigkill-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * Saves one model after the other until it is killed, so many milliseconds after the first. Where it was: how many it
 * had saved.
 */
function saveUntilKilled(milliseconds: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, join(folder, "model")], { stdio: ["ignore", "pipe", "pipe"] });
    let [saved, errors] = [0, ""];
    child.stdout.on("data", (chunk: Buffer) => {
      if (saved === 0) setTimeout(() => child.kill("SIGKILL"), milliseconds);
      saved += chunk.length;
    });
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => (code === null ? resolve(saved) : reject(new Error(errors))));
  });
}

test.skipIf(!built)(`killed ${kills} times while it saves, a model loads${reason}`, { timeout: 240_000 }, async () => {
  const random = randomFrom(11);
  const left = { nothing: 0, halfWritten: 0, committed: 0 };
  for (let kill = 0; kill < kills; kill++) {
    expect(await saveUntilKilled(30 * random())).toBeGreaterThan(0);
    const names = await readdir(join(folder, "model"));
    if (names.includes(".saved")) left.committed++;
    else if (names.some((name) => name.endsWith(".tmp"))) left.halfWritten++;
    else left.nothing++;
    expect(names.filter((name) => name.endsWith(".tmp")).length).toBeLessThan(2);
    // All numbers of a model are the same one there, so that a mixture would be seen.
    const { flat } = await loadModel(join(folder, "model"));
    expect(new Set(flat.toArray()).size).toBe(1);
  }
  console.log(`${kills} kills; left behind: ${JSON.stringify(left)}`);
});
