import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { candidateCheckpoints, type ValidationPoint } from "../../src/jobs/sequences/checkpoints.ts";
import { dense } from "../../src/layers/dense.ts";
import { sequential } from "../../src/models/sequential.ts";

/* A file beside whole checkpoints that is torn does not stop a training that goes on. */

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-history-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const model = sequential([dense({ units: 1 })], { input: [1] });
const points: readonly ValidationPoint[] = [1, 2, 3].map((update) => ({
  update,
  loss: 1 / update,
  validationLoss: 2,
  perplexity: 3,
  score: update,
  seconds: update,
  tokens: 10 * update,
}));

/** Three checkpoints of a training. */
async function train(): Promise<void> {
  const checkpoints = await candidateCheckpoints(model, folder, 3);
  for (const { update } of points) {
    const state = { epoch: update, updates: update, weights: model.flat.toArray(), slots: {} };
    await checkpoints.save(state, points.slice(0, update));
  }
}

test("each checkpoint has the metrics up to it; where the newest is torn, the one before is used", async () => {
  await train();
  const whole = await candidateCheckpoints(model, folder, 3);
  expect((await whole.newest())?.points).toEqual(points);
  expect([...whole.damaged]).toEqual([]);
  const torn = join(folder, "checkpoint-000000003", "history.json");
  await writeFile(torn, (await readFile(torn)).subarray(0, 99));
  const after = await candidateCheckpoints(model, folder, 3);
  expect((await after.newest())?.points).toEqual(points.slice(0, 2));
  expect([...after.damaged]).toEqual([
    expect.stringContaining("checkpoint-000000003/history.json does not have its checksum"),
  ]);
});

test("a history from before 0.2 is read, and where it is torn, taken from the checkpoints", async () => {
  await train();
  // As those versions left it: without the file in each checkpoint, which then is not in its list of files.
  const { createHash } = await import("node:crypto");
  const history = { format: "lookback-training-history", version: 1, points };
  for (const name of await readdir(folder)) {
    const file = join(folder, name, "checkpoint.json");
    const { about } = JSON.parse(await readFile(file, "utf8"));
    delete about.files["history.json"];
    const checksum = createHash("sha256").update(JSON.stringify(about)).digest("hex");
    await writeFile(file, JSON.stringify({ about, checksum }));
    await rm(join(folder, name, "history.json"));
  }
  const path = join(folder, "history.json");
  await writeFile(path, JSON.stringify(history));
  expect((await (await candidateCheckpoints(model, folder, 3)).newest())?.points).toEqual(points);

  for (const torn of ["", JSON.stringify(history).slice(0, 60), '{ "points": 7 }']) {
    await writeFile(path, torn);
    const checkpoints = await candidateCheckpoints(model, folder, 3);
    const newest = await checkpoints.newest();
    expect(newest?.state.updates).toBe(3);
    expect(newest?.points.map(({ update, score }) => [update, score])).toEqual(
      [1, 2, 3].map((update) => [update, update]),
    );
    expect([...checkpoints.damaged]).toEqual([expect.stringContaining("history.json")]);
  }
});
