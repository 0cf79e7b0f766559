import type { TrainerState } from "../training/trainer-state.ts";
import { bestOf } from "./checkpoint.ts";
import { checkpointsIn, readCheckpoint } from "./checkpoints.ts";
import { decodeTrainingState } from "./training-state.ts";

/** Where training goes on. */
export interface Resumed {
  readonly state: TrainerState;
  /** The folder of the checkpoint, from which loadModel reads the model. */
  readonly path: string;
  /** Newer checkpoints that were passed over, and what is wrong with each. */
  readonly damaged: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * The newest checkpoint in a folder that is whole, by its checksums; null where there is none at all.
 *
 *   const trainer = compile(model, options);
 *   const last = await resume("run");
 *   if (last !== null) trainer.restore(last.state);
 *   await trainer.fit(data, { epochs: 20, initialEpoch: trainer.epoch, callbacks: [checkpoint({ folder: "run" })] });
 *
 * Throws when there are checkpoints, but all are damaged.
 */
export async function resume(folder: string): Promise<Resumed | null> {
  const damaged: { path: string; reason: string }[] = [];
  for (const { path } of await checkpointsIn(folder)) {
    try {
      const { contents } = await readCheckpoint(path);
      const state = decodeTrainingState(contents["training.safetensors"], `${path}/training.safetensors`);
      return { state, path, damaged };
    } catch (error) {
      damaged.push({ path, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  if (damaged.length === 0) return null;
  throw new Error(
    `no checkpoint in ${folder} is whole: ${damaged.map(({ reason }) => reason).join("; ")}; help: take it away to ` +
      "begin anew",
  );
}

/** The checkpoint whose metric, named by checkpoint's monitor, was best. */
export interface BestCheckpoint {
  readonly path: string;
  readonly epoch: number;
  readonly monitor: { readonly name: string; readonly value: number };
}

/** The best checkpoint in a folder; null where there is none with a metric. Throws when it is damaged. */
export async function bestCheckpoint(folder: string): Promise<BestCheckpoint | null> {
  const best = await bestOf(await checkpointsIn(folder));
  if (best === null || best.about.monitor === null) return null;
  await readCheckpoint(best.path);
  const { name, value } = best.about.monitor;
  return { path: best.path, epoch: best.about.epoch, monitor: { name, value: value ?? NaN } };
}
