import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomic } from "../../files/atomic.ts";
import { loadTrainingState, saveTrainingState } from "../../files/folder.ts";
import type { TypedArray } from "../../kernels/backend.ts";
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

/** The states of one rung's training, the newest `keep` of them, and the figures of all its validations. */
export interface Checkpoints {
  /** Saves a state with the figures up to it, and forgets the oldest. */
  save(state: TrainerState, points: readonly ValidationPoint[], isBest: boolean): Promise<void>;
  /** The newest state that can be read, with the figures up to it; null if there is none. */
  newest(): Promise<{ readonly state: TrainerState; readonly points: readonly ValidationPoint[] } | null>;
  /** Weights of the newest states, newest first. */
  weights(): Promise<readonly TypedArray[]>;
  /** Weights of the best validation, if one was saved. */
  best(): Promise<TypedArray | null>;
}

const pattern = /^state-(\d+)\.safetensors$/;

/** Checkpoints in a folder, which is made if need be. Every file is written whole or not at all. */
export async function checkpointsIn(folder: string, keep: number): Promise<Checkpoints> {
  await mkdir(folder, { recursive: true });

  async function numbers(): Promise<readonly number[]> {
    const found = (await readdir(folder)).flatMap((name) => {
      const match = pattern.exec(name);
      return match === null ? [] : [Number(match[1])];
    });
    return found.toSorted((a, b) => b - a);
  }

  const fileOf = (update: number): string => join(folder, `state-${String(update).padStart(8, "0")}.safetensors`);

  return {
    async save(state, points, isBest) {
      const history: z.input<typeof historySchema> = {
        format: "lookback-training-history",
        version: 1,
        points: [...points],
      };
      if (isBest) await saveTrainingState(state, join(folder, "best.safetensors"));
      // The history first: it may tell of more than the newest state, which is then cut off, never of less.
      await writeFileAtomic(join(folder, "history.json"), `${JSON.stringify(history, null, 2)}\n`);
      await saveTrainingState(state, fileOf(state.updates));
      for (const update of (await numbers()).slice(keep)) await rm(fileOf(update), { force: true });
    },
    async newest() {
      const points = await readHistory(join(folder, "history.json"));
      for (const update of await numbers()) {
        const known = points.filter((point) => point.update <= update);
        if (known.at(-1)?.update !== update) continue;
        try {
          return { state: await loadTrainingState(fileOf(update)), points: known };
        } catch {
          // A damaged file: the one before it is used.
        }
      }
      return null;
    },
    async weights() {
      const all: TypedArray[] = [];
      for (const update of (await numbers()).slice(0, keep))
        all.push((await loadTrainingState(fileOf(update))).weights);
      return all;
    },
    async best() {
      try {
        return (await loadTrainingState(join(folder, "best.safetensors"))).weights;
      } catch {
        return null;
      }
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
