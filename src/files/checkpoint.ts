import { checkOptions } from "../tensor/options.ts";
import { mkdir } from "node:fs/promises";
import type { Callback, EpochLogs, TrainingRun } from "../training/callbacks/callback.ts";
import { metricOf, higherIsBetter } from "../training/callbacks/monitor.ts";
import {
  checkpointsIn,
  isInteger,
  readAbout,
  removeCheckpoint,
  removeLeftovers,
  writeCheckpoint,
  type CheckpointAbout,
  type CheckpointPlace,
} from "./checkpoints.ts";
import { encodeModel } from "./model-file.ts";
import { encodeTrainingState } from "./training-state.ts";
import { showValue } from "../tensor/show-value.ts";

/** When a checkpoint is taken: every n epochs, or also within an epoch every n steps or seconds. */
export type CheckpointEvery = { readonly epochs: number } | { readonly steps: number } | { readonly seconds: number };

export interface CheckpointOptions {
  /** Of this training alone; made if need be. */
  readonly folder: string;
  /** Default: { epochs: 1 }. */
  readonly every?: CheckpointEvery;
  /** How many of the newest stay; more than one, so that there is one before a damaged one. Default: 3. */
  readonly keep?: number;
  /**
   * A metric such as valLoss, of which the best checkpoint stays too: see bestCheckpoint. For every: { epochs }.
   * Default: none.
   */
  readonly monitor?: string;
}

/**
 * Saves model and state of training as it goes on, so that a run that is killed at any moment goes on later with the
 * same bits: see resume. A checkpoint appears whole or not at all, and an older one goes only when a newer is on the
 * disk. `loadModel` reads the model of one. fit rejects, with the cause, when one cannot be written, such as on a full
 * disk; those before it stay.
 *
 *   await trainer.fit(data, { epochs: 20, initialEpoch: trainer.epoch, callbacks: [checkpoint({ folder: "run", monitor:
 *   "valLoss" })] });
 */
export function checkpoint(options: CheckpointOptions): Callback {
  checkOptions("checkpoint", options, { folder: true, every: true, keep: true, monitor: true });
  const { folder, every = { epochs: 1 }, keep = 3, monitor } = options;
  checkValues(every, keep, monitor);
  let run: TrainingRun | undefined;
  let due = Infinity;

  async function save(logs?: EpochLogs): Promise<void> {
    if (run === undefined) return;
    try {
      await keepSaving(run, logs);
    } catch (error) {
      throw await cannotSave(folder, error);
    }
  }

  async function keepSaving(of: TrainingRun, logs?: EpochLogs): Promise<void> {
    const state = of.state();
    const { epoch, step = 0, updates } = state;
    const watched = monitor === undefined || logs === undefined ? null : watchedFigure(of, logs, monitor);
    const contents = { ...encodeModel(of.model), "training.safetensors": encodeTrainingState(state) };
    const written = await writeCheckpoint(folder, contents, { epoch, step, updates, monitor: watched });
    const all = await checkpointsIn(folder);
    const best = monitor === undefined ? null : await bestOf(all);
    const staying = [written.updates, best?.updates, ...all.slice(0, keep).map(({ updates: each }) => each)];
    for (const place of all.toReversed()) if (!staying.includes(place.updates)) await removeCheckpoint(folder, place);
  }

  return {
    async onTrainBegin(started) {
      run = started;
      await prepare(folder, started.state().updates);
      if ("seconds" in every) due = performance.now() + 1000 * every.seconds;
    },
    async afterStep({ update }) {
      if ("epochs" in every) return;
      if ("steps" in every ? update % every.steps !== 0 : performance.now() < due) return;
      await save();
      if ("seconds" in every) due = performance.now() + 1000 * every.seconds;
    },
    async afterEpoch(logs) {
      if ("epochs" in every && (logs.epoch + 1) % every.epochs === 0) await save(logs);
    },
  };
}

function checkValues(every: CheckpointEvery, keep: number, monitor: string | undefined): void {
  const [[unit, value]] = Object.entries<number>({ ...every });
  const valid = unit === "seconds" ? value >= 0 : Number.isSafeInteger(value) && value >= 1;
  if (!valid)
    throw new RangeError(
      `checkpoint: every: { ${unit} } must be ${unit === "seconds" ? "at least 0" : "an integer of at least 1"}, ` +
        `got ${showValue(value)}`,
    );
  if (!Number.isSafeInteger(keep) || keep < 1)
    throw new RangeError(`checkpoint: keep must be an integer of at least 1, got ${showValue(keep)}`);
  if (monitor !== undefined && unit !== "epochs")
    throw new TypeError(`checkpoint: monitor needs every: { epochs }, because metrics are those of epochs`);
}

function watchedFigure(run: TrainingRun, logs: EpochLogs, name: string): CheckpointAbout["monitor"] {
  const value = metricOf("checkpoint", logs, name);
  return { name, value: Number.isFinite(value) ? value : null, better: higherIsBetter(run, name) ? "higher" : "lower" };
}

/** Makes the folder, and refuses one that a further training has been in. What is damaged there, and newer, goes. */
async function prepare(folder: string, updates: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await removeLeftovers(folder);
  for (const place of await checkpointsIn(folder)) {
    if (place.updates <= updates) continue;
    if (await isInteger(place.path)) {
      throw new Error(
        `${place.path} was taken after ${place.updates} steps, but this training has done ${updates}; help: ` +
          "trainer.restore((await resume(folder)).state) to go on from it, or another folder",
      );
    }
    await removeCheckpoint(folder, place);
  }
}

async function cannotSave(folder: string, error: unknown): Promise<Error> {
  const [last] = await checkpointsIn(folder).catch(() => []);
  const why = error instanceof Error ? error.message : String(error);
  const before = last === undefined ? "there is none yet" : `the last is ${last.path}`;
  return new Error(
    `cannot save a checkpoint: ${why}; ${before}; help: make room or give the folder to this user, then resume`,
    {
      cause: error,
    },
  );
}

/** The checkpoint with the best metric among those that say one; null if there is none. */
export async function bestOf(
  places: readonly CheckpointPlace[],
): Promise<(CheckpointPlace & { readonly about: CheckpointAbout }) | null> {
  let best: (CheckpointPlace & { readonly about: CheckpointAbout }) | null = null;
  for (const place of places) {
    const about = await readAbout(place.path).catch(() => null);
    const metric = about?.monitor;
    if (about === null || metric === undefined || metric === null || metric.value === null) continue;
    const before = best?.about.monitor?.value ?? null;
    // Of equals the older: an improvement must be one.
    const better = before === null || (metric.better === "higher" ? metric.value >= before : metric.value <= before);
    if (better) best = { ...place, about };
  }
  return best;
}
