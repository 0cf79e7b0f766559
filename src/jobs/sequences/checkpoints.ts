import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomic } from "../../files/atomic.ts";
import { bestOf } from "../../files/checkpoint.ts";
import {
  checkpointsIn,
  readCheckpoint,
  removeCheckpoint,
  removeLeftovers,
  writeCheckpoint,
  type CheckpointPlace,
} from "../../files/checkpoints.ts";
import { encodeModel } from "../../files/model-file.ts";
import { decodeTrainingState, encodeTrainingState } from "../../files/training-state.ts";
import type { TypedArray } from "../../kernels/backend.ts";
import type { Model } from "../../models/model.ts";
import type { TrainerState } from "../../training/trainer.ts";

/** What was seen at a validation. */
const pointSchema = z.strictObject({
  /** Updates done. */
  update: z.int().positive(),
  /** Mean training loss since the validation before. */
  loss: z.number().nullable(),
  validationLoss: z.number().nullable(),
  perplexity: z.number().nullable(),
  /** What the validation is judged by; more is better. */
  score: z.number(),
  /** Of training since the start, without validation. */
  seconds: z.number().nonnegative(),
  /** Target tokens trained on since the start, padding left out. */
  tokens: z.int().nonnegative(),
});

/** Figures of one validation. */
export type ValidationPoint = z.infer<typeof pointSchema>;

const historySchema = z.strictObject({
  format: z.literal("lookback-training-history"),
  version: z.literal(1),
  points: z.array(pointSchema),
});

/** The checkpoints of one rung's training, the newest `keep` of them and the best, and the figures of all its validations. */
export interface RungCheckpoints {
  /** Saves model and state with the figures up to them, and forgets the oldest. */
  save(state: TrainerState, points: readonly ValidationPoint[]): Promise<void>;
  /** The newest state that is whole, with the figures up to it; null if there is none. */
  newest(): Promise<{ readonly state: TrainerState; readonly points: readonly ValidationPoint[] } | null>;
  /** Weights of the newest checkpoints that are whole, newest first. */
  recent(): Promise<readonly TypedArray[]>;
  /** Weights of the best validation, if its checkpoint is whole. */
  best(): Promise<TypedArray | null>;
  /** What was wrong with checkpoints that had to be passed over, a sentence each. */
  readonly damaged: ReadonlySet<string>;
}

/** Checkpoints of a model in a folder, which is made if need be. Every file is written whole or not at all. */
export async function rungCheckpoints(model: Model, folder: string, keep: number): Promise<RungCheckpoints> {
  await mkdir(folder, { recursive: true });
  await removeLeftovers(folder);
  const damaged = new Set<string>();

  /** The state of a checkpoint; null, and remembered, where it is damaged. */
  async function stateIn({ path }: CheckpointPlace): Promise<TrainerState | null> {
    try {
      const { contents } = await readCheckpoint(path);
      return decodeTrainingState(contents["training.safetensors"], `${path}/training.safetensors`);
    } catch (error) {
      damaged.add(`${error instanceof Error ? error.message : String(error)}; another checkpoint was used.`);
      return null;
    }
  }

  return {
    damaged,
    async save(state, points) {
      const { epoch, step = 0, updates } = state;
      const history: z.input<typeof historySchema> = {
        format: "lookback-training-history",
        version: 1,
        points: [...points],
      };
      // The history first: it may tell of more than the newest state, which is then cut off, never of less.
      await writeFileAtomic(join(folder, "history.json"), `${JSON.stringify(history, null, 2)}\n`);
      const contents = { ...encodeModel(model), "training.safetensors": encodeTrainingState(state) };
      const monitor = { name: "score", value: points[points.length - 1].score, better: "higher" as const };
      await writeCheckpoint(folder, contents, { epoch, step, updates, monitor });
      const all = await checkpointsIn(folder);
      const best = await bestOf(all);
      for (const place of all.slice(keep)) if (place.updates !== best?.updates) await removeCheckpoint(folder, place);
    },
    async newest() {
      const points = await readHistory(join(folder, "history.json"));
      for (const place of await checkpointsIn(folder)) {
        const known = points.filter(({ update }) => update <= place.updates);
        const state = known.at(-1)?.update === place.updates ? await stateIn(place) : null;
        if (state !== null) return { state, points: known };
      }
      return null;
    },
    async recent() {
      const all: TypedArray[] = [];
      for (const place of (await checkpointsIn(folder)).slice(0, keep)) {
        const state = await stateIn(place);
        if (state !== null) all.push(state.weights);
      }
      return all;
    },
    async best() {
      const place = await bestOf(await checkpointsIn(folder));
      return place === null ? null : ((await stateIn(place))?.weights ?? null);
    },
  };
}

async function readHistory(file: string): Promise<readonly ValidationPoint[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    return [];
  }
  return historySchema.parse(JSON.parse(text)).points;
}

/** The mean of weights, number by number, in double precision. */
export function meanOf(all: readonly TypedArray[]): Float64Array {
  const mean = new Float64Array(all[0].length);
  for (const weights of all) for (let i = 0; i < mean.length; i++) mean[i] += weights[i] / all.length;
  return mean;
}
