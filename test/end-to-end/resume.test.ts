import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadTrainingState } from "../../src/files/folder.ts";

/* A process that trains is killed at random moments, again and again, and ends with the bits of one that was not. */

const program = fileURLToPath(new URL("training-child.mjs", import.meta.url));
const built = existsSync(fileURLToPath(new URL("../../dist/node.js", import.meta.url)));
const reason = built ? "" : " (dist is not built: npm run build)";
const kills = 20;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-resume-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** When a process is killed: so many milliseconds after it has done so many steps. */
interface Moment {
  readonly steps: number;
  readonly milliseconds: number;
}

/** Runs the training, which rests so many milliseconds after each step. The exit code, null when it was killed. */
function train(name: string, rest: number, kill?: Moment): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, join(folder, name), `${rest}`], {
      env: { ...process.env, LOOKBACK_THREADS: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [errors, steps] = ["", 0];
    child.stdout.on("data", (chunk: Buffer) => {
      const before = steps;
      steps += chunk.length;
      if (kill !== undefined && before < kill.steps && steps >= kill.steps)
        setTimeout(() => child.kill("SIGKILL"), kill.milliseconds);
    });
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0 && code !== null) reject(new Error(errors));
      else resolve(code);
    });
  });
}

/** The log without the seconds, which are not the same twice. */
async function logOf(name: string): Promise<string[]> {
  const text = await readFile(join(folder, name, "log.csv"), "utf8");
  return text.split("\n").map((line) => line.split(",").toSpliced(1, 1).join());
}

test.skipIf(!built)(
  `killed ${kills} times, training ends with the same bits${reason}`,
  async () => {
    expect(await train("whole", 0)).toBe(0);
    let leftovers = 0;
    const seen = new Set<string>();
    for (let killed = 0; killed < kills; killed++) {
      // A checkpoint is written after every second step, so these fall before, within and after the writing.
      const code = await train("killed", 6, { steps: 1 + ((killed * 5) % 4), milliseconds: (killed * 7) % 20 });
      expect(code, `it was not killed the ${killed + 1}th time`).toBeNull();
      const names = await readdir(join(folder, "killed"));
      leftovers += names.filter((name) => name.endsWith(".tmp")).length;
      for (const name of names) if (name.startsWith("checkpoint-")) seen.add(name);
    }
    expect(seen.size).toBeGreaterThan(5);
    expect(await train("killed", 0)).toBe(0);
    const [whole, other] = await Promise.all(
      ["whole", "killed"].map((name) => loadTrainingState(join(folder, name, "final.safetensors"))),
    );
    expect(whole.updates).toBeGreaterThan(40);
    expect(other).toEqual(whole);
    expect(Object.keys(whole.slots)).toHaveLength(5);
    expect(await logOf("killed")).toEqual(await logOf("whole"));
    const names = await readdir(join(folder, "killed"));
    expect(names.filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect(names.filter((name) => name.startsWith("checkpoint-"))).toHaveLength(3);
    if (process.env["LOOKBACK_VERBOSE"] !== undefined)
      console.log(`${kills} kills, ${seen.size} checkpoints seen, ${leftovers} caught in the writing`);
  },
  300_000,
);
