import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dense } from "../layers/dense.ts";
import { sequential } from "../models/sequential.ts";
import { adam } from "../optimizers/adam.ts";
import type { Callback } from "../training/callbacks/callback.ts";
import { compile, type Trainer } from "../training/trainer.ts";
import { checkpoint, type CheckpointOptions } from "./checkpoint.ts";
import { checkpointFiles } from "./checkpoints.ts";
import { loadModel } from "./folder.ts";
import { bestCheckpoint, resume } from "./resume.ts";

/** What "no space left" is thrown by when it is not null: how many more files may be opened for writing. */
const disk = vi.hoisted((): { left: number | null } => ({ left: null }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const open: typeof real.open = (path, flags, mode) => {
    if (flags === "wx" && disk.left !== null && disk.left-- <= 0) {
      return Promise.reject(Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" }));
    }
    return real.open(path, flags, mode);
  };
  return { ...real, open };
});

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-checkpoints-"));
});
afterEach(async () => {
  disk.left = null;
  await rm(folder, { recursive: true });
});

const data = {
  x: Array.from({ length: 12 }, (_, i) => [i / 12]),
  y: Array.from({ length: 12 }, (_, i) => Math.sin(i)),
};

function begin(): Trainer {
  return compile(sequential([dense({ units: 3, activation: "tanh" }), dense({ units: 1 })], { input: [1] }), {
    optimizer: adam({ learningRate: 0.05 }),
    loss: "meanSquaredError",
    metrics: ["r2Score"],
  });
}

/** Trains to the end of an epoch, in batches of four, so that an epoch has three steps. */
async function train(
  trainer: Trainer,
  epochs: number,
  more: Partial<CheckpointOptions> = {},
  callbacks: Callback[] = [],
) {
  return trainer.fit(data, {
    epochs,
    initialEpoch: trainer.epoch,
    batchSize: 4,
    callbacks: [...callbacks, checkpoint({ folder, ...more })],
  });
}

const names = async (): Promise<string[]> => (await readdir(folder)).toSorted();

/** Where training would go on. */
const updates = async (): Promise<number | undefined> => (await resume(folder))?.state.updates;

test("after every epoch a checkpoint; the newest three stay, and their models can be loaded", async () => {
  const trainer = begin();
  expect(await resume(folder)).toBeNull();
  expect(await resume(join(folder, "nowhere"))).toBeNull();
  await train(trainer, 5);
  expect(await names()).toEqual(["checkpoint-000000009", "checkpoint-000000012", "checkpoint-000000015"]);
  const last = await resume(folder);
  expect(last?.state).toEqual(trainer.state());
  expect(last?.damaged).toEqual([]);
  const model = await loadModel(join(folder, "checkpoint-000000015"));
  expect(model.flat.toArray()).toEqual(trainer.model.flat.toArray());
  const older = await loadModel(join(folder, "checkpoint-000000012"));
  expect(older.flat.toArray()).not.toEqual(trainer.model.flat.toArray());
});

test("every so many epochs, steps or seconds, and as many as are to stay", async () => {
  await train(begin(), 5, { every: { epochs: 2 }, keep: 5 });
  expect(await names()).toEqual(["checkpoint-000000006", "checkpoint-000000012"]);
  await rm(folder, { recursive: true });
  await train(begin(), 3, { every: { steps: 2 }, keep: 2 });
  expect(await names()).toEqual(["checkpoint-000000006", "checkpoint-000000008"]);
  expect((await resume(folder))?.state.step).toBe(2);
  await rm(folder, { recursive: true });
  await train(begin(), 1, { every: { seconds: 0 } });
  expect(await names()).toHaveLength(3);
  await rm(folder, { recursive: true });
  await train(begin(), 1, { every: { seconds: 1000 } });
  expect(await names()).toEqual([]);
});

test("the best by a metric stays beside the newest, also when training goes on in another process", async () => {
  const metrics = [5, 3, 4, 2, 6, 2, 7, 8];
  const trainer = begin();
  // The loss itself, whatever it is, is overwritten before the checkpoint sees it.
  const told = (name: string): Callback => ({
    onEpochEnd: (logs) => void Object.assign(logs, name === "loss" ? { loss: metrics[logs.epoch] } : {}),
  });
  await train(trainer, 6, { keep: 1, monitor: "loss" }, [told("loss")]);
  // Epochs of three steps; the fourth and the sixth are equally good, and the older is the best.
  expect(await names()).toEqual(["checkpoint-000000012", "checkpoint-000000018"]);
  const other = begin();
  other.restore((await resume(folder))?.state ?? trainer.state());
  await train(other, 8, { keep: 1, monitor: "loss" }, [told("loss")]);
  expect(await names()).toEqual(["checkpoint-000000012", "checkpoint-000000024"]);
  expect(await bestCheckpoint(folder)).toEqual({
    path: join(folder, "checkpoint-000000012"),
    epoch: 4,
    monitor: { name: "loss", value: 2 },
  });
});

test("of some metrics more is better", async () => {
  await train(begin(), 6, { keep: 1, monitor: "r2Score" });
  const best = await bestCheckpoint(folder);
  const history = await begin().fit(data, { epochs: 6, batchSize: 4 });
  const scores = history.metrics["r2Score"];
  expect(best?.monitor).toEqual({ name: "r2Score", value: Math.max(...scores) });
  expect(best?.epoch).toBe(scores.indexOf(Math.max(...scores)) + 1);
});

async function flip(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[bytes.length >> 1] ^= 1;
  await writeFile(path, bytes);
}

const damages: readonly (readonly [string, (path: string) => Promise<void>, RegExp])[] = [
  ...checkpointFiles.flatMap((file) => [
    [`a bit of ${file}`, (path: string) => flip(join(path, file)), /does not have its checksum/] as const,
    [`the end of ${file}`, (path: string) => truncate(join(path, file), 100), /does not have its checksum/] as const,
    [`${file}, which is not there`, (path: string) => rm(join(path, file)), /ENOENT/] as const,
  ]),
  ["checkpoint.json, cut", (path) => truncate(join(path, "checkpoint.json"), 50), /is not whole/],
  ["checkpoint.json, empty", (path) => truncate(join(path, "checkpoint.json"), 0), /is not whole/],
  ["checkpoint.json, longer", (path) => appendFile(join(path, "checkpoint.json"), "x"), /is not whole/],
  [
    "a number in checkpoint.json",
    async (path) => {
      const file = join(path, "checkpoint.json");
      await writeFile(file, (await readFile(file, "utf8")).replace('"epoch": 4', '"epoch": 5'));
    },
    /does not have its checksum/,
  ],
  [
    "everything",
    (path) =>
      rm(path, { recursive: true })
        .then(() => mkdir(path))
        .then(() => undefined),
    /ENOENT/,
  ],
];

test.each(damages)("damage is found, and the one before is taken: %s", async (_, damage, reason) => {
  const whole = begin();
  await whole.fit(data, { epochs: 6, batchSize: 4 });
  await train(begin(), 4);
  const newest = join(folder, "checkpoint-000000012");
  await damage(newest);
  const last = await resume(folder);
  expect(last?.path).toBe(join(folder, "checkpoint-000000009"));
  expect(last?.damaged).toEqual([{ path: newest, reason: expect.stringMatching(reason) }]);
  const other = begin();
  if (last !== null) other.restore(last.state);
  await train(other, 6);
  expect(other.state()).toEqual(whole.state());
  // The damaged one was written anew.
  expect(await names()).toEqual(["checkpoint-000000012", "checkpoint-000000015", "checkpoint-000000018"]);
  expect((await resume(folder))?.damaged).toEqual([]);
});

test("there are 14 kinds of damage, and when all are damaged it says so", async () => {
  expect(damages).toHaveLength(14);
  await train(begin(), 2);
  for (const name of await names()) await flip(join(folder, name, "weights.safetensors"));
  await expect(resume(folder)).rejects.toThrow(/no checkpoint in .* is whole: .*000006.*000003.*; help: take it away/);
});

test("a damaged one does not count among those that stay", async () => {
  await train(begin(), 3, { every: { steps: 1 }, keep: 3 });
  for (const name of ["checkpoint-000000008", "checkpoint-000000009"]) await flip(join(folder, name, "model.json"));
  const other = begin();
  const last = await resume(folder);
  if (last !== null) other.restore(last.state);
  expect(other.state().updates).toBe(7);
  await train(other, 3, { every: { epochs: 3 }, keep: 1 });
  expect(await names()).toEqual(["checkpoint-000000009"]);
  expect(await updates()).toBe(9);
});

test.each([0, 1, 2, 3])(
  "a full disk after %i files leaves the last checkpoint, and says what is the matter",
  async (left) => {
    const trainer = begin();
    const filling: Callback = { onEpochEnd: ({ epoch }) => void (epoch === 2 && (disk.left = left)) };
    await expect(train(trainer, 5, { keep: 1 }, [filling])).rejects.toThrow(
      /^cannot save a checkpoint: .*: cannot be written: the disk is full; the last is .*checkpoint-000000006; help: make room/,
    );
    expect(await names()).toEqual(["checkpoint-000000006"]);
    disk.left = null;
    const other = begin();
    const last = await resume(folder);
    expect(last?.damaged).toEqual([]);
    if (last !== null) other.restore(last.state);
    await train(other, 5);
    const whole = begin();
    await whole.fit(data, { epochs: 5, batchSize: 4 });
    expect(other.state()).toEqual(whole.state());
  },
);

test("a folder that is none, and the first checkpoint that fails", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  await expect(train(begin(), 1, { folder: join(file, "run") })).rejects.toThrow("ENOTDIR");
  disk.left = 0;
  await expect(train(begin(), 1)).rejects.toThrow("cannot be written: the disk is full; there is none yet");
});

test("a folder of a further training is refused, what a killed process left is taken away", async () => {
  await train(begin(), 2);
  await expect(train(begin(), 1)).rejects.toThrow(
    /checkpoint-000000006 was taken after 6 steps, but this training has done 0; help: trainer.restore/,
  );
  const other = begin();
  const last = await resume(folder);
  if (last !== null) other.restore(last.state);
  await mkdir(join(folder, ".checkpoint-9.1234.tmp"));
  await writeFile(join(folder, "notes.txt"), "mine");
  await train(other, 3);
  expect(await names()).toEqual(["checkpoint-000000003", "checkpoint-000000006", "checkpoint-000000009", "notes.txt"]);
});

test("options that cannot be are refused", () => {
  expect(() => checkpoint({ folder, keep: 0 })).toThrow("checkpoint: keep must be an integer of at least 1, got 0");
  expect(() => checkpoint({ folder, every: { steps: 1.5 } })).toThrow(
    "every: { steps } must be an integer of at least 1",
  );
  expect(() => checkpoint({ folder, every: { seconds: -1 } })).toThrow("every: { seconds } must be at least 0, got -1");
  expect(() => checkpoint({ folder, every: { steps: 1 }, monitor: "loss" })).toThrow("monitor needs every: { epochs }");
});
